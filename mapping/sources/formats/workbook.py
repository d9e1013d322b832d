"""Spreadsheet documents: XLSX, XLSM, XLSB, XLS, ODS. Values only: nothing in them is ever run.

They are decoded in a process of their own, with bounded time and memory: a document of a few kilobytes can ask for
hundreds of gigabytes, and the decoder then ends the process that it runs in.
"""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mapping.domain.errors import FileError
from mapping.domain.spreadsheet import restore
from mapping.i18n import _
from mapping.sources.formats import workbook_reader
from mapping.sources.formats.archives import ZIP_FAULTS
from mapping.sources.formats.headers import SAMPLE_ROWS, header_position
from mapping.sources.formats.limits import MAX_COLUMNS, MAX_MEMBERS, MAX_ROWS, require_room, require_rows
from mapping.sources.formats.raw import RawTable, cell_text, shorten, text_frame, unique_names

MAX_SECONDS = 60
MAX_MEMORY_BYTES = 2 * 1024**3
MAX_UNZIPPED_BYTES = 500 * 1024**2

_CHUNK_BYTES = 1024**2
_MACROS = "vbaproject.bin"

_Rows = list[tuple[int, list[str]]]


def read_workbook(path: Path, *, sheet: str = "") -> RawTable:
    """Return the rows of the best sheet of a document: visible, with the most rows; the notes say which.

    A sheet called ``sheet`` that holds a table is the best one.

    The header is the first row filled as most are, whatever titles stand above it. A cell merged over several rows
    counts for each of them.

    Raises
    ------
    FileError
        When the document is damaged, protected by a password, empty, or too big.
    """
    notes = _checked_archive(path) if zipfile.is_zipfile(path) else ()
    with TemporaryDirectory(prefix="cartoquartier-") as folder:
        out = Path(folder) / "rows.jsonl"
        _decode(path, out, sheet=sheet)
        about, rows = _read(out)
    rows = _filled_down(rows, about)
    return _table(rows, about, name=path.name, notes=(*_notes(about), *notes))


def _checked_archive(path: Path) -> tuple[str, ...]:
    """Read the archive to its end, which a lying size does not survive; say whether it holds macros."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            size = sum(info.file_size for info in infos)
            if size > MAX_UNZIPPED_BYTES or len(infos) > MAX_MEMBERS:
                raise FileError(
                    _("« {name} » pèse {size} Mo une fois ouvert ; {most} Mo au plus. Enregistrez en CSV.").format(
                        name=path.name, size=size // 1024**2, most=MAX_UNZIPPED_BYTES // 1024**2
                    )
                )
            for info in infos:
                if info.flag_bits & 1:
                    raise FileError(_password(path))
                with archive.open(info) as member:
                    while member.read(_CHUNK_BYTES):
                        pass
    except ZIP_FAULTS as error:
        raise FileError(_damaged(path)) from error
    if any(info.filename.lower().endswith(_MACROS) for info in infos):
        return (_("Ce document contient des macros : elles n'ont pas été lues, seulement les valeurs."),)
    return ()


def _decode(path: Path, out: Path, *, sheet: str) -> None:
    script = Path(workbook_reader.__file__)
    limits = map(str, (MAX_ROWS + SAMPLE_ROWS, MAX_COLUMNS, MAX_MEMORY_BYTES))
    command = [sys.executable, "-P", str(script), str(path.resolve()), str(out), *limits, sheet]
    try:
        done = subprocess.run(
            command,
            timeout=MAX_SECONDS,
            # In a kit, the packages stand where only this process was told to look.
            env={**os.environ, "PYTHONPATH": os.pathsep.join(folder for folder in sys.path if folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FileError(_too_heavy(path)) from error
    if done.returncode == workbook_reader.READ:
        return
    if done.returncode == workbook_reader.PASSWORD:
        raise FileError(_password(path))
    if done.returncode == workbook_reader.NO_SHEET:
        raise FileError(_("« {name} » : toutes les feuilles de ce document sont vides.").format(name=path.name))
    if done.returncode == workbook_reader.TOO_MANY_ROWS:
        require_rows(MAX_ROWS + 1, name=path.name)
    raise FileError(_damaged(path) if done.returncode == workbook_reader.UNREADABLE else _too_heavy(path))


def _damaged(path: Path) -> str:
    return _("« {name} » : ce document de tableur est abîmé ou incomplet. Enregistrez-le à nouveau.").format(
        name=path.name
    )


def _password(path: Path) -> str:
    return _("« {name} » est protégé par un mot de passe. Enregistrez-le sans mot de passe.").format(name=path.name)


def _too_heavy(path: Path) -> str:
    return _(
        "« {name} » demande trop de mémoire ou de temps : des cellules sont remplies très loin du tableau, ou le "
        "document est abîmé. Copiez le tableau dans une feuille neuve, ou enregistrez-le en CSV."
    ).format(name=path.name)


def _read(out: Path) -> tuple[Mapping[str, Any], _Rows]:
    with out.open(encoding="utf-8") as file:
        about = json.loads(next(file))
        rows = [(number, [_text(cell) for cell in cells]) for number, cells in map(json.loads, file)]
    return about, rows


def _text(cell: Any) -> str:
    return str(cell["moment"]) if isinstance(cell, dict) else cell_text(cell)


def _filled_down(rows: _Rows, about: Mapping[str, Any]) -> _Rows:
    """Give each row of a merged cell its value: a spreadsheet keeps it in the first row only."""
    places = {number: place for place, (number, _cells) in enumerate(rows)}
    for top, left, bottom, _right in about["merged"]:
        column, first = left - about["left"], places.get(top + 1)
        if top == bottom or first is None or not 0 <= column < len(rows[first][1]):
            continue
        value = rows[first][1][column]
        for _number, cells in rows[first + 1 : first + 1 + bottom - top]:
            if _number - 1 > bottom:
                break
            cells += [""] * (column + 1 - len(cells))
            cells[column] = cells[column] or value
    return rows


def _notes(about: Mapping[str, Any]) -> tuple[str, ...]:
    notes: list[str] = []
    if about["sheets"] > 1:
        sentence = _("Feuille lue : « {sheet} » ({rows} lignes remplies), parmi {sheets}.")
        notes.append(sentence.format(sheet=about["sheet"], rows=about["rows"], sheets=about["sheets"]))
    if about["is_hidden"]:
        notes.append(_("Cette feuille est masquée dans le document."))
    elif about["hidden"]:
        notes.append(_("{count} feuilles masquées n'ont pas été lues.").format(count=about["hidden"]))
    return tuple(notes)


def _table(rows: _Rows, about: Mapping[str, Any], *, name: str, notes: Sequence[str]) -> RawTable:
    place = header_position([sum(1 for cell in cells if cell.strip()) for _number, cells in rows[:SAMPLE_ROWS]])
    header, body = rows[place][1], rows[place + 1 :]
    width = max(len(header), *(len(cells) for _number, cells in body)) if body else len(header)
    names = unique_names([*header, *[""] * (width - len(header))])
    require_room(len(body), width, name=name)
    columns: dict[str, list[str]] = {}
    for column, column_name in enumerate(names):
        cells = [restore(row[column]) if column < len(row) else "" for _number, row in body]
        # A column without a name and without a cell is an empty one that was only formatted.
        if any(cells) or (column < len(header) and header[column].strip()):
            columns[column_name] = cells
    numbers = [number for number, _cells in body]
    faults = shorten(columns, numbers)
    return RawTable(text_frame(columns, numbers), faults, notes=tuple(notes))
