"""Read landmarks, by which residents say where: ``tables.LANDMARKS``."""

import math
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mapping.domain.tables import LANDMARKS
from mapping.i18n import _
from mapping.sources.cells import CellError, clean_position, required_text
from mapping.sources.columns import guess_columns, require_fields
from mapping.sources.rows import RowCells, TableRows, read_rows
from mapping.sources.tabular import read_table

_TYPES = {"name": "str", "lon": "float64", "lat": "float64"}


def read_landmarks(path: Path, *, columns: Mapping[str, str] = MappingProxyType({})) -> TableRows:
    """Return the named points of a file; a row without a name or a position is given back.

    Raises
    ------
    FileError
        When the file is not a table.
    ColumnError
        When no column gives the names, or the positions.
    """
    raw = read_table(path)
    names = list(raw.frame.columns)
    chosen = guess_columns(names, LANDMARKS, given=columns)
    require_fields(chosen, LANDMARKS.names, contract=LANDMARKS, names=names)
    return read_rows(raw, chosen, _landmark, types=_TYPES)


def _landmark(cells: RowCells) -> dict[str, Any]:
    lon, lat = cells.read(required_position, "lon", "lat", otherwise=(math.nan, math.nan))
    return {"name": cells.read(required_text, "name", otherwise="", label=_("nom du repère")), "lon": lon, "lat": lat}


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
