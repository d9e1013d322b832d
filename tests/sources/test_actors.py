import math
from pathlib import Path

import pytest
from shapely import Point

from mapping.domain.errors import ColumnError
from mapping.domain.nomenclature import default_filieres
from mapping.domain.tables import ACTORS
from mapping.sources.actors import read_actors
from mapping.sources.rows import TableRows
from tests.sources.files import write_geojson, write_text


def read(folder: Path, text: str, **columns: str) -> TableRows:
    return read_actors(write_text(folder, text), columns=columns, filieres=default_filieres())


def test_the_table_follows_its_contract_even_when_a_file_has_only_names(tmp_path: Path) -> None:
    table = read(tmp_path, "nom;note\nLa Ruche;\n").table
    assert table.columns.tolist() == ACTORS.names
    assert table.index.tolist() == [2]
    assert table.loc[2, "name"] == "La Ruche"
    assert table.loc[2, ["id", "siret", "filieres", "website"]].tolist() == [""] * 4


def test_a_row_without_position_is_kept_to_be_placed(tmp_path: Path) -> None:
    result = read(tmp_path, "nom;lon;lat\nA;2,36;48,93\nB;;\n")
    assert result.table.loc[2, ["lon", "lat"]].tolist() == [2.36, 48.93]
    assert math.isnan(result.table.loc[3, "lon"]) and math.isnan(result.table.loc[3, "lat"])
    assert result.rejected == ()


def test_what_a_spreadsheet_spoilt_is_put_right(tmp_path: Path) -> None:
    text = (
        "id;nom;siret;statut_juridique;dispositif;besoins;cp;code_insee;lon;lat\n"
        "12.0;Régie;732 829 320 00074;9220.0;ACI;Se nourrir, Réparer;1000;1004.0;5,36;45,93\n"
    )
    row = read(tmp_path, text).table.loc[2]
    assert row[["id", "siret", "legal_form", "scheme"]].tolist() == ["12", "73282932000074", "association", "aci"]
    assert row[["filieres", "postcode", "code_insee"]].tolist() == ["se_nourrir|reparer", "01000", "01004"]


def test_a_statut_or_a_dispositif_that_is_not_known_stays_in_the_description(tmp_path: Path) -> None:
    text = "nom;statut_juridique;dispositif;description\nA;GIE;Guinguette;On y danse\nB;association;;Rien\n"
    table = read(tmp_path, text).table
    assert table.loc[2, ["legal_form", "scheme"]].tolist() == ["", ""]
    assert table.loc[2, "description"] == "On y danse [statut indiqué : GIE] [dispositif indiqué : Guinguette]"
    assert table.loc[3, "description"] == "Rien"


def test_every_fault_of_a_row_is_said_at_once(tmp_path: Path) -> None:
    result = read(tmp_path, "nom;cp;lon;lat\n;9320O;2,36;nord\n")
    (rejected,) = result.rejected
    assert rejected.row == 2
    assert rejected.problem.count(" ; ") >= 2
    assert all(word in rejected.problem for word in ("nom de la structure : vide", "code postal", "nord"))
    assert rejected.values == {"nom": "", "cp": "9320O", "lon": "2,36", "lat": "nord"}


def test_an_identifier_that_stands_twice_overwrites_nothing(tmp_path: Path) -> None:
    result = read(tmp_path, "id;nom\nA1;La Ruche\nA1;Le Local\n;Sans\n;Sans non plus\n")
    assert result.table["name"].tolist() == ["La Ruche", "Sans", "Sans non plus"]
    assert "« A1 » est déjà à la ligne 2" in result.rejected[0].problem


def test_a_refused_row_does_not_take_the_identifier_of_a_good_one(tmp_path: Path) -> None:
    result = read(tmp_path, "id;nom\nA1;\nA1;Le Local\n")
    assert result.table["name"].tolist() == ["Le Local"]


def test_two_columns_of_the_same_name_that_disagree_are_given_back(tmp_path: Path) -> None:
    result = read(tmp_path, "nom;nom;ville\nA;A;x\nB;C;x\nD;;x\n")
    assert result.table["name"].tolist() == ["A", "D"]
    assert "« B » et « C »" in result.rejected[0].problem


def test_a_file_without_names_is_refused_with_its_columns(tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="enseigne_x, ville"):
        read(tmp_path, "enseigne_x;ville\nA;x\n")
    assert read(tmp_path, "enseigne_x;ville\nA;x\n", name="enseigne_x").table["name"].tolist() == ["A"]


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    text = 'nom;description\n"<img src=x onerror=alert(1)>";"=HYPERLINK(""http://x"")"\n'
    text += '"\'; DROP TABLE actors;--";\u202eabc\n'
    table = read(tmp_path, text).table
    assert table["name"].tolist() == ["<img src=x onerror=alert(1)>", "'; DROP TABLE actors;--"]
    assert table.loc[2, "description"] == '=HYPERLINK("http://x")'


def test_points_of_a_geojson_are_actors_with_their_position(tmp_path: Path) -> None:
    path = write_geojson(tmp_path, [({"nom": "A", "code_postal": 1000}, Point(5.2, 46.2)), ({"nom": "B"}, None)])
    table = read_actors(path, filieres=default_filieres()).table
    assert table.loc[2, ["postcode", "lon", "lat"]].tolist() == ["01000", 5.2, 46.2]
    assert math.isnan(table.loc[3, "lon"])
