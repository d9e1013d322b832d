"""The squares of the printed sheets: « B4 » names the same place on paper, on the phone and in the files.

Columns are letters from west to east, rows are numbers from north to south. I and O are left out: read aloud or
written by hand, they are 1 and 0.
"""

import re
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from mapping.domain.crs import degrees_from, metric_epsg, project_points
from mapping.domain.identity import normalise

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
ROWS_MAX = 30
SIDES_M = (100.0, 200.0, 250.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0, 20_000.0, 50_000.0)
MARGIN_M = 300.0
"""Around the territory: what is looked at outside a quartier is on the sheet too."""

_NAME = re.compile(r"([a-z])([0-9]{1,3})|([0-9]{1,3})([a-z])")


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """Squares of ``side_m`` metres in the legal metric CRS of a territory, from a north-west corner in metres."""

    epsg: int
    west_m: float
    north_m: float
    side_m: float
    columns: int
    rows: int

    def centre(self, name: str) -> tuple[float, float] | None:
        """Return the WGS 84 centre (longitude, latitude) of a square however it is written, None off the sheet."""
        place = self._place(name)
        if place is None:
            return None
        column, row = place
        x_m = self.west_m + (column + 0.5) * self.side_m
        y_m = self.north_m - (row + 0.5) * self.side_m
        lon, lat = degrees_from(np.array([x_m]), np.array([y_m]), epsg=self.epsg)
        return round(float(lon[0]), 6), round(float(lat[0]), 6)

    def corners(self, name: str) -> tuple[tuple[float, float], ...] | None:
        """Return the WGS 84 corners of a square, from the north-west clockwise, None off the sheet.

        Two neighbours have the same corners to the last digit, so that together they make one outline.
        """
        place = self._place(name)
        if place is None:
            return None
        column, row = place
        x_m = self.west_m + (np.array([0.0, 1.0, 1.0, 0.0]) + column) * self.side_m
        y_m = self.north_m - (np.array([0.0, 0.0, 1.0, 1.0]) + row) * self.side_m
        lon, lat = degrees_from(x_m, y_m, epsg=self.epsg)
        return tuple((round(x, 6), round(y, 6)) for x, y in zip(lon.tolist(), lat.tolist(), strict=True))

    def name_at(self, lon: float, lat: float) -> str | None:
        """Return the name of the square at a WGS 84 position, None off the sheet."""
        ((x_m, y_m),) = project_points(np.array([lon]), np.array([lat]), epsg=self.epsg)
        column, row = floor((x_m - self.west_m) / self.side_m), floor((self.north_m - y_m) / self.side_m)
        if not (0 <= column < self.columns and 0 <= row < self.rows):
            return None
        return square_name(column, row)

    def _place(self, name: str) -> tuple[int, int] | None:
        found = _NAME.fullmatch("".join(character for character in normalise(name) if character.isalnum()))
        if found is None:
            return None
        letter, number = (found[1] or found[4]).upper(), int(found[2] or found[3])
        column = LETTERS.find(letter)
        return (column, number - 1) if 0 <= column < self.columns and 1 <= number <= self.rows else None


def square_name(column: int, row: int) -> str:
    """Return the name of a square from its ranks, both from 0.

    Examples
    --------
    >>> square_name(1, 3), square_name(8, 0)
    ('B4', 'J1')
    """
    return f"{LETTERS[column]}{row + 1}"


def sheet_grid(bounds: tuple[float, float, float, float]) -> SheetGrid:
    """Return the squares over a territory: the smallest round side with which letters and rows are enough.

    Parameters
    ----------
    bounds
        West, south, east, north in WGS 84 degrees; the same bounds give the same squares on any laptop.

    Examples
    --------
    >>> grid = sheet_grid((2.33, 48.92, 2.38, 48.95))
    >>> grid.side_m, grid.centre("b 4") == grid.centre("4-B"), grid.name_at(*grid.centre("B4"))
    (200.0, True, 'B4')
    """
    # The phone page is given rounded bounds: what is under a metre must not move a square.
    west, south, east, north = (round(side, 5) for side in bounds)
    epsg = metric_epsg((west + east) / 2, (south + north) / 2)
    corners = project_points(np.array([west, west, east, east]), np.array([south, north, south, north]), epsg=epsg)
    (left, bottom), (right, top) = corners.min(axis=0) - MARGIN_M, corners.max(axis=0) + MARGIN_M
    for side_m in SIDES_M:
        # The corner is a round number of metres, as the lines of the grid of a map are.
        west_m, north_m = floor(left / side_m) * side_m, ceil(top / side_m) * side_m
        columns, rows = ceil((right - west_m) / side_m), ceil((north_m - bottom) / side_m)
        if columns <= len(LETTERS) and rows <= ROWS_MAX:
            break
    # A workshop that covers more than the country keeps its north-west: no letter is left for the rest.
    return SheetGrid(epsg, west_m, north_m, side_m, min(columns, len(LETTERS)), min(rows, ROWS_MAX))
