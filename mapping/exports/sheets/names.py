"""The names on a sheet: quartiers, then landmarks, never one over another nor over the name of a square."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapping.exports.printing.canvas import Page, printable
from mapping.exports.printing.glyphs import text_width, wrapped
from mapping.exports.printing.placing import Box, Name, Placed, Room, place
from mapping.exports.sheets.layout import SheetLayout
from mapping.maps.basemap.style import Face
from mapping.maps.palette import INK, PAPER

_LEADING = 1.15
_LINE_MM = 32.0
_SPOTS = 12
_FEW_ZONES = 8
_DENSE = 0.8
"""Size of the names when there are many: what they cover is what people point at."""


@dataclass(frozen=True, slots=True)
class _Written:
    lines: tuple[str, ...]
    placed: Placed
    size: float
    face: Face
    dot: tuple[float, float] | None = None


class Names:
    """What is written on the map of a sheet, and where there is room left."""

    def __init__(self, layout: SheetLayout) -> None:
        self._layout = layout
        self._room = Room(layout.frame.area.inner(0.6 * layout.sizes.unit).box)
        self._written: list[_Written] = []

    @property
    def boxes(self) -> list[Box]:
        """Everything that is taken."""
        return self._room.boxes

    def add_zones(self, zones: gpd.GeoDataFrame) -> None:
        """Name each quartier that is seen: inside it, else beside with a line to it; the smallest choose first."""
        shapes = self._layout.frame.shapes_mm(np.array(zones.geometry.array, dtype=object))
        parts = shapely.clip_by_rect(shapely.make_valid(shapes), *self._layout.frame.area.box)
        size = self._layout.sizes.zone * (_DENSE if len(zones) > _FEW_ZONES else 1.0)
        for rank in np.argsort(shapely.area(parts), kind="stable").tolist():
            if shapely.area(parts[rank]) <= 0:
                continue
            lines = self._lines(str(zones["name"].iloc[rank]), size, Face.BOLD)
            spots = _spots(parts[rank])
            placed = next(filter(None, (self._try(lines, x, y, 0.0, size, Face.BOLD) for x, y in spots)), None)
            if placed is None:
                placed = self._try(lines, *spots[0], 0.0, size, Face.BOLD, leaders=True)
            if placed is not None:
                self._written.append(_Written(lines, placed, size, Face.BOLD))

    def add_landmarks(self, landmarks: pd.DataFrame) -> None:
        """Mark the landmarks whose name has room: one without its name helps nobody."""
        frame, sizes = self._layout.frame, self._layout.sizes
        spots = frame.to_mm(landmarks[["lon", "lat"]].to_numpy(float))
        size, radius = 1.1 * sizes.name, 0.9 * sizes.unit
        for text, (x, y), inside in zip(landmarks["name"].astype(str), spots.tolist(), frame.holds(spots), strict=True):
            mark = (x - radius, y - radius, x + radius, y + radius)
            if not (inside and self._room.is_free(mark)):
                continue
            lines = self._lines(text, size, Face.REGULAR)
            placed = self._try(lines, x, y, radius, size, Face.REGULAR)
            if placed is not None:
                self._room.take(mark)
                self._written.append(_Written(lines, placed, size, Face.REGULAR, (x, y)))

    def draw(self, page: Page) -> None:
        """Draw lines and dots, then what is written."""
        unit, clip = self._layout.sizes.unit, self._layout.frame.area
        for written in self._written:
            if written.placed.leader is not None:
                x1, y1, x2, y2 = written.placed.leader
                line = np.array([shapely.linestrings([[x1, y1], [x2, y2]])], dtype=object)
                page.stroke(line, PAPER, 0.8 * unit, clip=clip)
                page.stroke(line, INK, 0.25 * unit, clip=clip)
            if written.dot is not None:
                middle = shapely.points([written.dot])
                page.fill(np.asarray(shapely.buffer(middle, 1.2 * unit)), PAPER, clip=clip)
                page.fill(np.asarray(shapely.buffer(middle, 0.9 * unit)), INK, clip=clip)
        for written in self._written:
            self._write(page, written)

    def _lines(self, text: str, size: float, face: Face) -> tuple[str, ...]:
        return tuple(wrapped(printable(text), size, _LINE_MM * self._layout.sizes.unit, face))

    def _try(
        self, lines: Sequence[str], x: float, y: float, radius: float, size: float, face: Face, *, leaders: bool = False
    ) -> Placed | None:
        width = max((text_width(line, size, face) for line in lines), default=0.0)
        name = Name(x, y, radius, width, len(lines) * size * _LEADING)
        return place(name, self._room, gap=0.5 * self._layout.sizes.unit, leaders=leaders)

    def _write(self, page: Page, written: _Written) -> None:
        left, top, right, _bottom = written.placed.box
        x = {"left": left, "center": (left + right) / 2, "right": right}[written.placed.side]
        halo_mm = 0.5 * self._layout.sizes.unit
        for rank, line in enumerate(written.lines):
            base = top + (rank * _LEADING + 0.85) * written.size
            page.text(
                x, base, line, written.size, face=written.face, anchor=written.placed.side, halo=PAPER, halo_mm=halo_mm
            )


def _spots(part: shapely.Geometry) -> list[tuple[float, float]]:
    """Return points all over the largest piece of a zone, the nearest to its middle first."""
    largest = max(shapely.get_parts(part), key=lambda piece: float(piece.area))
    middle = shapely.point_on_surface(largest)
    left, top, right, bottom = largest.bounds
    x, y = np.meshgrid(np.linspace(left, right, _SPOTS)[1:-1], np.linspace(top, bottom, _SPOTS)[1:-1])
    inside = shapely.contains_xy(largest, x, y)
    points = np.column_stack([x[inside], y[inside]])
    order = np.hypot(points[:, 0] - middle.x, points[:, 1] - middle.y).argsort(kind="stable")
    return [(middle.x, middle.y), *((float(across), float(down)) for across, down in points[order].tolist())]
