from pathlib import Path

import pytest
from shapely import LineString, Point, from_wkt

from mapping.domain.errors import ColumnError
from mapping.domain.nomenclature import default_filieres
from mapping.domain.sheet_grid import sheet_grid
from mapping.domain.tables import CONTRIBUTIONS
from mapping.sources.contributions import read_contributions
from mapping.sources.rows import TableRows
from tests.sources.files import write_geojson, write_text

UUID = "0190f0c2-7b1a-7c3d-8e4f-5a6b7c8d9e0f"
LOOP = "POLYGON ((2.35 48.93, 2.36 48.93, 2.36 48.94, 2.35 48.93))"


def read(folder: Path, text: str) -> TableRows:
    return read_contributions(write_text(folder, text), filieres=default_filieres())


def test_what_was_typed_from_paper_is_read_in_french(tmp_path: Path) -> None:
    text = "nature;besoin;texte;personnes;lon;lat;date\nil manque ici;Se soigner;Un médecin;6;2,36;48,93;14/03/2026\n"
    row = read(tmp_path, text).table.loc[2]
    assert row[["kind", "filiere", "text", "people"]].tolist() == ["need", "se_soigner", "Un médecin", 6]
    assert row[["placement", "status", "language", "origin", "id"]].tolist() == ["exact", "pending", "fr", "import", ""]
    assert row["geometry_wkt"] == "POINT (2.36 48.93)"
    assert row["submitted_at"] == "2026-03-14T00:00:00+00:00"


def test_the_table_follows_its_contract_with_the_geometry_as_text(tmp_path: Path) -> None:
    table = read(tmp_path, "kind;lon;lat\nplace;2,36;48,93\n").table
    assert table.columns.tolist() == [name for name in CONTRIBUTIONS.names if name != "geometry"] + ["geometry_wkt"]
    assert table["people"].tolist() == [1]


def test_what_another_workshop_exported_keeps_its_identifier_and_its_status(tmp_path: Path) -> None:
    text = f"id,kind,people,placement,status,reason,submitted_at,geometry\n{UUID.upper()},lived_area,2,zone,"
    text += f'accepted,ok,2026-03-14T15:00:00+02:00,"{LOOP}"\n'
    row = read(tmp_path, text).table.loc[2]
    assert row[["id", "placement", "status", "reason"]].tolist() == [UUID, "zone", "accepted", "ok"]
    assert row["submitted_at"] == "2026-03-14T13:00:00+00:00"
    assert row["geometry_wkt"] == LOOP


def test_shapes_of_a_geojson_are_read_whole(tmp_path: Path) -> None:
    features = [
        ({"kind": "route", "people": 1}, LineString([(2.35, 48.93), (2.36, 48.94)])),
        ({"kind": "place", "people": 1}, Point(2.35, 48.93)),
    ]
    table = read_contributions(write_geojson(tmp_path, features), filieres=default_filieres()).table
    assert table["geometry_wkt"].tolist() == ["LINESTRING (2.35 48.93, 2.36 48.94)", "POINT (2.35 48.93)"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("fête;;;;;;POINT (2.36 48.93)", "nature « fête » inconnu"),
        (";;;;;;POINT (2.36 48.93)", "nature : vide"),
        ("need;danser;;;;;POINT (2.36 48.93)", "besoin « danser »"),
        ("need;se_nourrir|reparer;;;;;POINT (2.36 48.93)", "une ligne par besoin"),
        ("need;;0;;;;POINT (2.36 48.93)", "nombre de personnes"),
        ("need;;2,5;;;;POINT (2.36 48.93)", "nombre de personnes"),
        ("need;;99999;;;;POINT (2.36 48.93)", "nombre de personnes"),
        ("need;;;A12;;;POINT (2.36 48.93)", "UUID"),
        ("need;;;;withdrawn;;POINT (2.36 48.93)", "retirée"),
        ("need;;;;merged;;POINT (2.36 48.93)", "fusionnée"),
        ("need;;;;;hier;POINT (2.36 48.93)", "date « hier »"),
        ("need;;;;;;POINT (48.93 2.36)", "inversées"),
        ("need;;;;;;ici", "WKT"),
        ("need;;;;;;POINT (1e400 48.93)", "n'est pas un nombre"),
        ("need;;;;;;POINT EMPTY", "vide"),
        ("need;;;;;;", "position : vide"),
        ("lived_area;;;;;;POINT (2.36 48.93)", "Polygon est attendu"),
        ("route;;;;;;POINT (2.36 48.93)", "LineString est attendu"),
    ],
)
def test_a_contribution_that_cannot_be_taken_says_why(tmp_path: Path, cells: str, said: str) -> None:
    result = read(tmp_path, f"kind;filiere;people;id;status;submitted_at;geometry\n{cells}\n")
    assert len(result.table) == 0
    assert said in result.rejected[0].problem


