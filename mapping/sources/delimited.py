"""Delimited text as offices write it: unknown encoding, unknown delimiter, quotes that do not close.

Rows are numbered as a spreadsheet shows them: the header is on row 1 unless blank lines stand before it, and blank
lines count.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from mapping.domain.errors import FileError
from mapping.i18n import _
from mapping.sources.formats.headers import SAMPLE_ROWS, header_position
from mapping.sources.formats.limits import MAX_COLUMNS, MAX_ROWS, require_room, require_rows

DELIMITERS = (";", ",", "\t", "|")
_OFFICE_ENCODINGS = ["cp1252", "latin_1", "cp850", "mac_roman"]
_KEPT_CHARACTERS = 1_000
_LOOSE = 10
"""A first line with this many times more commas than columns may be a title; more is no table at all."""
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

_Record = tuple[int, list[str], str]
"""Row number, cells, fault or ""."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A header and its rows: (row number, cells, fault or "")."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...], str], ...]


def read_grid(path: Path) -> Grid:
    """Return the cells of a delimited text file.

    Raises
    ------
    FileError
        When the file is not text, has one column only, or more rows than are read.
    """
    text = decode(path.read_bytes(), name=path.name)
    if not text.strip():
        raise FileError(_("« {name} » : ce fichier ne contient que des blancs.").format(name=path.name))
    first_line = text.lstrip().partition("\n")[0]
    widest = max(map(first_line.count, DELIMITERS))
    if widest > _LOOSE * MAX_COLUMNS:
        require_room(1, widest, name=path.name)
    delimiter = _guess_delimiter(text)
    if not delimiter:
        raise FileError(
            _(
                "« {name} » : une seule colonne a été trouvée. Séparez les colonnes par des points-virgules, des "
                "virgules ou des tabulations, avec les noms des colonnes sur la première ligne."
            ).format(name=path.name)
        )
    records = _strict_records(text, delimiter)
    if records is None:
        require_rows(min(text.count("\n"), text.count("\r") + MAX_ROWS), name=path.name)
        records = _line_records(text, delimiter)
    require_rows(len(records) - SAMPLE_ROWS, name=path.name)
    return _grid(records)


def decode(content: bytes, *, name: str) -> str:
    """Return the text of ``content``: BOM, then UTF-8, then the encodings of French offices.

    Raises
    ------
    FileError
        When the content is not text.
    """
    try:
        text = _decode(content)
    except UnicodeDecodeError as error:
        raise FileError(_not_text(name)) from error
    if "\x00" in text:
        raise FileError(_not_text(name))
    return text


def _not_text(name: str) -> str:
    return _("« {name} » n'est pas du texte lisible. Enregistrez le tableau en CSV, encodage UTF-8.").format(name=name)


def _decode(content: bytes) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content.decode(encoding)
    if b"\x00" in content[:2000]:
        return content.decode("utf-16-be" if content[:1] == b"\x00" else "utf-16-le")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(content, cp_isolation=_OFFICE_ENCODINGS).best()
        if best is not None:
            return str(best)
        return content.decode("cp1252")


def _guess_delimiter(text: str) -> str:
    """Return the delimiter under which the first rows have most regularly as many cells as the header, or ""."""
    best, best_score = "", (0.0, 0)
    for delimiter in DELIMITERS:
        rows = _sample(text, delimiter)
        rows = rows[_header_place(rows) :]
        width = len(rows[0]) if rows else 0
        if width < 2:
            continue
        regular = sum(len(row) == width for row in rows) / len(rows)
        if (regular, width) > best_score:
            best, best_score = delimiter, (regular, width)
    return best


def _sample(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:
        return rows
    return rows


def _strict_records(text: str, delimiter: str) -> list[_Record] | None:
    """Return the records of well-formed text, or None when a quote is opened and not closed as it should."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        # One more than are read is enough to know: two million rows would fill the memory before they are refused.
        most = MAX_ROWS + SAMPLE_ROWS + 1
        return [(number, cells, "") for number, cells in zip(range(1, most + 1), reader)]
    except csv.Error:
        return None


def _line_records(text: str, delimiter: str) -> list[_Record]:
    """Return one record per line, so that a quote left open loses its own line and not all that follow."""
    return [_line_record(number, line, delimiter) for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1)]


def _line_record(number: int, line: str, delimiter: str) -> _Record:
    if line.count('"') % 2:
        return number, line.split(delimiter), _("un guillemet est ouvert et n'est pas fermé, ou l'inverse")
    try:
        return number, next(csv.reader([line], delimiter=delimiter), []), ""
    except csv.Error:
        return number, [line[:_KEPT_CHARACTERS] + "…"], _("une cellule est trop longue (plus de 131 072 caractères)")


def _grid(records: Sequence[_Record]) -> Grid:
    filled = [record for record in records if any(cell.strip() for cell in record[1])]
    place = _header_place([record[1] for record in filled[:SAMPLE_ROWS]])
    header = list(filled[place][1])
    while len(header) > 1 and not header[-1].strip():
        header.pop()
    rows = tuple(_fitted(*record, width=len(header)) for record in filled[place + 1 :])
    return Grid(tuple(header), rows)


def _header_place(rows: Sequence[Sequence[str]]) -> int:
    return header_position([sum(1 for cell in row if cell.strip()) for row in rows])


def _fitted(number: int, cells: list[str], fault: str, *, width: int) -> tuple[int, tuple[str, ...], str]:
    """Return a row with as many cells as the header when that loses nothing, else with its fault."""
    if any(cell.strip() for cell in cells[width:]):
        too_many = _(
            "{got} cellules pour {expected} colonnes ; un séparateur se trouve sans doute dans un texte : mettez ce "
            "texte entre guillemets"
        ).format(got=len(cells), expected=width)
        return number, tuple(cells), fault or too_many
    return number, tuple(cells[:width] + [""] * (width - len(cells))), fault
