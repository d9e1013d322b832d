"""The window of a printed map: metres of the legal system of the territory on one side, millimetres on the other."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from mapping.domain.crs import degrees_from, project_points
from mapping.exports.printing.paper import Area

Points = NDArray[np.float64]
Shapes = NDArray[np.object_]
Bounds = tuple[float, float, float, float]
"""West, south, east, north."""

_ROUND = (1.0, 2.0, 2.5, 5.0)
_LEAST_SIDE_M = 60.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the ground on a rectangle of the sheet, north of the grid up.

    Attributes
    ----------
    epsg
        Legal metric system of what is shown.
    west_m, north_m
        Its corner on the ground, in metres of ``epsg``.
    m_per_mm
        Metres of the ground for one millimetre of paper.
    area
        Where it is on the sheet.
    """

    epsg: int
    west_m: float
    north_m: float
    m_per_mm: float
    area: Area

    @property
    def scale(self) -> float:
        """The 25 000 of 1:25 000."""
        return self.m_per_mm * 1000

    @property
    def bounds_m(self) -> Bounds:
        """West, south, east and north, in metres of ``epsg``."""
        east, south = self.area.width * self.m_per_mm, self.area.height * self.m_per_mm
        return self.west_m, self.north_m - south, self.west_m + east, self.north_m

    @property
    def bounds(self) -> Bounds:
        """West, south, east and north of the smallest box in WGS 84 degrees that holds the frame."""
        west, south, east, north = self.bounds_m
        side = np.linspace(0, 1, 9)
        x = np.concatenate([west + (east - west) * side] * 2 + [np.full(9, west), np.full(9, east)])
        y = np.concatenate([np.full(9, south), np.full(9, north)] + [south + (north - south) * side] * 2)
        lon, lat = degrees_from(x, y, epsg=self.epsg)
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    def from_metres(self, xy: Points) -> Points:
        """Return the (x, y) on the sheet, in millimetres, of positions in metres of ``epsg``."""
        across = self.area.left + (xy[:, 0] - self.west_m) / self.m_per_mm
        down = self.area.top + (self.north_m - xy[:, 1]) / self.m_per_mm
        return np.column_stack([across, down])

    def to_metres(self, xy_mm: Points) -> Points:
        """Return positions in metres of ``epsg`` for (x, y) on the sheet: the way back of `from_metres`."""
        east = self.west_m + (xy_mm[:, 0] - self.area.left) * self.m_per_mm
        north = self.north_m - (xy_mm[:, 1] - self.area.top) * self.m_per_mm
        return np.column_stack([east, north])

    def to_mm(self, degrees: Points) -> Points:
        """Return the (x, y) on the sheet of WGS 84 (longitude, latitude) rows."""
        return self.from_metres(project_points(degrees[:, 0], degrees[:, 1], epsg=self.epsg))

    def to_degrees(self, xy_mm: Points) -> Points:
        """Return WGS 84 (longitude, latitude) rows for (x, y) on the sheet: the way back of `to_mm`."""
        metres = self.to_metres(xy_mm)
        return np.column_stack(degrees_from(metres[:, 0], metres[:, 1], epsg=self.epsg))

    def shapes_mm(self, geometries: Shapes) -> Shapes:
        """Return WGS 84 geometries as they lie on the sheet, in millimetres."""
        return np.asarray(shapely.transform(np.asarray(geometries, dtype=object), self.to_mm))

    def holds(self, xy_mm: Points) -> NDArray[np.bool_]:
        """Say which positions of the sheet are in the frame."""
        left, top, right, bottom = self.area.box
        x, y = xy_mm.T
        return np.asarray((x >= left) & (x <= right) & (y >= top) & (y <= bottom))

    @property
    def north_deg(self) -> float:
        """How far true north leans from the top of the sheet at the middle of the frame, clockwise, in degrees."""
        west, south, east, north = self.bounds_m
        middle = np.array([[(west + east) / 2, (south + north) / 2]])
        lon, lat = degrees_from(middle[:, 0], middle[:, 1], epsg=self.epsg)
        ((x, y),) = project_points(lon, lat + 0.001, epsg=self.epsg) - middle
        return math.degrees(math.atan2(x, y))


def frame_around(
    bounds_m: Bounds, area: Area, *, epsg: int, margin: float = 0.06, least_m_per_mm: float = 0.5
) -> Frame:
    """Return the frame that fills ``area`` and holds ``bounds_m`` whole, in its middle.

    Parameters
    ----------
    bounds_m
        West, south, east, north in metres of ``epsg``.
    area
        Where on the sheet, in millimetres.
    epsg
        Metric system, from ``domain.crs.metric_epsg``.
    margin
        Left free on each side, as a share of ``area``.
    least_m_per_mm
        A tiny zone is not drawn larger than that.

    Examples
    --------
    >>> frame = frame_around((0.0, 0.0, 1000.0, 500.0), Area(10, 20, 100, 100), epsg=2154, margin=0)
    >>> frame.m_per_mm, frame.from_metres(np.array([[0.0, 500.0]])).tolist()
    (10.0, [[10.0, 45.0]])
    """
    west, south, east, north = bounds_m
    inside = area.inner(margin * min(area.width, area.height))
    wide, high = max(east - west, _LEAST_SIDE_M), max(north - south, _LEAST_SIDE_M)
    m_per_mm = max(wide / inside.width, high / inside.height, least_m_per_mm)
    left = (west + east) / 2 - area.width * m_per_mm / 2
    top = (south + north) / 2 + area.height * m_per_mm / 2
    return Frame(epsg, left, top, m_per_mm, area)


def round_length(at_most_m: float) -> float:
    """Return the largest round number of metres that is not over ``at_most_m``: 1, 2, 2.5 or 5 and zeros.

    Examples
    --------
    >>> round_length(740), round_length(260), round_length(1999)
    (500.0, 250.0, 1000.0)
    """
    power = 10.0 ** math.floor(math.log10(at_most_m))
    return max(step * power for step in _ROUND if step * power <= at_most_m)
