"""The sea, which OpenStreetMap does not draw: only its coastline, with the land on the left."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapping.sources.osm.elements import Geometries

_ASIDE_DEGREES = 1e-6
"""About 10 cm: how far beside the coastline one looks for water."""
_SURE_SHARE = 0.95


def sea(coastlines: Geometries, extent: BaseGeometry) -> Geometries:
    """Return the parts of ``extent`` that are sea.

    Parameters
    ----------
    coastlines
        Lines in WGS 84, in the direction in which they were drawn.
    extent
        WGS 84 polygon.

    Returns
    -------
    ndarray
        Polygons; none where the coastline is incomplete and both sides would be water.
    """
    none: Geometries = np.empty(0, dtype=object)
    if len(coastlines) == 0:
        return none
    drawn = shapely.union_all([*coastlines, extent.boundary])
    faces = shapely.get_parts(shapely.polygonize([drawn]))
    faces = faces[shapely.contains_properly(extent.buffer(_ASIDE_DEGREES), faces)]
    right, left = _beside(coastlines)
    tree = shapely.STRtree(faces)
    wet = np.bincount(tree.query(right, predicate="within")[1], minlength=len(faces))
    dry = np.bincount(tree.query(left, predicate="within")[1], minlength=len(faces))
    return np.asarray(faces[(wet > 0) & (wet >= _SURE_SHARE * (wet + dry))])


def _beside(lines: Geometries) -> tuple[Geometries, Geometries]:
    """Return points just right and just left of the middle of each segment."""
    positions, line = shapely.get_coordinates(lines, return_index=True)
    along = np.flatnonzero((line[1:] == line[:-1]) & (positions[1:] != positions[:-1]).any(axis=1))
    start, end = positions[along], positions[along + 1]
    direction = (end - start) / np.hypot(*(end - start).T)[:, None]
    to_right = np.column_stack([direction[:, 1], -direction[:, 0]]) * _ASIDE_DEGREES
    middle = (start + end) / 2
    return np.asarray(shapely.points(middle + to_right)), np.asarray(shapely.points(middle - to_right))
