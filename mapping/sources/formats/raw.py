"""What every reader hands over: a table as text, whatever the file was."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from mapping.domain.spreadsheet import restore
from mapping.domain.tables import SEPARATOR
from mapping.i18n import _
from mapping.sources.formats.limits import MAX_CELL_CHARACTERS, require_room

FIRST_ROW = 2
"""Row number of the first record of a file that has no header row of its own."""

POSITION_COLUMNS = ("lon", "lat")
"""Where the positions of geometries are put."""

_MOST_EXACT = 1e15


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as text.

    ``frame`` is indexed by row numbers as a spreadsheet shows them (the header is row 1 unless lines stand above it);
    a name that stands twice in the header gets a number: "Nom", "Nom (2)". ``faults`` says what is wrong with the
    shape of a row; ``misplaced``, why its geometry is not the point that a place needs. ``notes`` are French
    sentences on what was chosen in the file or left aside; ``licence`` is what the file itself says of its own.
    """

    frame: pd.DataFrame
    faults: Mapping[int, str] = field(default_factory=dict)
    misplaced: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    licence: str = ""

    def faults_for(self, columns: Mapping[str, str]) -> Mapping[int, str]:
        """Return the faults that matter when ``columns`` (field → column) are read: of position too if it is."""
        return {**self.misplaced, **self.faults} if columns.get("lon") == POSITION_COLUMNS[0] else self.faults


def table_of(
    records: Sequence[Mapping[str, str]],
    *,
    name: str,
    faults: Mapping[int, str] | None = None,
    notes: tuple[str, ...] = (),
    licence: str = "",
) -> RawTable:
    """Return records as a table: columns in the order in which they first appear, rows numbered from 2.

    Raises
    ------
    FileError
        When it would have more rows or columns than are read.
    """
    names: dict[str, None] = {}
    for record in records:
        names |= dict.fromkeys(record)
        require_room(len(records), len(names), name=name)
    columns = {column: [record.get(column, "") for record in records] for column in names}
    rows = range(FIRST_ROW, FIRST_ROW + len(records))
    said = shorten(columns, rows) | dict(faults or {})
    return RawTable(text_frame(columns, rows), said, notes=notes, licence=licence)


def shorten(columns: Mapping[str, list[str]], rows: Sequence[int]) -> dict[int, str]:
    """Cut the cells that no table should hold, in place, and return the faults of their rows."""
    faults: dict[int, str] = {}
    for name, cells in columns.items():
        for position, cell in enumerate(cells):
            if len(cell) > MAX_CELL_CHARACTERS:
                cells[position] = cell[:1_000] + "…"
                faults[rows[position]] = _("« {column} » : cette cellule a {count} caractères, c'est trop").format(
                    column=name, count=len(cell)
                )
    return faults


def text_frame(columns: Mapping[str, Sequence[str]], rows: Sequence[int]) -> pd.DataFrame:
    """Return columns of text on row numbers."""
    return pd.DataFrame(dict(columns), index=pd.Index(list(rows), name="row", dtype="int64"), dtype="str")


def unique_names(header: Iterable[str]) -> list[str]:
    """Return the names of a header, each once: an empty one gets its position, a second one a number."""
    names: dict[str, None] = {}
    last: dict[str, int] = {}
    for position, cell in enumerate(header, start=1):
        name = " ".join(restore(cell).split()) or _("colonne {n}").format(n=position)
        twin, number = name, last.get(name, 1)
        while twin in names:
            number += 1
            twin = f"{name} ({number})"
        names[twin], last[name] = None, number
    return list(names)


def cell_text(value: Any) -> str:
    """Return a value of any format as it would be typed in a cell."""
    if isinstance(value, str):
        # JSON may escape half of a surrogate pair, which no encoding can write.
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float | np.floating):
        return number_text(float(value))
    if isinstance(value, np.ndarray | list | tuple):
        return SEPARATOR.join(cell_text(part) for part in value)
    if isinstance(value, dict):
        return cell_text(json.dumps(value, ensure_ascii=False, default=str))
    if value is None or pd.isna(value):
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def number_text(value: float) -> str:
    """Return a number as it would be typed: 84200.0 was a postcode before a missing value made it a float.

    Examples
    --------
    >>> number_text(84200.0), number_text(2.36), number_text(35600000012345.0)
    ('84200', '2.36', '35600000012345')
    """
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < _MOST_EXACT else repr(value)
