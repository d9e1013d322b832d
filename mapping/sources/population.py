"""Read numbers of inhabitants by zone: ``tables.POPULATION``."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mapping.domain.tables import POPULATION, Type
from mapping.i18n import _
from mapping.sources.cells import CellError, clean_code, clean_number, clean_text, required_text
from mapping.sources.columns import Layouts, chosen_before, explain, guess_columns, layout_signature, require_fields
from mapping.sources.rows import RowCells, TableRows, read_rows
from mapping.sources.tabular import RawTable, read_table
from mapping.sources.zonecodes import normalise_zone_code

_TYPES = {column.name: "float64" if column.type is Type.NUMBER else "str" for column in POPULATION.columns}
_WITHHELD = frozenset({"ns", "nd", "s", "so", "c", "nc"})
"""What Insee writes where a number is under statistical secrecy, not significant or not available."""


def read_population(
    path: Path, *, columns: Mapping[str, str] = MappingProxyType({}), layouts: Layouts | None = None
) -> TableRows:
    """Return the populations of a file, one row per code.

    Raises
    ------
    FileError
        When the file is not a table.
    ColumnError
        When no column gives the codes or the numbers.
    """
    return read_population_table(read_table(path), columns=columns, layouts=layouts)


def read_population_table(
    raw: RawTable, *, columns: Mapping[str, str] = MappingProxyType({}), layouts: Layouts | None = None
) -> TableRows:
    """Return the populations of a table that is already read; see `read_population`."""
    names = [str(name) for name in raw.frame.columns]
    columns = chosen_before(columns, names, layouts=layouts)
    chosen = guess_columns(names, POPULATION, given=columns)
    require_fields(chosen, ["code", "population"], contract=POPULATION, names=names)
    read = read_rows(raw, chosen, _population, types=_TYPES, unique="code")
    guesses = explain(chosen, names, POPULATION, given=columns)
    return replace(read, guesses=guesses, signature=layout_signature(names))


def _population(cells: RowCells) -> dict[str, Any]:
    code = cells.read(required_text, "code", otherwise="", label=_("code du quartier"))
    return {
        "code": normalise_zone_code(code),
        "population": cells.read(_inhabitants, "population", otherwise=math.nan),
        "year": clean_code(cells.text("year")),
        "source": clean_text(cells.text("source")),
    }


def _inhabitants(text: str) -> float:
    if clean_text(text).casefold() in _WITHHELD:
        raise CellError(
            _(
                "population « {got} » : nombre non diffusé ; sans lui, le quartier est en « données insuffisantes »"
            ).format(got=text.strip())
        )
    number = clean_number(text, label=_("population"))
    if math.isnan(number):
        raise CellError(_("population : vide"))
    if number < 0 or math.isinf(number):
        raise CellError(_("population « {got} » : un nombre positif est attendu").format(got=text.strip()))
    return number
