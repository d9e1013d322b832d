"""Where things are on a web map: the spherical Mercator square, its tiles, and windows on it.

The whole world is a square of side 1, x growing to the east and y to the south; at zoom ``z`` it is ``256 * 2**z``
pixels wide. A pixel is that of a map at 100 %: a finer picture of the same window has more dots, not more pixels.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TILE_PX = 256
_LIMIT_DEG = 85.05112877980659
Bounds = tuple[float, float, float, float]
"""Degrees: west, south, east, north."""


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of the map at one zoom; ``left`` and ``top`` are pixels from the corner of the world."""

    zoom: float
    left: float
    top: float
    width: int
    height: int

    @property
    def world_px(self) -> float:
        """Side of the world at this zoom, in pixels."""
        return world_px(self.zoom)

    def unit_box(self, margin_px: float = 0) -> Bounds:
        """Return (left, top, right, bottom) in the square of side 1, with a margin in pixels."""
        side = self.world_px
        return (
            (self.left - margin_px) / side,
            (self.top - margin_px) / side,
            (self.left + self.width + margin_px) / side,
            (self.top + self.height + margin_px) / side,
        )


def world_px(zoom: float) -> float:
    """Return the side of the world in pixels.

    Examples
    --------
    >>> world_px(0), world_px(2)
    (256.0, 1024.0)
    """
    return float(TILE_PX * 2.0**zoom)


def to_unit(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an (n, 2) array of positions in the square of side 1 for WGS 84 longitudes and latitudes.

    Examples
    --------
    >>> to_unit(np.array([[0.0, 0.0], [-180.0, 85.05112877980659]])).round(6).tolist()
    [[0.5, 0.5], [0.0, 0.0]]
    """
    lat = np.radians(np.clip(degrees[:, 1], -_LIMIT_DEG, _LIMIT_DEG))
    return np.column_stack([degrees[:, 0] / 360 + 0.5, 0.5 - np.arcsinh(np.tan(lat)) / (2 * math.pi)])


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """Return the longitude and latitude of a position in the square of side 1.

    Examples
    --------
    >>> to_degrees(0.5, 0.5)
    (0.0, 0.0)
    """
    return (x - 0.5) * 360, math.degrees(math.atan(math.sinh((0.5 - y) * 2 * math.pi)))


def unit_bounds(bounds: Bounds) -> Bounds:
    """Return (left, top, right, bottom) in the square of side 1 for bounds in degrees."""
    west, south, east, north = bounds
    (left, top), (right, bottom) = to_unit(np.array([[west, north], [east, south]])).tolist()
    return left, top, right, bottom


def tile_window(zoom: int, x: int, y: int) -> Window:
    """Return the window of a tile of the XYZ scheme."""
    return Window(zoom, x * TILE_PX, y * TILE_PX, TILE_PX, TILE_PX)


def tile_bounds(zoom: int, x: int, y: int) -> Bounds:
    """Return the bounds of a tile in degrees.

    Examples
    --------
    >>> [round(edge, 4) for edge in tile_bounds(1, 0, 0)]
    [-180.0, 0.0, 0.0, 85.0511]
    """
    side = 2**zoom
    west, north = to_degrees(x / side, y / side)
    east, south = to_degrees((x + 1) / side, (y + 1) / side)
    return west, south, east, north


def bounds_window(bounds: Bounds, width_px: int, height_px: int) -> Window:
    """Return the window of a given size that holds ``bounds`` whole and as large as it can, at any zoom."""
    left, top, right, bottom = unit_bounds(bounds)
    side = min(width_px / max(right - left, 1e-12), height_px / max(bottom - top, 1e-12))
    middle_x, middle_y = (left + right) / 2 * side, (top + bottom) / 2 * side
    zoom = math.log2(side / TILE_PX)
    return Window(zoom, middle_x - width_px / 2, middle_y - height_px / 2, width_px, height_px)


def around(bounds: Bounds, margin_px: float, zoom: float) -> Bounds:
    """Return some bounds with a margin, given in pixels of a zoom."""
    left, top, right, bottom = unit_bounds(bounds)
    margin = margin_px / world_px(zoom)
    west, north = to_degrees(left - margin, top - margin)
    east, south = to_degrees(right + margin, bottom + margin)
    return west, south, east, north


def fitting_zoom(bounds: Bounds, side_px: float) -> int:
    """Return the closest whole zoom at which some bounds hold in a square of ``side_px``.

    Examples
    --------
    >>> fitting_zoom((-180.0, -85.0, 180.0, 85.0), 600)
    1
    """
    left, top, right, bottom = unit_bounds(bounds)
    return math.floor(math.log2(side_px / max(right - left, bottom - top, 1e-9) / TILE_PX))


def tiles_over(bounds: Bounds, zoom: int) -> Iterator[tuple[int, int]]:
    """Yield (x, y) of the tiles that meet some bounds, row after row.

    Examples
    --------
    >>> list(tiles_over((1.0, 1.0, 2.0, 2.0), 1))
    [(1, 0)]
    """
    left, top, right, bottom = unit_bounds(bounds)
    last = 2**zoom - 1
    columns = range(max(math.floor(left * 2**zoom), 0), min(math.floor(right * 2**zoom), last) + 1)
    rows = range(max(math.floor(top * 2**zoom), 0), min(math.floor(bottom * 2**zoom), last) + 1)
    yield from ((x, y) for y in rows for x in columns)
