"""Guess what a file brings to a workshop, from what it holds."""

from enum import StrEnum
from pathlib import Path

from mapping.domain.errors import FileError
from mapping.domain.models import DatasetKind
from mapping.domain.tables import ACTORS, CONTRIBUTIONS, LANDMARKS, POPULATION
from mapping.i18n import _
from mapping.sources.columns import guess_columns
from mapping.sources.exported import read_exported
from mapping.sources.filetypes import GEOGRAPHIC, FileType, file_type
from mapping.sources.geofiles import read_layer
from mapping.sources.mbtiles import is_mbtiles
from mapping.sources.official.grid_file import is_grid_file
from mapping.sources.osm.pbf import is_pbf
from mapping.sources.tabular import attributes_as_text, read_table

_CONTRIBUTION_SIGNS = frozenset({"placement", "people", "near_id", "merged_into", "submitted_at", "square"})
_POINT_FIELDS = frozenset({"id", "name", "lon", "lat"})


class _Shape(StrEnum):
    POINTS = "points"
    LINES = "lines"
    POLYGONS = "polygons"
    NONE = "none"


_FAMILIES = {
    "Point": _Shape.POINTS,
    "LineString": _Shape.LINES,
    "LinearRing": _Shape.LINES,
    "Polygon": _Shape.POLYGONS,
    "GeometryCollection": _Shape.POLYGONS,
}


def guess_kind(path: Path) -> DatasetKind:
    """Return what a file most probably holds.

    Tiles are a basemap; an extract of OpenStreetMap, or lines with a ``highway``, are streets; polygons with a
    ``building`` are buildings; contributions say a kind and how many people or where from; other polygons are
    boundaries; a code and a number of inhabitants are a population; points with nothing but a name are landmarks; the
    rest is a list of actors.

    Raises
    ------
    FileError
        When the file cannot be read at all, or holds lines that are nobody's contribution.
    CrsError
        When its positions cannot be told.
    """
    if is_mbtiles(path):
        return DatasetKind.BASEMAP
    if is_pbf(path):
        return DatasetKind.STREETS
    if is_grid_file(path):
        return DatasetKind.GRID
    if _is_our_own(path):
        return DatasetKind.CONTRIBUTIONS
    names, shape = _content(path)
    found = guess_columns(names, CONTRIBUTIONS, given={})
    if "kind" in found and (_CONTRIBUTION_SIGNS & set(found)):
        return DatasetKind.CONTRIBUTIONS
    if shape is _Shape.LINES and "highway" in names:
        return DatasetKind.STREETS
    if shape is _Shape.POLYGONS and "building" in names:
        return DatasetKind.BUILDINGS
    if shape is _Shape.LINES:
        raise FileError(
            _("« {name} » contient des lignes. Importez des contours, des points ou un tableau.").format(name=path.name)
        )
    if shape is _Shape.POLYGONS:
        return DatasetKind.BOUNDARIES
    if {"code", "population"} <= set(guess_columns(names, POPULATION, given={})):
        return DatasetKind.POPULATION
    as_actors = set(guess_columns(names, ACTORS, given={}))
    named = "name" in guess_columns(names, LANDMARKS, given={})
    if shape is _Shape.POINTS and named and as_actors <= _POINT_FIELDS:
        return DatasetKind.LANDMARKS
    return DatasetKind.ACTORS


def _is_our_own(path: Path) -> bool:
    """Say whether a file that this project wrote holds what residents said; a list of ours may hold none."""
    if file_type(path) not in (FileType.GEOPACKAGE, FileType.WORKBOOK, FileType.KML):
        return False
    ours = read_exported(path)
    return ours is not None and not ours.frame.empty


def _content(path: Path) -> tuple[list[str], _Shape]:
    """Return the columns of a file, and what most of its geometries are."""
    if file_type(path) not in GEOGRAPHIC:
        names = list(read_table(path).frame.columns)
        positioned = {"lon", "lat"} <= set(guess_columns(names, LANDMARKS, given={}))
        return names, _Shape.POINTS if positioned else _Shape.NONE
    frame = read_layer(path).frame
    names = list(attributes_as_text(frame.head(0)).columns)
    families = frame.geom_type.dropna().str.removeprefix("Multi").map(_FAMILIES)
    return names, _Shape(families.mode().iloc[0]) if len(families) else _Shape.NONE
