"""What every reader of OpenStreetMap gives, whatever the file: tagged lines, tagged areas, tagged points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapping.sources.osm.tags import Tags

Geometries = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Lines:
    """Ways as lines in WGS 84. ``refs`` are the node identifiers of all vertices, one line after another."""

    ids: Sequence[str]
    tags: Sequence[Tags]
    lines: Geometries
    refs: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shapes:
    """Areas (closed ways, multipolygons) or points in WGS 84."""

    ids: Sequence[str]
    tags: Sequence[Tags]
    shapes: Geometries


@dataclass(frozen=True, slots=True)
class Elements:
    """All that is of use in a file; ``lines`` also holds the railways, waterways and coastline."""

    lines: Lines
    areas: Shapes
    points: Shapes


def geometries(items: Sequence[Any]) -> Geometries:
    """Return an array of objects of shape (n,), for n = 0 too."""
    out = np.empty(len(items), dtype=object)
    out[:] = items
    return out


def within(lines: Lines, keep: NDArray[np.bool_]) -> Lines:
    """Return some of the lines, with their vertices."""
    vertices = np.repeat(keep, shapely.get_num_coordinates(lines.lines))
    chosen = np.flatnonzero(keep).tolist()
    return Lines(
        [lines.ids[i] for i in chosen], [lines.tags[i] for i in chosen], lines.lines[keep], lines.refs[vertices]
    )


def those(shapes: Shapes, keep: NDArray[np.bool_]) -> Shapes:
    """Return some of the shapes."""
    chosen = np.flatnonzero(keep).tolist()
    return Shapes([shapes.ids[i] for i in chosen], [shapes.tags[i] for i in chosen], shapes.shapes[keep])


def meets(shapes: Geometries, extent: BaseGeometry | None) -> NDArray[np.bool_]:
    """Say which shapes have a part in ``extent``, all of them when it is None."""
    if extent is None:
        return np.ones(len(shapes), dtype=bool)
    west, south, east, north = extent.bounds
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    near = (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    near[near] = shapely.intersects(extent, shapes[near])
    return np.asarray(near, dtype=bool)
