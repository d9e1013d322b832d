"""Read landmarks, by which residents say where: ``tables.LANDMARKS``."""

import math
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from mapping.domain.tables import LANDMARKS
from mapping.i18n import _
from mapping.sources.cells import CellError, clean_position, required_text
from mapping.sources.columns import Layouts, chosen_before, explain, guess_columns, layout_signature, require_fields
from mapping.sources.columnwise import ColumnCells, account
from mapping.sources.coordinates import read_positions
from mapping.sources.readings import Extent
from mapping.sources.rows import TableRows
from mapping.sources.tabular import RawTable, read_table

_POSITION = ("lon", "lat", "position")


def read_landmarks(
    path: Path,
    *,
    columns: Mapping[str, str] = MappingProxyType({}),
    extent: Extent | None = None,
    layouts: Layouts | None = None,
) -> TableRows:
    """Return the named points of a file; a row without a name or a position is given back.

    Parameters
    ----------
    path
        Any table; see `tabular.read_table`.
    columns
        Field → column, or ``position`` → the column that holds both numbers.
    extent
        Of the territory (west, south, east, north, degrees): evidence, never a filter.
    layouts
        Asked for the columns of an earlier import when ``columns`` is empty.

    Raises
    ------
    FileError
        When the file is not a table.
    ColumnError
        When no column gives the names, or the positions.
    """
    return landmarks_of(read_table(path), columns=columns, extent=extent, layouts=layouts)


def landmarks_of(
    raw: RawTable,
    *,
    columns: Mapping[str, str] = MappingProxyType({}),
    extent: Extent | None = None,
    layouts: Layouts | None = None,
) -> TableRows:
    """Return the named points of a table that has been read; see `read_landmarks`."""
    names = [str(name) for name in raw.frame.columns]
    columns = chosen_before(columns, names, layouts=layouts)
    plain = {field: name for field, name in columns.items() if field != "position"}
    chosen = guess_columns(names, LANDMARKS, given=plain)
    require_fields(chosen, ["name"], contract=LANDMARKS, names=names)
    asked = {field: columns[field] for field in _POSITION if field in columns}
    if ("lon" in asked) != ("lat" in asked):
        asked |= {field: chosen[field] for field in ("lon", "lat") if field in chosen}
    positions = read_positions(
        raw.frame,
        table="landmarks",
        given=asked,
        taken=[chosen["name"]],
        name_column=chosen["name"],
        extent=extent,
    )
    if not positions.columns:
        require_fields({"name": chosen["name"]}, LANDMARKS.names, contract=LANDMARKS, names=names)
    fields = {"name": chosen["name"], **positions.columns}
    cells = ColumnCells(raw.frame, fields)
    name = cells.read(required_text, "name", label=_("nom du repère"))
    cells.note(positions.problems)
    empty = np.flatnonzero(np.isnan(positions.lon))
    cells.note({int(row): _("position : vide") for row in empty if int(row) not in positions.problems})
    index = pd.Index(raw.frame.index, name="row", dtype="int64")
    values = pd.DataFrame(
        {"name": pd.Series(name, index=index, dtype="str"), "lon": positions.lon, "lat": positions.lat}, index=index
    )
    table, rejected = account(raw, fields, values, cells)
    named = tuple(guess for guess in explain(fields, names, LANDMARKS, given=columns) if guess.field == "name")
    return TableRows(
        table=table,
        rejected=rejected,
        columns=fields,
        rows=len(raw.frame),
        notes=(*raw.notes, *positions.notes),
        licence=raw.licence,
        guesses=named + positions.guesses,
        questions=tuple(question for question in positions.questions if question.row in set(table.index)),
        signature=layout_signature(names),
    )


def required_position(lon_text: str, lat_text: str) -> tuple[float, float]:
    """Return (longitude, latitude) in WGS 84 degrees.

    Raises
    ------
    CellError
        When there is none, or it cannot be right; see `cells.clean_position`.
    """
    lon, lat = clean_position(lon_text, lat_text)
    if math.isnan(lon):
        raise CellError(_("position : vide"))
    return lon, lat
