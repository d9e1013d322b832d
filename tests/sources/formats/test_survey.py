import json
from pathlib import Path

from mapping.domain.nomenclature import default_filieres
from mapping.sources.actors import read_actors
from mapping.sources.tabular import read_table
from tests.sources.files import write_text

KOBO = '"identite/nom";"identite/lieu"\n"Régie (exemple)";"48.9301 2.3601 31.5 4.2"\n"B";""\n'


def test_the_questions_of_kobotoolbox_keep_their_groups(tmp_path: Path) -> None:
    frame = read_table(write_text(tmp_path, KOBO)).frame
    assert frame.loc[2].to_dict() == {"identite/nom": "Régie (exemple)", "identite/lieu": "48.9301 2.3601 31.5 4.2"}


def test_the_position_of_a_full_export_places_an_actor(tmp_path: Path) -> None:
    text = '"nom";"lieu";"_lieu_latitude";"_lieu_longitude"\n"A";"48.9301 2.3601 31.5 4.2";"48.9301";"2.3601"\n'
    read = read_actors(write_text(tmp_path, text), filieres=default_filieres())
    assert read.table.loc[2, ["lon", "lat"]].tolist() == [2.3601, 48.9301]


def test_a_position_of_kobotoolbox_places_an_actor(tmp_path: Path) -> None:
    read = read_actors(write_text(tmp_path, KOBO), columns={"name": "identite/nom"}, filieres=default_filieres())
    assert read.table.loc[2, ["lon", "lat"]].tolist() == [2.3601, 48.9301]


def test_kobotoolbox_geojson_gives_the_questions_and_the_point(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"identite/nom": "A"},
        "geometry": {"type": "Point", "coordinates": [2.36, 48.93, 31.5]},
    }
    text = json.dumps({"type": "FeatureCollection", "name": "enquête", "features": [feature]})
    frame = read_table(write_text(tmp_path, text, name="k.geojson")).frame
    assert frame.loc[2].to_dict() == {"identite/nom": "A", "lon": "2.36", "lat": "48.93"}


def test_several_answers_in_one_cell_of_survey123_stay_one_cell(tmp_path: Path) -> None:
    text = 'ObjectID,Quels publics ?,x,y\n1,"Jeunes,Seniors",2.36,48.93\n'
    frame = read_table(write_text(tmp_path, text)).frame
    assert frame.loc[2].tolist() == ["1", "Jeunes,Seniors", "2.36", "48.93"]
