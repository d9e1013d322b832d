"""Read any table as text: delimited files, lists of JSON records, points of geographic files."""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from mapping.domain.crs import to_wgs84
from mapping.domain.errors import FileError
from mapping.domain.spreadsheet import restore
from mapping.i18n import _
from mapping.sources.delimited import Grid, decode, read_grid
from mapping.sources.filetypes import GEOGRAPHIC, FileType, file_type
from mapping.sources.geofiles import read_layer

ROW_COLUMN = "ligne"
PROBLEM_COLUMN = "probleme"
EXTRA_COLUMN = "cellules_en_trop"
"""Where the cells beyond the header of a row are given back; such a row is refused until it is empty."""
GEOMETRY_COLUMN = "geometry_wkt"

_FIRST_ROW = 2
_DUPLICATE = re.compile(r"^(?P<name>.*) \(\d+\)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as text.

    ``frame`` is indexed by row numbers as a spreadsheet shows them (the header is row 1); a name that stands twice in
    the header gets a number: "Nom", "Nom (2)". ``faults`` says what is wrong with the shape of a row.
    """

    frame: pd.DataFrame
    faults: Mapping[int, str] = field(default_factory=dict)


def read_table(path: Path, *, with_geometry: bool = False) -> RawTable:
    """Return the rows of a file as text, whatever its format.

    Parameters
    ----------
    path
        CSV and the like, a JSON list of flat records, or a geographic file: its positions become columns ``lon`` and
        ``lat`` (WGS 84, degrees), that of a line or a polygon being a point on it.
    with_geometry
        Also give the geometries of a geographic file as WKT, in a column ``geometry_wkt``.

    Raises
    ------
    FileError
        When the file is not a table, or holds no row.
    CrsError
        When the positions of a geographic file cannot be told.
    """
    kind = file_type(path)
    if kind in GEOGRAPHIC:
        raw = _from_layer(read_layer(path).frame, with_geometry=with_geometry)
    elif kind is FileType.RECORDS:
        raw = _from_records(path)
    else:
        raw = _from_grid(read_grid(path))
    if raw.frame.empty:
        raise FileError(_("« {name} » : aucune ligne sous les noms de colonnes.").format(name=path.name))
    return raw


def twins_of(name: str, names: Iterable[str]) -> list[str]:
    """Return the columns that carried the same name as ``name`` in the file.

    Examples
    --------
    >>> twins_of("Nom", ["Nom", "Nom (2)", "Ville"])
    ['Nom (2)']
    """
    return [other for other in names if (match := _DUPLICATE.match(other)) and match["name"] == name]


def _from_grid(grid: Grid) -> RawTable:
    header = _unique_names(grid.header)
    width = len(header)
    columns: dict[str, list[str]] = {name: [] for name in header}
    extras: list[str] = []
    for _number, cells, _fault in grid.rows:
        for name, cell in zip(header, cells, strict=False):
            columns[name].append(restore(cell))
        extras.append(" | ".join(restore(cell) for cell in cells[width:] if cell.strip()))
    faults = {number: fault for number, _cells, fault in grid.rows if fault}
    if EXTRA_COLUMN in columns:
        faults = _still_extra(grid, columns[EXTRA_COLUMN]) | faults
    elif any(extras):
        columns[EXTRA_COLUMN] = extras
    return RawTable(_without_our_columns(_text_frame(columns, [row[0] for row in grid.rows])), faults)


def _still_extra(grid: Grid, cells: Sequence[str]) -> dict[int, str]:
    sentence = _("remettez à sa place le contenu de « {column} », puis videz cette cellule").format(column=EXTRA_COLUMN)
    return {row[0]: sentence for row, cell in zip(grid.rows, cells) if cell.strip()}


def _unique_names(header: Iterable[str]) -> list[str]:
    names: list[str] = []
    for position, cell in enumerate(header, start=1):
        name = " ".join(restore(cell).split()) or _("colonne {n}").format(n=position)
        twin, number = name, 2
        while twin in names:
            twin, number = f"{name} ({number})", number + 1
        names.append(twin)
    return names


def _without_our_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop what `rejects.write_rejected` adds, so that a corrected file comes back as it was."""
    ours = [ROW_COLUMN, PROBLEM_COLUMN]
    return frame.drop(columns=ours) if set(ours) <= set(frame.columns) else frame


def _text_frame(columns: Mapping[str, Sequence[str]], rows: Sequence[int]) -> pd.DataFrame:
    return pd.DataFrame(dict(columns), index=pd.Index(list(rows), name="row", dtype="int64"), dtype="str")


def _from_records(path: Path) -> RawTable:
    text = decode(path.read_bytes(), name=path.name)
    try:
        records = json.loads(text, parse_float=str, parse_int=str, parse_constant=lambda _constant: None)
    except (json.JSONDecodeError, RecursionError) as error:
        raise FileError(
            _("« {name} » : ce fichier JSON est incomplet ou mal formé. Exportez-le à nouveau.").format(name=path.name)
        ) from error
    names: dict[str, None] = {}
    for record in records:
        if isinstance(record, dict):
            names |= dict.fromkeys(record)
    if not names:
        raise FileError(
            _("« {name} » : une liste d'objets JSON est attendue, un objet par ligne.").format(name=path.name)
        )
    rows = [record if isinstance(record, dict) else {} for record in records]
    columns = {_text(name): [_text(row.get(name)) for row in rows] for name in names}
    faults = {
        number: _("un objet JSON est attendu, pas « {got} »").format(got=_text(record)[:80])
        for number, record in enumerate(records, start=_FIRST_ROW)
        if not isinstance(record, dict)
    }
    return RawTable(_text_frame(columns, range(_FIRST_ROW, _FIRST_ROW + len(rows))), faults)


def _from_layer(layer: gpd.GeoDataFrame, *, with_geometry: bool) -> RawTable:
    frame = to_wgs84(layer)
    attributes = attributes_as_text(frame)
    taken = {"lon", "lat", GEOMETRY_COLUMN} & set(attributes.columns)
    attributes = attributes.rename(columns={name: _("{name} (attribut)").format(name=name) for name in taken})
    points = frame.geometry.force_2d().representative_point()
    columns = {
        "lon": [_number_text(value) for value in points.x],
        "lat": [_number_text(value) for value in points.y],
    }
    if with_geometry:
        columns[GEOMETRY_COLUMN] = ["" if wkt is None else str(wkt) for wkt in frame.geometry.force_2d().to_wkt()]
    positions = _text_frame(columns, list(attributes.index))
    return RawTable(pd.concat([attributes, positions], axis=1))


def attributes_as_text(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the attributes of a layer as text, on row numbers as if it were a table with a header."""
    rows = range(_FIRST_ROW, _FIRST_ROW + len(frame))
    names = [name for name in frame.columns if name != frame.geometry.name]
    columns = {str(name): [_text(value) for value in frame[name]] for name in names}
    return _text_frame(columns, rows)


def _text(value: Any) -> str:
    if isinstance(value, str):
        # JSON may escape half of a surrogate pair, which no encoding can write.
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float | np.floating):
        return _number_text(float(value))
    if isinstance(value, np.ndarray | list | tuple):
        return ", ".join(_text(part) for part in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if value is None or pd.isna(value):
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _number_text(value: float) -> str:
    """Return a number as it would be typed: 84200.0 was a postcode before a missing value made it a float."""
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
