"""Zones near Saint-Denis, a hundredth of a degree wide: 733 m from west to east, 1 112 m from south to north."""

from pathlib import Path

import pytest
from shapely import Point, Polygon, box

from mapping.domain.errors import FileError
from mapping.domain.models import ZoneKind
from mapping.domain.tables import ZONES
from mapping.sources.boundaries import read_boundaries
from tests.sources.files import Feature, frame_of, write_geojson

U = 0.01


def cell(column: float, row: float = 0) -> Polygon:
    return box(2.36 + column * U, 48.90 + row * U, 2.36 + (column + 1) * U, 48.90 + (row + 1) * U)


OFFICIAL: list[Feature] = [
    (
        {"fid": 1, "code_qp": "QN09335M", "lib_qp": "Centre Ville", "insee_com": "93059, 93072",
         "lib_com": "Pierrefitte-sur-Seine, Stains", "siren_epci": "200057867"},
        cell(0),
    ),
    ({"code_qp": "QN09328M", "lib_qp": "Franc Moisin", "insee_com": "93066", "lib_com": "Saint-Denis"}, cell(2)),
]  # fmt: skip


def test_the_official_2024_file_follows_the_contract(tmp_path: Path) -> None:
    read = read_boundaries(write_geojson(tmp_path, OFFICIAL))
    assert read.zones.columns.tolist() == ZONES.names
    assert read.zones.crs.to_epsg() == 4326
    assert read.zones.drop(columns="geometry").loc[2].tolist() == [
        "QN09335M", "Centre Ville", "qpv", "2024", "93059|93072", "Pierrefitte-sur-Seine|Stains", "",
    ]  # fmt: skip
    assert (read.vintage, read.kind, read.rows, read.rejected) == ("2024", ZoneKind.QPV, 2, ())
    assert read.columns == {
        "code": "code_qp", "name": "lib_qp", "communes": "insee_com", "commune_names": "lib_com",
    }  # fmt: skip


def test_the_2015_file_is_read_with_its_own_names(tmp_path: Path) -> None:
    features: list[Feature] = [({"CODE_QP": "QP093028", "NOM_QP": "La Source", "COMMUNE_QP": "Épinay"}, cell(0))]
    read = read_boundaries(write_geojson(tmp_path, features))
    assert read.zones.loc[2, ["code", "name", "kind", "vintage", "commune_names"]].tolist() == [
        "QP093028", "La Source", "qpv", "2015", "Épinay",
    ]  # fmt: skip
    assert read.vintage == "2015"


def test_two_vintages_in_one_file_are_both_said(tmp_path: Path) -> None:
    features: list[Feature] = [({"Code_QP": "QP093028"}, cell(0)), ({"Code_QP": "qn09328m"}, cell(2))]
    read = read_boundaries(write_geojson(tmp_path, features))
    assert read.vintage == "2015, 2024"
    assert read.zones["code"].tolist() == ["QP093028", "QN09328M"]
    assert read.zones["name"].tolist() == ["QP093028", "QN09328M"]


@pytest.mark.parametrize(
    ("written", "communes"), [("2691", "02691"), (1053, "01053"), ("NA", ""), (None, ""), ("2A004", "2A004")]
)
def test_commune_codes_get_their_zero_back(tmp_path: Path, written: str | int | None, communes: str) -> None:
    features: list[Feature] = [({"code_qp": "QN00201M", "lib_qp": "A", "insee_com": written}, cell(0))]
    assert read_boundaries(write_geojson(tmp_path, features)).zones.loc[2, "communes"] == communes


def test_overseas_zones_are_read_as_the_others(tmp_path: Path) -> None:
    features: list[Feature] = [
        ({"code_qp": "QN97601M", "lib_qp": "Kawéni", "insee_reg": None, "insee_com": "97611", "siren_epci": "NA"},
         box(45.22, -12.79, 45.23, -12.78)),
        ({"code_qp": "QN98701M", "lib_qp": "Papeete", "insee_com": "98735"}, box(-149.58, -17.56, -149.57, -17.55)),
    ]  # fmt: skip
    read = read_boundaries(write_geojson(tmp_path, features))
    assert read.zones["communes"].tolist() == ["97611", "98735"]
    assert read.rejected == ()


def test_iris_are_known_by_their_code(tmp_path: Path) -> None:
    features: list[Feature] = [({"CODE_IRIS": "930660101", "NOM_IRIS": "Gare", "TYP_IRIS": "H"}, cell(0))]
    read = read_boundaries(write_geojson(tmp_path, features))
    assert read.zones.loc[2, ["code", "name", "kind", "communes"]].tolist() == ["930660101", "Gare", "iris", "93066"]
    assert read.kind is ZoneKind.IRIS


@pytest.mark.parametrize(
    "properties", [{"insee_com": "93066", "nom_com": "Saint-Denis"}, {"code": "93066", "nom": "Saint-Denis"}]
)
def test_communes_are_known_by_their_code(tmp_path: Path, properties: dict[str, str]) -> None:
    zone = read_boundaries(write_geojson(tmp_path, [(properties, cell(0))])).zones.loc[2]
    assert zone[["code", "name", "kind", "communes", "commune_names"]].tolist() == [
        "93066", "Saint-Denis", "commune", "93066", "Saint-Denis",
    ]  # fmt: skip


