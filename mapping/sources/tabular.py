"""Read any table as text: the one door for every format that people send."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from mapping.domain.crs import to_wgs84
from mapping.domain.errors import FileError
from mapping.domain.spreadsheet import restore
from mapping.i18n import _
from mapping.sources.delimited import Grid, read_grid
from mapping.sources.filetypes import FileType, file_type
from mapping.sources.formats.features import GEOMETRY_COLUMN, Features, with_positions
from mapping.sources.formats.geojson import is_geojson, read_features
from mapping.sources.formats.jsontext import load_json
from mapping.sources.formats.limits import require_room
from mapping.sources.formats.raw import FIRST_ROW, RawTable, cell_text, shorten, table_of, text_frame, unique_names
from mapping.sources.formats.records import records_table
from mapping.sources.formats.workbook import read_workbook
from mapping.sources.geofiles import FEATURE_READERS, check_crs, read_layer

__all__ = [
    "EXTRA_COLUMN",
    "GEOMETRY_COLUMN",
    "PROBLEM_COLUMN",
    "ROW_COLUMN",
    "RawTable",
    "attributes_as_text",
    "read_table",
    "twins_of",
]

ROW_COLUMN = "ligne"
PROBLEM_COLUMN = "probleme"
EXTRA_COLUMN = "cellules_en_trop"
"""Where the cells beyond the header of a row are given back; such a row is refused until it is empty."""

_DUPLICATE = re.compile(r"^(?P<name>.*) \(\d+\)$", re.DOTALL)


def read_table(path: Path, *, with_geometry: bool = False) -> RawTable:
    """Return the rows of a file as text, whatever its format.

    Parameters
    ----------
    path
        Any of the formats of ``docs/data-sources.md``, told by its content. Where it holds geometries, their positions
        become columns ``lon`` and ``lat`` (WGS 84, degrees); a building has a point on it, and a line or a zone, which
        is no place, is a fault of its row.
    with_geometry
        Any shape is welcome: give the geometries as WKT too, in a column ``geometry_wkt``.

    Raises
    ------
    FileError
        When the file is not a table, holds no row, or more than are read.
    CrsError
        When the positions of a geographic file cannot be told.
    """
    raw = _read(path, with_geometry=with_geometry)
    if raw.frame.empty:
        raise FileError(_("« {name} » : aucune ligne sous les noms de colonnes.").format(name=path.name))
    require_room(len(raw.frame), len(raw.frame.columns), name=path.name)
    return replace(raw, frame=_without_our_columns(raw.frame))


def _read(path: Path, *, with_geometry: bool) -> RawTable:
    kind = file_type(path)
    if kind in FEATURE_READERS:
        return _from_features(FEATURE_READERS[kind](path), path, with_geometry=with_geometry)
    if kind in (FileType.GEOJSON, FileType.RECORDS, FileType.OBJECTS):
        content = load_json(path)
        if is_geojson(content):
            return _from_features(read_features(content, name=path.name), path, with_geometry=with_geometry)
        return records_table(content, path=path)
    if kind is FileType.WORKBOOK:
        return read_workbook(path)
    if kind is FileType.DELIMITED:
        return _from_grid(read_grid(path), name=path.name)
    layer = read_layer(path, points_first=not with_geometry)
    frame = to_wgs84(layer.frame)
    table = RawTable(attributes_as_text(frame), notes=layer.notes)
    return with_positions(table, frame, with_geometry=with_geometry)


def _from_features(features: Features, path: Path, *, with_geometry: bool) -> RawTable:
    table = table_of(
        features.records, name=path.name, faults=features.faults, notes=features.notes, licence=features.licence
    )
    layer = gpd.GeoDataFrame(geometry=list(features.geometries), crs=features.layer_crs)
    check_crs(layer, name=path.name)
    return with_positions(table, to_wgs84(layer), with_geometry=with_geometry)


def twins_of(name: str, names: Iterable[str]) -> list[str]:
    """Return the columns that carried the same name as ``name`` in the file.

    Examples
    --------
    >>> twins_of("Nom", ["Nom", "Nom (2)", "Ville"])
    ['Nom (2)']
    """
    return [other for other in names if (match := _DUPLICATE.match(other)) and match["name"] == name]


def _from_grid(grid: Grid, *, name: str) -> RawTable:
    header = unique_names(grid.header)
    width = len(header)
    require_room(len(grid.rows), width, name=name)
    columns: dict[str, list[str]] = {column: [] for column in header}
    extras: list[str] = []
    for _number, cells, _fault in grid.rows:
        for column, cell in zip(header, cells, strict=False):
            columns[column].append(restore(cell))
        extras.append(" | ".join(restore(cell) for cell in cells[width:] if cell.strip()))
    faults = {number: fault for number, _cells, fault in grid.rows if fault}
    if EXTRA_COLUMN in columns:
        faults = _still_extra(grid, columns[EXTRA_COLUMN]) | faults
    elif any(extras):
        columns[EXTRA_COLUMN] = extras
    numbers = [row[0] for row in grid.rows]
    faults = shorten(columns, numbers) | faults
    return RawTable(text_frame(columns, numbers), faults)


def _still_extra(grid: Grid, cells: Sequence[str]) -> dict[int, str]:
    sentence = _("remettez à sa place le contenu de « {column} », puis videz cette cellule").format(column=EXTRA_COLUMN)
    return {row[0]: sentence for row, cell in zip(grid.rows, cells) if cell.strip()}


def _without_our_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop what `rejects.write_rejected` adds, so that a corrected file comes back as it was."""
    ours = [ROW_COLUMN, PROBLEM_COLUMN]
    return frame.drop(columns=ours) if set(ours) <= set(frame.columns) else frame


def attributes_as_text(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the attributes of a layer as text, on row numbers as if it were a table with a header."""
    rows = range(FIRST_ROW, FIRST_ROW + len(frame))
    names = [name for name in frame.columns if name != frame.geometry.name]
    columns = {str(name): [cell_text(value) for value in frame[name]] for name in names}
    return text_frame(columns, rows)
