"""The formats on real files, which are somebody's and are not part of the project: only counts are looked at here."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from mapping.domain.crs import is_in_france
from mapping.domain.nomenclature import default_filieres
from mapping.settings import PROJECT_DIR
from mapping.sources.actors import read_actors
from mapping.sources.formats.raw import unique_names
from mapping.sources.tabular import read_table

DATA = PROJECT_DIR.parent / "shared" / "data"
ROWS = {
    "amap-loire-atlantique.json": 510,
    "ess-numerique-france.csv": 3667,
    "mednum-corse.json": 161,
    "mednum-epernay.json": 39,
    "mednum-gironde.json": 347,
    "mednum-hub-lo.json": 426,
    "mednum-maine-et-loire.json": 243,
}

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data (../shared/data) is not on this machine"),
]


def test_no_file_of_actors_is_forgotten_here() -> None:
    assert {path.name for path in (DATA / "actors").iterdir()} == set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_every_row_of_a_real_list_is_read_with_its_number(name: str) -> None:
    raw = read_table(DATA / "actors" / name)
    assert len(raw.frame) == ROWS[name]
    assert raw.frame.index.tolist() == list(range(2, ROWS[name] + 2))
    assert raw.faults == {}


@pytest.mark.parametrize("name", ROWS)
def test_a_real_list_saved_again_as_xlsx_gives_the_same_cells(name: str, tmp_path: Path) -> None:
    before = read_table(DATA / "actors" / name).frame.head(60)
    before.columns = unique_names(before.columns)
    book = openpyxl.Workbook()
    for number, row in enumerate([before.columns, *before.itertuples(index=False)], start=1):
        for column, text in enumerate(row, start=1):
            cell = book.active.cell(number, column, ILLEGAL_CHARACTERS_RE.sub("", text))
            # "#N/A" is a text in these lists, and not the fault of a formula.
            cell.data_type = "s"
    book.save(tmp_path / "liste.xlsx")
    after = read_table(tmp_path / "liste.xlsx").frame
    for column in before.columns:
        # A spreadsheet writes the ends of lines its own way.
        assert after[column].str.split().tolist() == before[column].str.split().tolist()


@pytest.mark.parametrize("name", ROWS)
def test_a_real_list_nested_under_a_key_gives_the_same_rows(name: str, tmp_path: Path) -> None:
    source = DATA / "actors" / name
    if source.suffix == ".json":
        records = json.loads(source.read_text(encoding="utf-8"))
    else:
        with source.open(encoding="utf-8-sig", newline="") as file:
            records = list(csv.DictReader(file))
    (tmp_path / "l.json").write_text(json.dumps({"page": {"results": records}}), encoding="utf-8")
    assert read_table(tmp_path / "l.json").frame.equals(read_table(source).frame)


def test_the_extract_of_monaco_is_a_list_of_named_places() -> None:
    raw = read_table(DATA / "osm" / "monaco.osm.pbf")
    assert len(raw.frame) > 100
    assert raw.frame["name"].str.strip().ne("").all()
    assert raw.frame["osm"].ne("").all()
    assert "OpenStreetMap" in raw.licence


def test_the_places_of_monaco_have_a_position_or_a_reason() -> None:
    read = read_actors(DATA / "osm" / "monaco.osm.pbf", filieres=default_filieres())
    assert len(read.table) + len(read.rejected) == read.rows
    assert len(read.table) > 300
    assert all(is_in_france(lon, lat) for lon, lat in zip(read.table["lon"], read.table["lat"]))
    assert all(row.problem for row in read.rejected)


def test_the_510_points_of_interest_of_beausoleil_keep_their_positions() -> None:
    frame = read_table(DATA / "osm" / "monaco-beausoleil-poi.geojson").frame
    assert len(frame) == 510
    assert pytest.approx(43.74, abs=0.05) == float(frame["lat"].astype(float).mean())