def test_an_area_whose_line_crosses_itself_is_mended(tmp_path: Path) -> None:
    #  D   B     The line A B C D A crosses itself in the middle of the square:
    #  |\ /|     two triangles are left, half of it.
    #  | X |
    #  |/ \|
    #  A   C
    crossed = "POLYGON ((2.35 48.93, 2.36 48.94, 2.36 48.93, 2.35 48.94, 2.35 48.93))"
    result = read(tmp_path, f"kind;people;geometry\nlived_area;1;{crossed}\n")
    shape = from_wkt(result.table.loc[2, "geometry_wkt"])
    assert shape.is_valid
    assert shape.area == pytest.approx(0.01 * 0.01 / 2)


def test_the_same_identifier_twice_is_one_contribution(tmp_path: Path) -> None:
    text = f"id;kind;geometry\n{UUID};place;POINT (2.36 48.93)\n{UUID};need;POINT (2.36 48.93)\n"
    result = read(tmp_path, text)
    assert (len(result.table), len(result.rejected)) == (1, 1)


def test_a_table_without_any_position_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="« geometry »"):
        read(tmp_path, "kind;text\nneed;x\n")


GRID = sheet_grid((2.33, 48.92, 2.38, 48.95))


def read_table_of_a_sheet(folder: Path, text: str) -> TableRows:
    return read_contributions(write_text(folder, text), filieres=default_filieres(), grid=GRID)


def test_the_table_of_a_sheet_comes_back_by_its_squares(tmp_path: Path) -> None:
    text = (
        "n°;case;quoi;à quoi ça sert;quelques mots\n1;b 4;besoin;Se soigner;Un médecin\n2;C5;local;;Le rideau fermé\n"
    )
    table = read_table_of_a_sheet(tmp_path, text).table
    lon, lat = GRID.centre("B4") or (0, 0)
    assert table.loc[2, "geometry_wkt"] == f"POINT ({lon} {lat})"
    assert table.loc[2, ["kind", "filiere", "text", "placement"]].tolist() == [
        "need",
        "se_soigner",
        "Un médecin",
        "square",
    ]
    assert table.loc[3, ["kind", "placement"]].tolist() == ["premises", "square"]


def test_two_gommettes_that_say_the_same_in_a_square_are_two(tmp_path: Path) -> None:
    text = "n°;case;quoi;à quoi ça sert\n1;B4;besoin;Se soigner\n2;B4;besoin;Se soigner\n"
    ids = read_table_of_a_sheet(tmp_path, text).table["id"].tolist()
    assert len(set(ids)) == 2
    assert read_table_of_a_sheet(tmp_path, text).table["id"].tolist() == ids


def test_squares_draw_a_route_and_a_lived_neighbourhood(tmp_path: Path) -> None:
    # A route goes from middle to middle; B4 and C4 are neighbours, together 200 m by 400 m.
    text = "n°;case;quoi\n1;B4 C4 C5;trajet\n2;B4, C4;mon quartier\n"
    table = read_table_of_a_sheet(tmp_path, text).table
    assert len(from_wkt(table.loc[2, "geometry_wkt"]).coords) == 3
    area = from_wkt(table.loc[3, "geometry_wkt"])
    assert area.geom_type == "Polygon"
    assert area.contains(Point(*(GRID.centre("B4") or ()))) and area.contains(Point(*(GRID.centre("C4") or ())))
    assert not area.contains(Point(*(GRID.centre("D4") or ())))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("Z99;besoin", "« Z99 » : elle n'est pas sur le plan"),
        ("ici;besoin", "« ici » : elle n'est pas sur le plan"),
        ("B4 C4;besoin", "une seule est attendue"),
        ("B4;trajet", "plusieurs cases"),
        (";besoin", "position"),
        ("B4 " * 101 + ";trajet", "n'est pas sur le plan"),
    ],
)
def test_a_square_that_cannot_be_taken_says_why(tmp_path: Path, cells: str, said: str) -> None:
    result = read_table_of_a_sheet(tmp_path, f"case;quoi\n{cells}\n")
    assert len(result.table) == 0
    assert said in result.rejected[0].problem


def test_without_a_quartier_there_is_no_square(tmp_path: Path) -> None:
    assert "pas de plan" in read(tmp_path, "case;quoi\nB4;besoin\n").rejected[0].problem


def test_a_position_is_worth_more_than_the_square_beside_it(tmp_path: Path) -> None:
    row = read_table_of_a_sheet(tmp_path, "case;quoi;lon;lat\nB4;lieu;2.36;48.93\n").table.loc[2]
    assert (row["geometry_wkt"], row["placement"]) == ("POINT (2.36 48.93)", "exact")
