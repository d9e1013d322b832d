"""The streets of the workshop under a printed map: the tables of the tiles, in vectors and in paler inks."""

import math
from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapping.domain.layers import LayerName
from mapping.exports.printing.canvas import Page
from mapping.exports.printing.frame import Frame, Points
from mapping.exports.printing.placing import Box
from mapping.maps.basemap.labels import Label, place_labels
from mapping.maps.basemap.mercator import TILE_PX, Window, to_unit, unit_bounds
from mapping.maps.basemap.prepared import Geometries, Prepared, Shapes, prepare
from mapping.maps.basemap.style import (
    AREAS,
    BUILDING,
    CASING_PX,
    GROUND_COLOR,
    HALO,
    RAIL,
    WATERWAY,
    WAYS,
    value_at,
)

PALENESS = 0.3
"""Share of white added to the inks of the screen: signs come first, and a printer makes everything darker."""
_EQUATOR_M = 2 * math.pi * 6378137.0
_HALO_PX = 1.5
_PX_MM = 0.2
"""One pixel of the tables of the screen, on A4: its letters of 11 pixels are 2.2 mm high (6 points)."""


class Ground:
    """The street map of a workshop, read once and drawn on any number of sheets."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared

    def draw(self, page: Page, frame: Frame, *, unit: float, paleness: float = PALENESS) -> None:
        """Draw what has no letters. ``unit`` is that of `paper.unit_of`."""
        sheet = _Inked(page, frame, self._prepared, _PX_MM * unit, paleness)
        sheet.areas()
        sheet.rails()
        sheet.streets()

    def write(
        self, page: Page, frame: Frame, *, unit: float, taken: Sequence[Box] = (), paleness: float = 0.0
    ) -> list[Box]:
        """Write the names of streets and places where nothing else is, and return where they are.

        ``taken`` and what is returned are boxes in millimetres.
        """
        window = _window(frame, _PX_MM * unit)
        boxes = [_pixels(frame, window, box) for box in taken]
        labels = place_labels(self._prepared, window, taken=boxes)
        drawn = [label for label in labels if _is_inside(frame, window, label)]
        outlines = [
            (_on_sheet(frame, vertices / window.world_px), codes, color)
            for label in drawn
            for vertices, codes, color in label.outlines
        ]
        for start in range(0, len(outlines), 200):
            points = np.concatenate([points for points, _codes, _color in outlines[start : start + 200]])
            codes = np.concatenate([codes for _points, codes, _color in outlines[start : start + 200]])
            page.outlines(points, codes, "", halo=HALO, halo_mm=_HALO_PX * _PX_MM * unit, clip=frame.area)
        for color in dict.fromkeys(color for _points, _codes, color in outlines):
            same = [(points, codes) for points, codes, other in outlines if other == color]
            for start in range(0, len(same), 200):
                points = np.concatenate([points for points, _codes in same[start : start + 200]])
                codes = np.concatenate([codes for _points, codes in same[start : start + 200]])
                page.outlines(points, codes, pale(color, paleness), clip=frame.area)
        return [_box_on_sheet(frame, window, label.box) for label in drawn]


def ground_of(streets: Mapping[LayerName, pd.DataFrame]) -> Ground | None:
    """Return the street map of the layers of a workshop, or None where it has no streets."""
    lines = _frame(streets, LayerName.STREETS)
    if lines is None or lines.empty:
        return None
    buildings, landscape, names = (
        _frame(streets, name) for name in (LayerName.BUILDINGS, LayerName.LANDSCAPE, LayerName.NAMES)
    )
    return Ground(prepare(lines, buildings=buildings, landscape=landscape, names=names))


def pale(color: str, share: float) -> str:
    """Return ``#rrggbb`` mixed with white.

    Examples
    --------
    >>> pale("#000000", 0.5), pale("#c9dde6", 0.0)
    ('#808080', '#c9dde6')
    """
    channels = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(value + (255 - value) * share + 1e-9):02x}" for value in channels)


class _Inked:
    """One drawing of the street map."""

    def __init__(self, page: Page, frame: Frame, prepared: Prepared, px_mm: float, paleness: float) -> None:
        self._page, self._frame, self._prepared = page, frame, prepared
        self._px_mm, self._paleness = px_mm, paleness
        self._window = _window(frame, px_mm)
        self._box = self._window.unit_box(24)

    def areas(self) -> None:
        zoom = self._window.zoom
        for area in AREAS:
            if zoom >= area.from_zoom:
                self._fill(self._prepared.areas[area.kind], area.fill, area.edge)
        self._stroke(self._near(self._prepared.lines["waterway"]), WATERWAY.fill, value_at(WATERWAY.widths, zoom))
        if zoom >= BUILDING.from_zoom:
            self._fill(self._prepared.buildings, BUILDING.fill, BUILDING.edge if zoom >= 15.5 else "")

    def rails(self) -> None:
        lines = self._near(self._prepared.lines["rail"])
        width = value_at(RAIL.widths, self._window.zoom)
        self._stroke(lines, RAIL.fill, width, cap="butt")
        if self._window.zoom >= 14:
            self._stroke(lines, GROUND_COLOR, width * 0.55, dash=(5, 5))

    def streets(self) -> None:
        zoom = self._window.zoom
        drawn = [
            (way, self._near(self._prepared.ways[kind]), value_at(way.widths, zoom))
            for kind, way in WAYS.items()
            if value_at(way.widths, zoom) > 0
        ]
        for way, lines, width in drawn:
            if way.casing and width > 1.4:
                self._stroke(lines, way.casing, width + 2 * min(CASING_PX, width / 4))
        for way, lines, width in drawn:
            thin = way.casing if way.casing and width <= 1.4 else way.fill
            self._stroke(lines, thin, width, dash=way.dash)

    def _near(self, shapes: Shapes) -> Geometries:
        found = shapes.geometries[shapes.near(self._box)]
        return np.asarray(shapely.transform(found, lambda points: _on_sheet(self._frame, points)))

    def _fill(self, shapes: Shapes, color: str, edge: str) -> None:
        self._page.fill(
            self._near(shapes),
            pale(color, self._paleness),
            edge=pale(edge, self._paleness) if edge else "",
            edge_mm=0.8 * self._px_mm,
            clip=self._frame.area,
        )

    def _stroke(
        self, lines: Geometries, color: str, width_px: float, *, dash: tuple[float, ...] = (), cap: str = "round"
    ) -> None:
        if width_px > 0:
            ink = pale(color, self._paleness)
            self._page.stroke(lines, ink, width_px * self._px_mm, dash=dash, cap=cap, clip=self._frame.area)


def _frame(layers: Mapping[LayerName, pd.DataFrame], name: LayerName) -> gpd.GeoDataFrame | None:
    layer = layers.get(name)
    return layer if isinstance(layer, gpd.GeoDataFrame) else None


def _window(frame: Frame, px_mm: float) -> Window:
    """Return the window of the web map that holds the frame, at the zoom where a pixel is ``px_mm`` on the sheet."""
    _west, south, _east, north = frame.bounds
    around_m = _EQUATOR_M * math.cos(math.radians((south + north) / 2))
    side_px = around_m / (px_mm * frame.m_per_mm)
    left, top, right, bottom = (edge * side_px for edge in unit_bounds(frame.bounds))
    return Window(math.log2(side_px / TILE_PX), left, top, math.ceil(right - left), math.ceil(bottom - top))


def _on_sheet(frame: Frame, unit: Points) -> Points:
    """Return millimetres for positions in the square of side 1 of the web map."""
    lat = np.degrees(np.arctan(np.sinh((0.5 - unit[:, 1]) * 2 * math.pi)))
    return frame.to_mm(np.column_stack([(unit[:, 0] - 0.5) * 360, lat]))


def _corners(box: Box) -> Points:
    left, top, right, bottom = box
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def _pixels(frame: Frame, window: Window, box: Box) -> Box:
    """Return a box of the sheet in pixels of the world."""
    lon_lat = frame.to_degrees(_corners(box))
    spots = to_unit(lon_lat) * window.world_px
    (left, top), (right, bottom) = spots.min(axis=0).tolist(), spots.max(axis=0).tolist()
    return left, top, right, bottom


def _box_on_sheet(frame: Frame, window: Window, box: Box) -> Box:
    """Return a box in pixels of the world as it lies on the sheet."""
    spots = _on_sheet(frame, _corners(box) / window.world_px)
    (left, top), (right, bottom) = spots.min(axis=0).tolist(), spots.max(axis=0).tolist()
    return left, top, right, bottom


def _is_inside(frame: Frame, window: Window, label: Label) -> bool:
    return bool(frame.holds(_on_sheet(frame, _corners(label.box) / window.world_px)).all())