def test_quartiers_of_one_commune_are_not_taken_for_it(tmp_path: Path) -> None:
    features: list[Feature] = [
        ({"nom": "Nord", "insee": "93066"}, cell(0)),
        ({"nom": "Sud", "insee": "93066"}, cell(2)),
    ]
    zones = read_boundaries(write_geojson(tmp_path, features)).zones
    assert zones["code"].tolist() == ["nord", "sud"]
    assert zones["kind"].tolist() == ["quartier", "quartier"]
    assert zones["communes"].tolist() == ["93066", "93066"]


def test_a_drawn_quartier_gets_a_code_from_its_name_that_does_not_change(tmp_path: Path) -> None:
    first = read_boundaries(write_geojson(tmp_path, [({"Name": "Cité des Tulipes"}, cell(0))], name="a.geojson"))
    again = read_boundaries(write_geojson(tmp_path, [({"nom": "cité des  tulipes"}, cell(1))], name="b.geojson"))
    assert first.zones["code"].tolist() == again.zones["code"].tolist() == ["cite-des-tulipes"]
    assert first.kind is ZoneKind.QUARTIER


def test_a_drawn_quartier_without_any_name_is_called_as_its_file(tmp_path: Path) -> None:
    zone = read_boundaries(write_geojson(tmp_path, [({}, cell(0))], name="mon_quartier.geojson")).zones.loc[2]
    assert zone[["code", "name"]].tolist() == ["mon-quartier", "mon quartier"]
    several = read_boundaries(write_geojson(tmp_path, [({}, cell(0)), ({}, cell(2))], name="dessin.geojson")).zones
    assert several["code"].tolist() == ["dessin-1", "dessin-2"]


def test_a_bare_polygon_is_a_quartier(tmp_path: Path) -> None:
    path = tmp_path / "trace.geojson"
    path.write_text(
        '{"type":"Polygon","coordinates":[[[2.36,48.9],[2.37,48.9],[2.37,48.91],[2.36,48.9]]]}', encoding="utf-8"
    )
    assert read_boundaries(path).zones["code"].tolist() == ["trace"]


def test_what_is_no_zone_is_given_back_with_its_row(tmp_path: Path) -> None:
    read = read_boundaries(
        write_geojson(tmp_path, [OFFICIAL[0], ({"code_qp": "QN09329M"}, Point(2.36, 48.9)), OFFICIAL[1]])
    )
    assert read.zones["code"].tolist() == ["QN09335M", "QN09328M"]
    (rejected,) = read.rejected
    assert (rejected.row, rejected.values["code_qp"]) == (3, "QN09329M")
    assert "un polygone est attendu" in rejected.problem
    assert len(read.zones) + len(read.rejected) == read.rows


def test_a_code_that_stands_twice_keeps_its_first_outline(tmp_path: Path) -> None:
    read = read_boundaries(write_geojson(tmp_path, [OFFICIAL[1], ({"code_qp": "qn09328m"}, cell(4))]))
    assert read.zones.loc[2, "name"] == "Franc Moisin"
    assert "« QN09328M » est déjà à la ligne 2" in read.rejected[0].problem


def test_mendings_overlaps_and_slivers_are_reported_and_the_last_two_are_left(tmp_path: Path) -> None:
    """A spike on A, a half of A under B, a part of C of 36 m²: 0.00008° by 0.000055°."""
    spiked = Polygon([(2.36, 48.9), (2.37, 48.9), (2.38, 48.9), (2.37, 48.9), (2.37, 48.91), (2.36, 48.91)])
    crumb = box(2.45, 48.9, 2.45008, 48.900055)
    features: list[Feature] = [({"nom": "A"}, spiked), ({"nom": "B"}, cell(0.5)), ({"nom": "C"}, cell(3).union(crumb))]
    read = read_boundaries(write_geojson(tmp_path, features))
    assert [repair.code for repair in read.findings.repairs] == ["a"]
    (overlap,) = read.findings.overlaps
    assert overlap[:2] == ("a", "b")
    assert overlap[2] == pytest.approx(733 * 1112 / 2, rel=0.01)
    assert read.findings.slivers[0] == ("c", pytest.approx(5.87 * 6.12, rel=0.02))
    assert len(read.zones) == 3


def test_only_what_is_asked_for_is_read_and_counted(tmp_path: Path) -> None:
    path = write_geojson(tmp_path, [*OFFICIAL, ({"code_qp": "QN00000X", "insee_com": "01053"}, None)])
    by_commune = read_boundaries(path, communes=["93066"])
    assert by_commune.zones["code"].tolist() == ["QN09335M", "QN09328M"]
    assert (by_commune.rows, by_commune.rejected) == (2, ())
    assert read_boundaries(path, codes=["qn09328m"]).zones["code"].tolist() == ["QN09328M"]
    with pytest.raises(FileError, match="QN09399M"):
        read_boundaries(path, codes=["QN09399M"])


def test_a_person_can_say_which_column_is_the_code(tmp_path: Path) -> None:
    features: list[Feature] = [({"ref": "T1", "code": "vert", "nom": "Tulipes"}, cell(0))]
    assert read_boundaries(write_geojson(tmp_path, features), columns={"code": "ref"}).zones["code"].tolist() == ["T1"]


def test_a_file_of_lambert_93_comes_in_degrees(tmp_path: Path) -> None:
    path = tmp_path / "qp.gpkg"
    frame_of(OFFICIAL).drop(columns="fid").to_crs(2154).to_file(path)
    west, south, _east, _north = read_boundaries(path).zones.geometry.iloc[0].bounds
    assert (west, south) == (pytest.approx(2.36, abs=1e-6), pytest.approx(48.90, abs=1e-6))


def test_a_file_without_any_feature_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="aucun contour"):
        read_boundaries(write_geojson(tmp_path, []))
