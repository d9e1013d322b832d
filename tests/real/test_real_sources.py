"""The readers on real files, which are somebody's and are not part of the project: only counts are looked at here."""

import csv
import json
from pathlib import Path

import geopandas as gpd
import pytest

from mapping.domain.crs import split_by_metric_crs
from mapping.domain.models import DatasetKind, ZoneKind
from mapping.domain.nomenclature import default_filieres
from mapping.settings import PROJECT_DIR
from mapping.sources.actors import read_actors
from mapping.sources.boundaries import Boundaries, read_boundaries
from mapping.sources.detect import guess_kind
from mapping.sources.landmarks import read_landmarks
from mapping.sources.rejects import write_rejected

DATA = PROJECT_DIR.parent / "shared" / "data"
ACTOR_FILES = sorted(path.name for path in (DATA / "actors").glob("*.*")) or ["absent"]

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data (../shared/data) is not on this machine"),
]


@pytest.fixture(scope="module")
def france() -> Boundaries:
    return read_boundaries(DATA / "qpv-2024-france.geojson")


def test_the_22_qpv_of_plaine_commune_need_no_mending() -> None:
    read = read_boundaries(DATA / "plaine-commune" / "qpv-2024.geojson")
    assert (len(read.zones), read.rejected, read.findings.repairs) == (22, (), ())
    assert (read.vintage, read.kind) == ("2024", ZoneKind.QPV)
    assert read.zones.set_index("code").loc["QN09328M", "communes"] == "93001|93008|93027|93066"


def test_of_the_same_22_before_repair_6_are_mended_and_their_area_hardly_moves() -> None:
    path = DATA / "plaine-commune" / "qpv-2024-brut-invalide.geojson"
    read = read_boundaries(path)
    assert (len(read.zones), read.rejected, len(read.findings.repairs)) == (22, (), 6)
    assert read.zones.is_valid.all() and read.zones.to_crs(2154).is_valid.all()
    raw = gpd.read_file(path).set_index("code_qp")
    assert {repair.code for repair in read.findings.repairs} == set(raw.index[~raw.is_valid])
    raw_m2, mended_m2 = raw.to_crs(2154).area, read.zones.set_index("code").to_crs(2154).area
    assert ((mended_m2 / raw_m2 - 1).abs() < 0.005).all()
    for repair in read.findings.repairs:
        assert repair.area_before_m2 == pytest.approx(raw_m2[repair.code])
        assert repair.area_after_m2 == pytest.approx(mended_m2[repair.code])


def test_the_official_extract_is_read_point_by_point() -> None:
    path = DATA / "plaine-commune" / "qpv-2024-officiel-extrait.geojson"
    read = read_boundaries(path)
    assert (len(read.zones), read.rejected, read.findings.repairs) == (3, (), ())
    raw = gpd.read_file(path)
    assert all(ours.equals_exact(theirs, 0) for ours, theirs in zip(read.zones.geometry, raw.geometry))


def test_the_1584_qpv_of_france_are_valid_in_degrees_and_in_the_metres_of_their_territory(france: Boundaries) -> None:
    assert (len(france.zones), france.rejected, france.rows) == (1584, (), 1584)
    counts = {}
    for epsg, metric in split_by_metric_crs(france.zones):
        assert metric.is_valid.all()
        counts[epsg] = len(metric)
    # 971, 972 and 978 share a system; 987 is French Polynesia, whose QPV are all in the sixth zone.
    assert counts == {2154: 1362, 2972: 29, 2975: 57, 3297: 88, 4471: 17, 5490: 31}
    assert france.zones.is_valid.all()


def test_what_is_wrong_with_the_1584_qpv_is_reported(france: Boundaries) -> None:
    # Valid in degrees, two of them cross themselves once in metres.
    assert {repair.code for repair in france.findings.repairs} == {"QN06218M", "QN06302I"}
    assert all("en mètres" in repair.problem for repair in france.findings.repairs)
    in_metropole = [pair for pair in france.findings.overlaps if not pair[0].startswith("QN97")]
    in_metropole = [pair for pair in in_metropole if not pair[0].startswith("QN98")]
    assert len(in_metropole) == 14
    assert max(area_m2 for _one, _other, area_m2 in in_metropole) == pytest.approx(597, abs=1)
    assert all(area_m2 < 50 for _code, area_m2 in france.findings.slivers)


def test_a_commune_brings_the_qpv_of_those_that_joined_it() -> None:
    path = DATA / "qpv-2024-france.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    cells = [feature["properties"]["insee_com"].split(", ") for feature in features]
    expected = sum("93066" in cell or "93059" in cell for cell in cells)
    read = read_boundaries(path, communes=["93066"])
    assert len(read.zones) == read.rows == expected == 10


def test_the_151_iris_are_zones_too() -> None:
    read = read_boundaries(DATA / "plaine-commune" / "iris.geojson")
    assert (len(read.zones), read.rejected, read.kind) == (151, (), ZoneKind.IRIS)
    assert read.zones["communes"].nunique() == 9


def test_the_9_communes_are_zones_too() -> None:
    read = read_boundaries(DATA / "plaine-commune" / "communes.geojson")
    assert (len(read.zones), read.kind) == (9, ZoneKind.COMMUNE)


def test_the_161_stations_are_landmarks() -> None:
    path = DATA / "plaine-commune" / "stations.geojson"
    assert guess_kind(path) is DatasetKind.LANDMARKS
    read = read_landmarks(path)
    assert (len(read.table), read.rejected) == (161, ())


@pytest.mark.parametrize("name", ACTOR_FILES)
def test_every_list_of_actors_is_read_and_every_row_accounted_for(name: str, tmp_path: Path) -> None:
    path = DATA / "actors" / name
    assert guess_kind(path) is DatasetKind.ACTORS
    read = read_actors(path, filieres=default_filieres())
    assert len(read.table) + len(read.rejected) == read.rows == _rows_in(path)
    assert all(row.problem and any(row.values.values()) for row in read.rejected)
    located = read.table.dropna(subset=["lon", "lat"])
    assert located["lat"].between(-29, 52).all()


@pytest.mark.parametrize("name", ACTOR_FILES)
def test_what_is_given_back_is_given_back_again_with_the_same_reasons(name: str, tmp_path: Path) -> None:
    read = read_actors(DATA / "actors" / name, filieres=default_filieres())
    if read.rejected:
        write_rejected(read.rejected, tmp_path / "r.csv")
        again = read_actors(tmp_path / "r.csv", columns=read.columns, filieres=default_filieres())
        assert [row.problem for row in again.rejected] == [row.problem for row in read.rejected]
        assert len(again.table) == 0


def test_codes_that_a_spreadsheet_spoilt_are_put_right() -> None:
    table = read_actors(DATA / "actors" / "ess-numerique-france.csv", filieres=default_filieres()).table
    assert len(table) == 3667
    assert set(table["siret"].str.len()) <= {0, 14}
    assert set(table["postcode"].str.len()) <= {0, 5}
    assert table["legal_form"].eq("association").any()


def _rows_in(path: Path) -> int:
    if path.suffix == ".json":
        return len(json.loads(path.read_text(encoding="utf-8")))
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _row in csv.DictReader(file))
