"""Which names are written, and where: the most important first, none over another, none cut.

Names are placed block by block, a block being 8 by 8 tiles, and stay inside their block. So the tiles of a block show
the same names whatever the order in which they are asked for, and two blocks need not know of one another.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from mapping.maps.basemap.glyphs import Glyph, pictogram
from mapping.maps.basemap.lettering import (
    Written,
    along,
    letters,
    lines_of,
    shortened,
    smooth,
    straight,
    width_of,
)
from mapping.maps.basemap.mercator import TILE_PX, Window
from mapping.maps.basemap.prepared import Prepared
from mapping.maps.basemap.style import (
    ICON_COLOR,
    ICON_PX,
    OTHER_SPOT,
    PARK_NAME,
    SPOTS,
    STREET_INK,
    WATER_NAME,
    WAYS,
    Lettering,
    Spot,
)

BLOCK_PX = 8 * TILE_PX
_CELL_PX = 3
_EDGE_PX = 5
_REPEAT_PX = 420
_SAME_NAME_PX = 260
_ROADS_FROM_RANK = 5
_AREA_FROM_ZOOM = 14


@dataclass(frozen=True, slots=True)
class Label:
    """One name: outlines in pixels of the world, with their colour, and the box of all of it."""

    outlines: tuple[tuple[NDArray[np.float64], NDArray[np.uint8], str], ...]
    box: tuple[float, float, float, float]


def place_labels(
    prepared: Prepared, block: Window, *, taken: Iterable[tuple[float, float, float, float]] = ()
) -> list[Label]:
    """Return the names of a block, all inside it and none over ``taken`` (boxes in pixels of the world)."""
    placer = _Placer(block)
    for box in taken:
        placer.reserve(box)
    spots = _spots_of(prepared, block)
    for spot in spots:
        if spot.style.rank < _ROADS_FROM_RANK:
            placer.spot(spot)
    # Pictograms of the main landmarks keep their place, then streets are named, then all the rest.
    for spot in spots:
        if _ROADS_FROM_RANK <= spot.style.rank <= _ROADS_FROM_RANK + 1:
            placer.spot(spot)
    _place_roads(prepared, block, placer)
    for spot in spots:
        if spot.style.rank > _ROADS_FROM_RANK + 1:
            placer.spot(spot)
    return placer.labels


@dataclass(frozen=True, slots=True)
class _NamedSpot:
    name: str
    style: Spot
    x: float
    y: float
    width: float


def _spots_of(prepared: Prepared, block: Window) -> list[_NamedSpot]:
    spots = prepared.spots
    found: list[_NamedSpot] = []
    for rank in spots.shapes.near(block.unit_box()).tolist():
        style = _style_of(spots.kinds[rank])
        x, y = shapely.get_coordinates(spots.shapes.geometries[rank])[0] * block.world_px
        width = float(spots.widths[rank]) * block.world_px
        if style.from_zoom <= block.zoom <= style.to_zoom and _owns(block, x, y):
            found.append(_NamedSpot(spots.names[rank], style, float(x), float(y), width))
    return sorted(found, key=lambda spot: spot.style.rank)


def _style_of(kind: str) -> Spot:
    if not kind.startswith("area:"):
        return SPOTS.get(kind, OTHER_SPOT)
    return Spot(8, _AREA_FROM_ZOOM, WATER_NAME if kind == "area:water" else PARK_NAME)


def _owns(block: Window, x: float, y: float) -> bool:
    return block.left <= x < block.left + block.width and block.top <= y < block.top + block.height


def _place_roads(prepared: Prepared, block: Window, placer: "_Placer") -> None:
    roads = prepared.roads
    side = block.world_px
    left, top = block.left + _EDGE_PX, block.top + _EDGE_PX
    right, bottom = block.left + block.width - _EDGE_PX, block.top + block.height - _EDGE_PX
    for rank in roads.shapes.near(block.unit_box()).tolist():
        way = WAYS[roads.kinds[rank]]
        if block.zoom < way.name_from:
            continue
        style = Lettering(way.name_px + min(max(block.zoom - 16, 0), 2) * 0.5, STREET_INK)
        line = shapely.transform(roads.shapes.geometries[rank], lambda points: points * side)
        for part in shapely.get_parts(shapely.clip_by_rect(line, left, top, right, bottom)).tolist():
            if part.geom_type == "LineString":
                placer.road(roads.names[rank], style, shapely.get_coordinates(part))


class _Placer:
    """The room that is left in a block, as a grid of cells, and the names that were given some."""

    def __init__(self, block: Window) -> None:
        self.block = block
        self.labels: list[Label] = []
        self._taken = np.zeros((block.height // _CELL_PX + 2, block.width // _CELL_PX + 2), dtype=bool)
        self._where: dict[str, list[tuple[float, float]]] = {}

    def reserve(self, box: tuple[float, float, float, float]) -> None:
        """Keep a box free of names; what of it is outside the block does not matter."""
        left, top, right, bottom = (
            max(int((edge - corner) // _CELL_PX), 0) for edge, corner in zip(box, (self.block.left, self.block.top) * 2)
        )
        if box[2] > self.block.left and box[3] > self.block.top:
            self._taken[top : bottom + 1, left : right + 1] = True

    def road(self, name: str, style: Lettering, line: NDArray[np.float64]) -> None:
        """Write a name along a line of the block, again at each `_REPEAT_PX`."""
        even = smooth(line)
        length = _length(even)
        for text in dict.fromkeys((name, shortened(name))):
            glyphs = letters(text, style)
            width = width_of(glyphs, style)
            if glyphs and width + style.px <= length:
                times = max(int(length // max(_REPEAT_PX, 1.5 * width)), 1)
                share = length / times
                for turn in range(times):
                    self._one_along(name, style, glyphs, even, (turn * share, (turn + 1) * share, width))
                return

    def _one_along(
        self,
        name: str,
        style: Lettering,
        glyphs: list[Glyph],
        line: NDArray[np.float64],
        span: tuple[float, float, float],
    ) -> None:
        begin, end, width = span
        slack = (end - begin) - width
        for shift in (0.5, 0.35, 0.65, 0.2, 0.8, 0.08, 0.92):
            start = begin + slack * shift
            written = along(_rightwards(line, start, width), glyphs, style, _start(line, start, width))
            if written and not self._is_near(name, written) and self._claim([written.boxes], 1.0):
                self._keep(name, [(written.vertices, written.codes, style.color)], written.boxes)
                return

    def spot(self, spot: _NamedSpot) -> None:
        """Write the name of a point, with its pictogram when there is one, where there is room around it."""
        style = spot.style.lettering
        lines = lines_of(spot.name, longest=14 if spot.style.icon else 18)
        if spot.width and spot.width < 0.6 * max(width_of(letters(line, style), style) for line in lines):
            return
        if spot.style.icon:
            self._with_icon(spot, lines)
        else:
            written = straight(lines, style, spot.x, spot.y)
            if written is not None:
                self._try(spot.name, style, [self._inside(written)], [])

    def _with_icon(self, spot: _NamedSpot, lines: list[str]) -> None:
        style = spot.style.lettering
        sign = pictogram(spot.style.icon)
        side = ICON_PX if spot.style.icon != "circle" else ICON_PX / 2
        # Kept whole: a pictogram may move by half its side at the edge of a block.
        half = side * max(sign.advance, 1) / 2 + 1
        x = min(max(spot.x, self.block.left + half), self.block.left + self.block.width - half)
        y = min(max(spot.y, self.block.top + half), self.block.top + self.block.height - half)
        box = np.array([[x - half, y - half, x + half, y + half]])
        icon = (sign.vertices * side + (x, y), sign.codes, ICON_COLOR)
        tall = len(lines) * style.px * 0.56
        around = [
            straight(lines, style, x, y + half + 1 + tall),
            straight(lines, style, x + half + 2, y, anchor=0),
            straight(lines, style, x - half - 2, y, anchor=1),
            straight(lines, style, x, y - half - 1 - tall),
        ]
        self._try(spot.name, style, [written for written in around if written], [(icon, box)])

    def _try(
        self,
        name: str,
        style: Lettering,
        ways: list[Written],
        signs: list[tuple[tuple[NDArray[np.float64], NDArray[np.uint8], str], NDArray[np.float64]]],
    ) -> None:
        for written in ways:
            boxes = np.concatenate([written.boxes, *(box for _sign, box in signs)])
            if self._is_near(name, written):
                return
            if self._claim([boxes], 2.0):
                outlines = [(written.vertices, written.codes, style.color), *(sign for sign, _box in signs)]
                self._keep(name, outlines, boxes)
                return

    def _inside(self, written: Written) -> Written:
        """Push a name that would leave the block back into it: a place is not at one point."""
        low, high = written.boxes[:, :2].min(axis=0), written.boxes[:, 2:].max(axis=0)
        corner = np.array([self.block.left, self.block.top])
        size = np.array([self.block.width, self.block.height])
        push = np.maximum(corner + _EDGE_PX - low, 0) + np.minimum(corner + size - _EDGE_PX - high, 0)
        return Written(written.vertices + push, written.codes, written.boxes + np.tile(push, 2))

    def _is_near(self, name: str, written: Written) -> bool:
        x, y = _middle(written.boxes)
        return any(math.hypot(x - left, y - top) < _SAME_NAME_PX for left, top in self._where.get(name, []))

    def _claim(self, groups: list[NDArray[np.float64]], margin: float) -> bool:
        """Take the cells under some boxes if they are all in the block and free."""
        boxes = np.concatenate(groups) - np.tile([self.block.left, self.block.top], 2)
        boxes += np.array([-margin, -margin, margin, margin])
        if boxes[:, :2].min() < 0 or (boxes[:, 2:] > (self.block.width, self.block.height)).any():
            return False
        cells = np.floor(boxes / _CELL_PX).astype(int).tolist()
        if any(self._taken[top : bottom + 1, left : right + 1].any() for left, top, right, bottom in cells):
            return False
        for left, top, right, bottom in cells:
            self._taken[top : bottom + 1, left : right + 1] = True
        return True

    def _keep(
        self,
        name: str,
        outlines: list[tuple[NDArray[np.float64], NDArray[np.uint8], str]],
        boxes: NDArray[np.float64],
    ) -> None:
        low, high = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:].max(axis=0).tolist()
        self._where.setdefault(name, []).append(_middle(boxes))
        self.labels.append(Label(tuple(outlines), (low[0], low[1], high[0], high[1])))


def _middle(boxes: NDArray[np.float64]) -> tuple[float, float]:
    x, y = (boxes[:, :2].min(axis=0) + boxes[:, 2:].max(axis=0)) / 2
    return float(x), float(y)


def _length(line: NDArray[np.float64]) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def _goes_left(line: NDArray[np.float64], start: float, width: float) -> bool:
    far = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    return bool(np.interp(start + width, far, line[:, 0]) < np.interp(start, far, line[:, 0]))


def _rightwards(line: NDArray[np.float64], start: float, width: float) -> NDArray[np.float64]:
    return line[::-1] if _goes_left(line, start, width) else line


def _start(line: NDArray[np.float64], start: float, width: float) -> float:
    return _length(line) - start - width if _goes_left(line, start, width) else start
