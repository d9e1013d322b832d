import json
from pathlib import Path

from mapping.domain.nomenclature import default_filieres
from mapping.sources.actors import read_actors
from mapping.sources.tabular import read_table
from tests.sources.files import write_text

KOBO = '"identite/nom";"identite/lieu"\n"Régie (exemple)";"48.93 2.36 31.5 4.2"\n"B";""\n'


def test_a_geopoint_gets_the_columns_of_a_full_export(tmp_path: Path) -> None:
    frame = read_table(write_text(tmp_path, KOBO)).frame
    assert frame.loc[2].tolist() == ["Régie (exemple)", "48.93 2.36 31.5 4.2", "48.93", "2.36"]
    assert list(frame.columns[2:]) == ["_lieu_latitude", "_lieu_longitude"]
    assert frame.loc[3].tolist() == ["B", "", "", ""]


def test_the_columns_of_a_full_export_are_not_made_twice(tmp_path: Path) -> None:
    text = '"nom";"lieu";"_lieu_latitude";"_lieu_longitude"\n"A";"48.93 2.36 31.5 4.2";"48.93";"2.36"\n'
    assert len(read_table(write_text(tmp_path, text)).frame.columns) == 4


def test_four_numbers_somewhere_in_a_column_of_text_are_no_geopoint(tmp_path: Path) -> None:
    text = "nom;note\nA;48.93 2.36 31.5 4.2\nB;près de la gare\n"
    assert list(read_table(write_text(tmp_path, text)).frame.columns) == ["nom", "note"]


def test_a_position_of_kobotoolbox_places_an_actor(tmp_path: Path) -> None:
    read = read_actors(write_text(tmp_path, KOBO), columns={"name": "identite/nom"}, filieres=default_filieres())
    assert read.table.loc[2, ["lon", "lat"]].tolist() == [2.36, 48.93]


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
