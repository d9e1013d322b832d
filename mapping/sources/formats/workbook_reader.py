"""Run apart by ``workbook.py``: read a spreadsheet document and write its best sheet as lines of JSON.

A script and not a module to import, because the library that decodes the documents ends the whole process when a
file asks for more memory than there is. It knows nothing of the rest of the project.
"""

import contextlib
import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

READ, UNREADABLE, PASSWORD, TOO_MANY_ROWS, NO_SHEET = 0, 3, 4, 5, 6

Cell = str | float | bool | dict[str, str]


def main(arguments: list[str]) -> int:
    """Read ``arguments[0]``, write to ``arguments[1]``; then rows, columns and bytes at most, and a preferred sheet."""
    source, out = arguments[:2]
    most_rows, most_columns, most_bytes = map(int, arguments[2:5])
    _limit_memory(most_bytes)
    try:
        with CalamineWorkbook.from_path(source) as workbook:
            return _write(workbook, Path(out), most_rows=most_rows, most_columns=most_columns, wanted=arguments[5])
    except PasswordError:
        return PASSWORD
    except (CalamineError, MemoryError, OSError, ValueError):
        return UNREADABLE


def _limit_memory(most_bytes: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))


def _write(workbook: CalamineWorkbook, out: Path, *, most_rows: int, most_columns: int, wanted: str) -> int:
    sheets = [
        (meta.visible == SheetVisibleEnum.Visible, position, workbook.get_sheet_by_index(position))
        for position, meta in enumerate(workbook.sheets_metadata)
        if meta.typ == SheetTypeEnum.WorkSheet
    ]
    sizes = [(visible, *_size(sheet), -position, sheet) for visible, position, sheet in sheets]
    filled = [size for size in sizes if size[2]]
    if not filled:
        return NO_SHEET
    # A visible sheet first; then the most rows of at least two cells, so that a page of notes is not the table.
    visible, tables, rows, _rank, best = max(
        filled, key=lambda size: (size[1] > 1 and size[4].name == wanted, *size[:4])
    )
    if rows > most_rows:
        return TOO_MANY_ROWS
    about = {
        "sheet": best.name,
        "rows": tables or rows,
        "sheets": len(sheets),
        "hidden": sum(1 for other in filled if not other[0]),
        "is_hidden": not visible,
        "left": best.start[1] if best.start else 0,
        "merged": [[*first, *last] for first, last in (best.merged_cell_ranges or [])[:20_000]],
    }
    with out.open("w", encoding="utf-8") as file:
        file.write(json.dumps(about) + "\n")
        for number, cells in _rows(best, most_columns=most_columns):
            file.write(json.dumps([number, cells]) + "\n")
    return READ


def _size(sheet: CalamineSheet) -> tuple[int, int]:
    """Return how many rows hold two cells or more, and how many hold any."""
    tables = rows = 0
    for cells in sheet.iter_rows():
        count = sum(1 for cell in cells if cell != "")
        tables += count > 1
        rows += count > 0
    return tables, rows


def _rows(sheet: CalamineSheet, *, most_columns: int) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the rows that hold something with their numbers as the spreadsheet shows them."""
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        while cells and cells[-1] == "":
            cells.pop()
        if cells:
            yield number, [_cell(cell) for cell in cells[: most_columns + 1]]


def _cell(value: object) -> Cell:
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return {"moment": value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="minutes")}
    if isinstance(value, datetime.date | datetime.time):
        return {"moment": value.isoformat()}
    if isinstance(value, datetime.timedelta):
        return {"moment": str(value)}
    return value if isinstance(value, str | bool | int | float) else str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
