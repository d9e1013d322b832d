"""The files taken away from a workshop stuffed with scripts and formulas hold them as text only."""

import csv
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from mapping.services.restitute import ExportFormat, export
from mapping.services.workshops import now_utc, open_store
from tests.security.hostile import MARK, stuffed


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stuffed(tmp_path_factory.mktemp("hostile"))


def written(workshop: Path, folder: Path, kind: str) -> Path:
    out = folder / f"fichier.{kind}"
    store = open_store(str(workshop))
    try:
        return export(store, file_format=ExportFormat(kind), out=out, public=False, generated_at=now_utc())
    finally:
        store.close()


def test_no_cell_of_the_csv_is_a_formula(workshop: Path, tmp_path: Path) -> None:
    text = written(workshop, tmp_path, "csv").read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(text.splitlines(), delimiter=";") for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "@", "\t"))] == []


def test_no_cell_of_the_workbook_is_a_formula(workshop: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(written(workshop, tmp_path, "xlsx")) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert sheets
    assert [sheet for sheet in sheets if b"HYPERLINK(" in sheet and b"<f>" in sheet] == []


def test_no_text_is_an_element_of_the_kml(workshop: Path, tmp_path: Path) -> None:
    root = ElementTree.fromstring(written(workshop, tmp_path, "kml").read_text(encoding="utf-8"))
    assert [element.tag for element in root.iter() if MARK in element.attrib] == []
    told = "".join(element.text or "" for element in root.iter() if element.tag.endswith("description"))
    assert f"<img src=x {MARK}" not in told
