"""Where everything is on a sheet: head, map inside its marks, and what is written beside it."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapping.domain.errors import WorkshopError
from mapping.domain.sheet_code import SheetCode
from mapping.domain.sheet_grid import SheetGrid, sheet_grid
from mapping.exports.printing.frame import Bounds, Frame, frame_around
from mapping.exports.printing.lettering import Sizes, sizes_of
from mapping.exports.printing.paper import Area, Orientation, Paper, PaperSize
from mapping.i18n import _

PANEL_LEAST_MM = 62.0
"""Of what is written beside the map, on A4, whichever side it is on."""
MARK_MM = 10.0
BAND_MM = 13.6
"""Around the map, for the marks and the names of columns and rows."""
HEAD_MM = 15.0
NOTICE_MM = 8.0
_AROUND_M = 80.0


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """One sheet; positions are in millimetres.

    ``block`` holds the map and its marks, ``panel`` what is written beside it. ``is_beside`` says that the panel is on
    the right of the map, not under it.
    """

    paper: Paper
    sizes: Sizes
    grid: SheetGrid
    frame: Frame
    head: Area
    block: Area
    panel: Area
    is_beside: bool

    @property
    def mark_side(self) -> float:
        """Side of a corner mark."""
        return MARK_MM * self.sizes.unit

    @property
    def mark_centres(self) -> NDArray[np.float64]:
        """Middles of the marks, clockwise from the north-west."""
        left, top, right, bottom = self.frame.area.inner(-BAND_MM * self.sizes.unit / 2).box
        return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])

    def code(self, *, sheet: str, group: str) -> SheetCode:
        """Return what the code of this sheet, or of the overlay of a group, says."""
        degrees = np.round(self.frame.to_degrees(self.mark_centres), 7).tolist()
        return SheetCode(
            sheet_id=sheet,
            paper=self.paper.size.value,
            is_landscape=self.paper.is_landscape,
            epsg=self.frame.epsg,
            north_west=(degrees[0][0], degrees[0][1]),
            south_east=(degrees[2][0], degrees[2][1]),
            grid=self.grid,
            group=group,
        )


def layout_of(zones: gpd.GeoDataFrame, paper: Paper, *, code: str = "", has_notice: bool = False) -> SheetLayout:
    """Return the layout that shows the ground largest: the panel beside the map or under it.

    Parameters
    ----------
    zones
        ``tables.ZONES``; their squares are those of the phone.
    paper
        The sheet.
    code
        Zone to show alone, with the same squares; all of them when empty.
    has_notice
        Whether the head also says that everything is invented.

    Raises
    ------
    WorkshopError
        When there is no zone, or none of that code.
    """
    if zones.empty:
        raise WorkshopError(_("L'atelier n'a pas encore de quartier : ajoutez ses limites avant de faire une feuille."))
    grid = sheet_grid(bounds_of(zones))
    bounds = _whole(grid) if not code else _around(zones, code, grid)
    sizes = sizes_of(paper.width_mm, paper.height_mm)
    inside = Area(0, 0, paper.width_mm, paper.height_mm).inner(sizes.margin)
    high = (HEAD_MM + (NOTICE_MM if has_notice else 0.0)) * sizes.unit
    head = Area(inside.left, inside.top, inside.width, high)
    body = Area(inside.left, head.bottom, inside.width, inside.height - high)
    options = [_laid(paper, sizes, grid, bounds, head, body, is_beside=is_beside) for is_beside in (True, False)]
    return min(options, key=lambda layout: layout.frame.m_per_mm)


def best_paper(zones: gpd.GeoDataFrame, size: PaperSize, *, code: str = "") -> Paper:
    """Return the sheet, upright or lying, on which the ground is largest.

    Raises
    ------
    WorkshopError
        As `layout_of`.
    """
    papers = [Paper(size, orientation) for orientation in (Orientation.LANDSCAPE, Orientation.PORTRAIT)]
    return min(papers, key=lambda paper: layout_of(zones, paper, code=code).frame.m_per_mm)


def bounds_of(zones: gpd.GeoDataFrame) -> Bounds:
    """Return west, south, east and north of the territory, in degrees."""
    west, south, east, north = (float(side) for side in zones.total_bounds)
    return west, south, east, north


def _whole(grid: SheetGrid) -> Bounds:
    east, south = grid.west_m + grid.columns * grid.side_m, grid.north_m - grid.rows * grid.side_m
    return grid.west_m, south, east, grid.north_m


def _around(zones: gpd.GeoDataFrame, code: str, grid: SheetGrid) -> Bounds:
    """Return what is around a zone, inside the squares."""
    chosen = zones[zones["code"].astype(str) == code]
    if chosen.empty:
        raise WorkshopError(_("Quartier « {code} » inconnu dans l'atelier.").format(code=code))
    metres = np.array(chosen.to_crs(grid.epsg).geometry.array, dtype=object)
    west, south, east, north = shapely.total_bounds(metres).tolist()
    left, bottom, right, top = _whole(grid)
    return (
        max(west - _AROUND_M, left),
        max(south - _AROUND_M, bottom),
        min(east + _AROUND_M, right),
        min(north + _AROUND_M, top),
    )


def _laid(
    paper: Paper, sizes: Sizes, grid: SheetGrid, bounds: Bounds, head: Area, body: Area, *, is_beside: bool
) -> SheetLayout:
    unit, gap, band = sizes.unit, sizes.gap, BAND_MM * sizes.unit
    least = PANEL_LEAST_MM * unit + gap
    wide, high = (body.width - least, body.height) if is_beside else (body.width, body.height - least)
    room = Area(body.left, body.top, wide, high).inner(band)
    around = frame_around(bounds, room, epsg=grid.epsg, margin=0.0)
    # The map is as large as its ground: what is left goes to what is written.
    area = Area(
        room.left,
        room.top,
        min((bounds[2] - bounds[0]) / around.m_per_mm, room.width),
        min((bounds[3] - bounds[1]) / around.m_per_mm, room.height),
    )
    block = area.inner(-band)
    if is_beside:
        panel = Area(block.right + gap, body.top, body.right - block.right - gap, body.height)
    else:
        block_left = body.left + (body.width - block.width) / 2
        area = Area(block_left + band, area.top, area.width, area.height)
        block = area.inner(-band)
        panel = Area(body.left, block.bottom + gap, body.width, body.bottom - block.bottom - gap)
    frame = frame_around(bounds, area, epsg=grid.epsg, margin=0.0)
    return SheetLayout(paper, sizes, grid, frame, head, block, panel, is_beside)
