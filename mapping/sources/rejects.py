"""Give rows back in a file that can be corrected and imported again."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from mapping.domain.models import RejectedRow
from mapping.domain.spreadsheet import neutralise
from mapping.sources.tabular import PROBLEM_COLUMN, ROW_COLUMN

_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?", re.ASCII)


def write_rejected(rejected: Iterable[RejectedRow], out: Path) -> None:
    """Write rows as a CSV that a French spreadsheet opens: semicolons, UTF-8 with BOM.

    The first two columns, ``ligne`` and ``probleme``, are ignored by the readers; the others are those of the file.
    What a spreadsheet would run as a formula gets an apostrophe, which the readers take away again.

    Raises
    ------
    OSError
        When ``out`` cannot be written.
    """
    rows = list(rejected)
    names = list(dict.fromkeys(name for row in rows for name in row.values))
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow([ROW_COLUMN, PROBLEM_COLUMN, *(_safe(name) for name in names)])
        for row in rows:
            writer.writerow([row.row, _safe(row.problem), *(_safe(row.values.get(name, "")) for name in names)])


def _safe(text: str) -> str:
    return text if _PLAIN_NUMBER.fullmatch(text) else neutralise(text)
