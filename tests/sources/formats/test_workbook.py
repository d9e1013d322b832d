import datetime
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mapping.domain.errors import FileError
from mapping.domain.nomenclature import default_filieres
from mapping.sources.actors import read_actors
from mapping.sources.formats import limits, workbook
from mapping.sources.tabular import read_table

HEADER = ("Nom", "Siret", "Longitude", "Latitude")
ROW = ("Régie (exemple)", 35600000012345, 2.36, 48.93)
SHEET = "xl/worksheets/sheet1.xml"


def write_workbook(path: Path, *rows: Sequence[Any], shape: Callable[[Any], None] | None = None) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if shape is not None:
        shape(book)
    book.save(path)
    return path


def with_member(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    members[name] = change(members.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path


def write_ods(path: Path, rows: Sequence[Sequence[str | float]]) -> Path:
    cells = ""
    for row in rows:
        cells += "<table:table-row>"
        for cell in row:
            kind = "string" if isinstance(cell, str) else f'float" office:value="{cell}'
            cells += f'<table:table-cell office:value-type="{kind}"><text:p>{cell}</text:p></table:table-cell>'
        cells += "</table:table-row>"
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Liste">'
        f"{cells}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="'
        'application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return path


def test_a_sheet_becomes_rows_with_their_numbers_and_no_lost_digit(tmp_path: Path) -> None:
    raw = read_table(write_workbook(tmp_path / "l.xlsx", HEADER, ROW, (), ("B", "9220.0", None, None)))
    assert raw.frame.index.tolist() == [2, 4]
    assert raw.frame.loc[2].to_dict() == {
        "Nom": "Régie (exemple)",
        "Siret": "35600000012345",
        "Longitude": "2.36",
        "Latitude": "48.93",
    }
    assert raw.frame.loc[4, "Siret"] == "9220.0"


def test_the_positions_of_a_sheet_reach_the_actors(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "l.xlsx", ("Nom", "Longitude", "Latitude"), ("Régie (exemple)", 2.36, 48.93))
    table = read_actors(path, filieres=default_filieres()).table
    assert table.loc[2, ["name", "lon", "lat"]].tolist() == ["Régie (exemple)", 2.36, 48.93]


def test_titles_and_group_titles_above_the_names_are_not_the_names(tmp_path: Path) -> None:
    above = [("Liste des structures",), ("mise à jour en mars", None, "Ville"), (), ("Identité", None, "Position")]
    raw = read_table(write_workbook(tmp_path / "l.xlsx", *above, HEADER, ROW, ROW, ROW))
    assert list(raw.frame.columns) == list(HEADER)
    assert raw.frame.index.tolist() == [6, 7, 8]


def test_a_merged_cell_counts_for_each_of_its_rows(tmp_path: Path) -> None:
    rows = [("Type", "Nom"), ("Jardin", "A"), (None, "B"), (None, "C"), ("Atelier", "D")]
    path = write_workbook(tmp_path / "l.xlsx", *rows, shape=lambda book: book.active.merge_cells("A2:A4"))
    assert read_table(path).frame["Type"].tolist() == ["Jardin", "Jardin", "Jardin", "Atelier"]


def test_dates_hours_and_booleans_are_written_plainly(tmp_path: Path) -> None:
    moment = datetime.datetime(2024, 3, 1, 9, 30)
    rows = [("a", "b", "c", "d"), (datetime.datetime(2024, 3, 1), moment, True, 0.5)]
    raw = read_table(write_workbook(tmp_path / "l.xlsx", *rows))
    assert raw.frame.loc[2].tolist() == ["2024-03-01", "2024-03-01 09:30", "True", "0.5"]


def test_a_formula_is_the_value_that_was_saved_with_it(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "l.xlsx", ("Nom", "n"), ("A", "=1+1"))
    path = with_member(
        path, SHEET, lambda xml: xml.replace(b"<v></v>", b"<v />").replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    )
    assert read_table(path).frame.loc[2, "n"] == "2"


def test_the_visible_sheet_with_the_most_rows_is_read_and_said(tmp_path: Path) -> None:
    def shape(book: Any) -> None:
        for line in ("Mode d'emploi", "Lisez", "ceci", "d'abord", "svp"):
            book.create_sheet("Notice", 0) if "Notice" not in book.sheetnames else None
            book["Notice"].append((line,))
        hidden = book.create_sheet("Brouillon")
        hidden.sheet_state = "hidden"
        for number in range(9):
            hidden.append((number, number))

    raw = read_table(write_workbook(tmp_path / "l.xlsx", HEADER, ROW, shape=shape))
    assert raw.frame["Nom"].tolist() == ["Régie (exemple)"]
    assert raw.notes[0] == "Feuille lue : « Sheet » (2 lignes remplies), parmi 3."
    assert "masquée" in raw.notes[1]


def test_macros_are_left_and_said(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "l.xlsm", HEADER, ROW)
    with_member(path, "xl/vbaProject.bin", lambda _content: b"\xd0\xcf\x11\xe0 anything")
    raw = read_table(path)
    assert len(raw.frame) == 1
    assert raw.notes == ("Ce document contient des macros : elles n'ont pas été lues, seulement les valeurs.",)


def test_an_ods_is_read_like_an_xlsx(tmp_path: Path) -> None:
    raw = read_table(write_ods(tmp_path / "l.ods", [["Nom", "Lon", "Lat"], ["Régie (exemple)", 2.36, 48.93]]))
    assert raw.frame.loc[2].tolist() == ["Régie (exemple)", "2.36", "48.93"]


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "l.xlsx", HEADER, ROW)
    assert len(read_table(path.rename(tmp_path / "liste.csv")).frame) == 1


def test_a_sheet_that_announces_a_million_rows_is_read_for_what_it_holds(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "l.xlsx", HEADER, ROW)
    with_member(path, SHEET, lambda xml: xml.replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"'))
    assert len(read_table(path).frame) == 1


def far_cell(xml: bytes) -> bytes:
    changed = xml.replace(b'r="D2"', b'r="XFD1048576"')
    assert changed != xml
    return changed


def laughing(xml: bytes) -> bytes:
    entities = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    start = f'<!DOCTYPE l [<!ENTITY a "ha">{entities}]>'.encode()
    return start + xml.replace(b"<sheetData>", b'<sheetData><row r="9"><c t="inlineStr"><is><t>&j;</t></is></c></row>')


@pytest.mark.parametrize(
    ("change", "said"), [(far_cell, "très loin du tableau"), (laughing, "abîmé"), (lambda xml: xml[:200], "abîmé")]
)
def test_a_sheet_that_would_exhaust_the_machine_is_refused(
    tmp_path: Path, change: Callable[[bytes], bytes], said: str
) -> None:
    path = with_member(write_workbook(tmp_path / "l.xlsx", HEADER, ROW), SHEET, change)
    with pytest.raises(FileError, match=said):
        read_table(path)


def test_the_reader_finds_the_packages_where_this_process_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "paquets" / "python_calamine"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit(4)", encoding="utf-8")
    monkeypatch.syspath_prepend(package.parent)
    with pytest.raises(FileError, match="mot de passe"):
        read_table(write_workbook(tmp_path / "l.xlsx", HEADER, ROW))


def test_a_document_that_never_ends_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_SECONDS", 0.001)
    with pytest.raises(FileError, match="trop de mémoire ou de temps"):
        read_table(write_workbook(tmp_path / "l.xlsx", HEADER, ROW))


def test_a_document_that_unfolds_without_end_is_not_unfolded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_UNZIPPED_BYTES", 1_000_000)
    path = write_workbook(tmp_path / "l.xlsx", HEADER, ROW)
    with_member(path, "xl/media/image.png", lambda _content: b" " * 2_000_000)
    with pytest.raises(FileError, match="une fois ouvert"):
        read_table(path)


def test_a_sheet_with_too_many_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 3)
    with pytest.raises(FileError, match="plus de 3 lignes"):
        read_table(write_workbook(tmp_path / "l.xlsx", HEADER, *[ROW] * 5))


def test_an_empty_document_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="vides"):
        read_table(write_workbook(tmp_path / "l.xlsx"))


def test_names_without_a_row_below_are_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="aucune ligne"):
        read_table(write_workbook(tmp_path / "l.xlsx", HEADER))


def test_an_encrypted_member_asks_for_a_file_without_password(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "l.xlsx", HEADER, ROW)
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02")
    content[6] |= 1
    content[place + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(FileError, match="mot de passe"):
        read_table(path)


def test_an_old_or_encrypted_binary_document_that_is_damaged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "l.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 5_000)
    with pytest.raises(FileError, match="tableur"):
        read_table(path)


def test_what_openpyxl_wrote_is_a_zip_so_that_the_cases_above_are_what_they_say() -> None:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    assert SHEET in zipfile.ZipFile(out).namelist()
