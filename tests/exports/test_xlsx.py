import csv
import shutil
import subprocess
import zipfile
from datetime import datetime

import openpyxl
import pytest

from mapping.exports.xlsx import write_xlsx
from tests.exports.bundles import HOSTILE, make_bundle

SHEETS = ["À lire", "Contributions", "Structures", "Quartiers", "Manques", "Sources", "Définitions"]


@pytest.fixture
def written(tmp_path):
    def write(**options):
        out = tmp_path / "atelier.xlsx"
        write_xlsx(make_bundle(**options), out)
        return openpyxl.load_workbook(out)

    return write


def _rows(sheet):
    head, *rows = sheet.iter_rows()
    return [{name.value: cell for name, cell in zip(head, row)} for row in rows]


def test_each_subject_has_its_sheet_with_a_header_that_stays(written):
    book = written()
    assert book.sheetnames == SHEETS
    for name in SHEETS[1:]:
        assert book[name].freeze_panes == "A2"
        assert book[name].auto_filter.ref.startswith("A1:")


def test_no_text_is_a_formula_and_each_comes_back_to_the_letter(written):
    book = written()
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    first = _rows(book["Contributions"])[0]["texte"]
    assert (first.value, first.data_type, first.quotePrefix) == (HOSTILE[0], "s", True)
    assert _rows(book["Structures"])[0]["nom"].value == HOSTILE[1]


def test_columns_are_typed(written):
    book = written()
    said = _rows(book["Contributions"])[0]
    assert said["personnes"].value == 1
    assert said["envoye_le"].value == datetime(2026, 6, 14, 15, 0)
    assert said["envoye_le"].number_format == "dd/mm/yyyy hh:mm"
    actor = _rows(book["Structures"])[0]
    assert (actor["code_postal"].value, actor["siret"].value) == ("01004", "00000000000012")
    assert (actor["longitude"].value, actor["date_source"].value) == (2.35, "2025")
    source = _rows(book["Sources"])[0]
    assert source["date_publication"].value == datetime(2026, 1, 15)
    assert source["date_publication"].number_format == "dd/mm/yyyy"
    assert [row["population"].value for row in _rows(book["Quartiers"])] == [1000, None]


def test_every_column_of_every_sheet_is_defined(written):
    book = written()
    defined = {(row[0].value, row[1].value): row[3].value for row in book["Définitions"].iter_rows(min_row=2)}
    columns = {(name, cell.value) for name in SHEETS[1:-1] for cell in book[name][1]}
    assert columns == set(defined)
    assert all(defined.values())


def test_a_drawing_is_whole_in_its_column(written):
    rows = {row["identifiant"].value: row for row in _rows(written()["Contributions"])}
    assert rows["c3"]["geometrie"].value == "LINESTRING (2.35 48.93, 2.37 48.93)"
    assert rows["c1"]["geometrie"].value is None


def test_a_cell_that_no_spreadsheet_can_hold_is_cut_with_a_sign(written):
    text = _rows(written(actors=[{"description": "a" * 40_000}])["Structures"])[0]["texte"].value
    assert (len(text), text[-2:]) == (32_767, "a…")


def test_an_empty_workshop_keeps_its_headers(written):
    book = written(actors=[], contributions=[])
    assert book["Contributions"].max_row == 1
    assert book["Contributions"]["A1"].value == "identifiant"


def test_the_same_bundle_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_xlsx(make_bundle(), tmp_path / f"{name}.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_public_document_tells_nothing_private_metadata_included(written, tmp_path):
    written(public=True)
    with zipfile.ZipFile(tmp_path / "atelier.xlsx") as archive:
        text = "".join(archive.read(name).decode("utf-8") for name in archive.namelist())
    for private in ("jamais relu ici", "annuaire de Sidonie", "envoye_le", "2026-06-14T15"):
        assert private not in text


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n'est pas installé")
@pytest.mark.timeout(120)
def test_libreoffice_reads_numbers_dates_and_codes(written, tmp_path):
    written()
    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    sheet = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,3"
    subprocess.run(
        [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            sheet,
            "--outdir",
            str(tmp_path),
            str(tmp_path / "atelier.xlsx"),
        ],
        capture_output=True,
        check=True,
    )
    (table,) = tmp_path.glob("*.csv")
    with table.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file, delimiter=";"))
    assert (row["code_postal"], row["siret"]) == ("01004", "00000000000012")
    assert (row["nom"], row["longitude"]) == (HOSTILE[1], "2.35")
