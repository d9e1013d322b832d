"""The squares of a sheet: light lines, names in each and along the sides; only ticks on an overlay."""

from collections.abc import Sequence
from math import ceil, floor

import numpy as np
import shapely
from numpy.typing import NDArray

from mapping.domain.sheet_grid import LETTERS, square_name
from mapping.exports.printing.canvas import Page
from mapping.exports.printing.glyphs import text_width
from mapping.exports.printing.paper import Area
from mapping.exports.printing.placing import Box, Room
from mapping.exports.sheets.layout import BAND_MM, SheetLayout
from mapping.maps.basemap.style import Face
from mapping.maps.palette import INK, PAPER

LINE = "#7d7688"
NAME = "#3f3947"
_NAMED_MM = 6.5
"""A square smaller than that is named by the letter and the number on its sides only."""
_SLACK = 1e-6


class Squares:
    """The squares that are seen on a sheet."""

    def __init__(self, layout: SheetLayout) -> None:
        self._layout, grid = layout, layout.grid
        west, south, east, north = layout.frame.bounds_m
        side = grid.side_m
        self._columns = range(
            max(floor((west - grid.west_m) / side + _SLACK), 0),
            min(ceil((east - grid.west_m) / side - _SLACK), grid.columns),
        )
        self._rows = range(
            max(floor((grid.north_m - north) / side + _SLACK), 0),
            min(ceil((grid.north_m - south) / side - _SLACK), grid.rows),
        )

    @property
    def cell_mm(self) -> float:
        """Side of a whole square."""
        return self._layout.grid.side_m / self._layout.frame.m_per_mm

    def draw_lines(self, page: Page) -> None:
        """Draw every side of every square."""
        frame, unit = self._layout.frame, self._layout.sizes.unit
        left, top, right, bottom = frame.area.box
        upright = [[(x, top), (x, bottom)] for x in self._across()]
        lying = [[(left, y), (right, y)] for y in self._down()]
        page.stroke(_lines([*upright, *lying]), LINE, 0.18 * unit, cap="butt", clip=frame.area)

    def draw_ticks(self, page: Page) -> None:
        """Draw a small cross where sides meet, and a tick on the frame."""
        frame, arm = self._layout.frame, min(0.16 * self.cell_mm, 2.5 * self._layout.sizes.unit)
        crosses = [
            line
            for x in self._across()
            for y in self._down()
            for line in ([(x - arm, y), (x + arm, y)], [(x, y - arm), (x, y + arm)])
        ]
        page.stroke(_lines(crosses), INK, 0.25 * self._layout.sizes.unit, cap="butt", clip=frame.area)
        page.rectangle(frame.area, line=INK, width_mm=0.25 * self._layout.sizes.unit)

    def draw_names(self, page: Page, *, taken: Sequence[Box], avoided: Sequence[Box]) -> None:
        """Write the name of each square in its first free corner, from the north-west.

        Parameters
        ----------
        page
            The sheet.
        taken
            Names that are never covered: a square without a free corner is named by its sides only.
        avoided
            Names that are covered rather than leave a square without its own.
        """
        unit, size = self._layout.sizes.unit, self._size
        kept, spared = Room(self._layout.frame.area.box, taken), Room(self._layout.frame.area.box, avoided)
        for name, boxes in self._named():
            free = [box for box in boxes if kept.is_free(box)]
            chosen = next((box for box in free if spared.is_free(box)), free[0] if free else None)
            if chosen is not None:
                base = chosen[3] - 0.25 * size
                page.text(chosen[0], base, name, size, face=Face.BOLD, color=NAME, halo=PAPER, halo_mm=0.5 * unit)

    def draw_sides(self, page: Page) -> None:
        """Write letters above and below the map, numbers on its left and right."""
        area, unit = self._layout.frame.area, self._layout.sizes.unit
        middle = BAND_MM * unit / 2
        size = min(6.0 * unit, 0.95 * self.cell_mm)
        for column in self._columns:
            x, wide = self._span(column, upright=True)
            if wide >= 0.6 * size:
                for y in (area.top - middle, area.bottom + middle):
                    page.text(x, y + 0.36 * size, LETTERS[column], size, face=Face.BOLD, anchor="center")
        for row in self._rows:
            y, high = self._span(row, upright=False)
            if high >= 0.6 * size:
                for x in (area.left - middle, area.right + middle):
                    page.text(x, y + 0.36 * size, str(row + 1), size, face=Face.BOLD, anchor="center")

    @property
    def _size(self) -> float:
        return min(0.24 * self.cell_mm, 4.2 * self._layout.sizes.unit)

    def _named(self) -> list[tuple[str, list[Box]]]:
        """Return each square large enough with where its name may be: its corners, from the north-west."""
        if self.cell_mm < _NAMED_MM:
            return []
        found = []
        for column in self._columns:
            for row in self._rows:
                name = square_name(column, row)
                boxes = self._corners(self._cell(column, row), text_width(name, self._size, Face.BOLD))
                if boxes:
                    found.append((name, boxes))
        return found

    def _corners(self, cell: Area, wide: float) -> list[Box]:
        area, pad, high = self._layout.frame.area, 0.25 * self._size, 1.1 * self._size
        left, top = max(cell.left, area.left) + pad, max(cell.top, area.top) + pad
        right, bottom = min(cell.right, area.right) - pad, min(cell.bottom, area.bottom) - pad
        if right - left < wide or bottom - top < high:
            return []
        starts = ((left, top), (right - wide, top), (left, bottom - high), (right - wide, bottom - high))
        return [(x, y, x + wide, y + high) for x, y in starts]

    def _cell(self, column: int, row: int) -> Area:
        grid = self._layout.grid
        corner = np.array([[grid.west_m + column * grid.side_m, grid.north_m - row * grid.side_m]])
        ((left, top),) = self._layout.frame.from_metres(corner).tolist()
        return Area(left, top, self.cell_mm, self.cell_mm)

    def _span(self, rank: int, *, upright: bool) -> tuple[float, float]:
        """Return the middle and the length of what is seen of a column or of a row."""
        area, cell = self._layout.frame.area, self._cell(rank, rank)
        low, high = (cell.left, cell.right) if upright else (cell.top, cell.bottom)
        least, most = (area.left, area.right) if upright else (area.top, area.bottom)
        low, high = max(low, least), min(high, most)
        return (low + high) / 2, high - low

    def _across(self) -> list[float]:
        return [self._cell(column, 0).left for column in (*self._columns, self._columns.stop)]

    def _down(self) -> list[float]:
        return [self._cell(0, row).top for row in (*self._rows, self._rows.stop)]


def _lines(ends: list[list[tuple[float, float]]]) -> NDArray[np.object_]:
    return np.atleast_1d(np.asarray(shapely.linestrings(np.array(ends, dtype=float).reshape(-1, 2, 2)), dtype=object))
