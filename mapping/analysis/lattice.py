"""A fixed grid of square cells, and the cells that a geometry covers."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Cells = NDArray[np.int64]
"""An (n, 2) array: rank of the column (eastwards) and of the row (northwards) of each cell."""


def cells_of(shape: BaseGeometry, *, cell_m: float) -> Cells:
    """Return the cells that one geometry in metres covers."""
    if shape.is_empty:
        return np.zeros((0, 2), np.int64)
    parts = shapely.get_parts(shape)
    areas = parts[shapely.get_dimensions(parts) == 2]
    lines = parts[shapely.get_dimensions(parts) < 2]
    found = [_inside(part, cell_m) for part in areas] + [_touched(part, cell_m) for part in lines]
    return np.unique(np.concatenate(found), axis=0)


def joined(cells: Cells, cell_m: float) -> BaseGeometry:
    """Return the surface of some cells, in metres."""
    return shapely.union_all(_squares(cells, cell_m))


def box_count(shape: BaseGeometry, cell_m: float) -> float:
    """Return at most how many cells the frame of a geometry in metres holds."""
    west, south, east, north = shape.bounds if not shape.is_empty else (0.0, 0.0, 0.0, 0.0)
    if shapely.get_dimensions(shape) < 2:
        return float(shape.length / cell_m) + 1
    return ((east - west) / cell_m + 1) * ((north - south) / cell_m + 1)


def _inside(part: BaseGeometry, cell_m: float) -> Cells:
    west, south, east, north = np.floor(np.array(part.bounds) / cell_m).astype(np.int64)
    column, row = np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
    cells = np.column_stack([column.ravel(), row.ravel()])
    shapely.prepare(part)
    middles = (cells + 0.5) * cell_m
    return cells[shapely.intersects_xy(part, middles[:, 0], middles[:, 1])]


def _touched(part: BaseGeometry, cell_m: float) -> Cells:
    ranks = np.floor(shapely.get_coordinates(shapely.segmentize(part, cell_m / 2)) / cell_m).astype(np.int64)
    around = np.array([(column, row) for column in (-1, 0, 1) for row in (-1, 0, 1)])
    near = np.unique((ranks[:, None, :] + around).reshape(-1, 2), axis=0)
    shapely.prepare(part)
    return near[shapely.intersects(part, _squares(near, cell_m))]


def _squares(cells: Cells, cell_m: float) -> NDArray[np.object_]:
    low, high = cells * cell_m, (cells + 1) * cell_m
    return np.asarray(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]), dtype=object)
