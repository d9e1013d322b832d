"""Pictures of the street map: any part at any size, and the tiles of a web map."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from mapping.maps.basemap.canvas import Canvas
from mapping.maps.basemap.labels import BLOCK_PX, Label, place_labels
from mapping.maps.basemap.mercator import TILE_PX, Bounds, Window, bounds_window, tile_window
from mapping.maps.basemap.prepared import Geometries, Prepared, Shapes
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

_MARGIN_PX = 24
_HALO_PX = 1.6
_BLOCKS = 24
_TILES_PER_BLOCK = BLOCK_PX // TILE_PX


class Drawing:
    """A street map and the names already placed on it; may be shared by threads."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self._blocks: OrderedDict[tuple[int, int, int], list[Label]] = OrderedDict()
        self._lock = Lock()

    def tile(self, zoom: int, x: int, y: int, *, scale: int = 1, webp: bool = False) -> bytes:
        """Return a tile of 256 pixels, of ``scale`` dots each, as PNG or WebP."""
        canvas = _painted(self.prepared, tile_window(zoom, x, y), scale)
        _write(canvas, self._labels(zoom, x, y))
        return canvas.webp() if webp else canvas.png()

    def picture(self, bounds: Bounds, size_px: tuple[int, int], *, scale: float = 1) -> bytes:
        """Return a PNG that holds ``bounds`` (degrees: west, south, east, north) whole, for a page or for print."""
        window = bounds_window(bounds, *size_px)
        canvas = _painted(self.prepared, window, scale)
        _write(canvas, place_labels(self.prepared, window))
        return canvas.png()

    def _labels(self, zoom: int, x: int, y: int) -> list[Label]:
        key = (zoom, x // _TILES_PER_BLOCK, y // _TILES_PER_BLOCK)
        # One thread places the names of a block; the others, which ask for its other tiles, wait for them.
        with self._lock:
            if key not in self._blocks:
                block = Window(zoom, key[1] * BLOCK_PX, key[2] * BLOCK_PX, BLOCK_PX, BLOCK_PX)
                self._blocks[key] = place_labels(self.prepared, block)
            self._blocks.move_to_end(key)
            while len(self._blocks) > _BLOCKS:
                self._blocks.popitem(last=False)
            return self._blocks[key]


def draw(bounds: Bounds, size_px: tuple[int, int], prepared: Prepared, *, scale: float = 1) -> bytes:
    """Return a PNG of some bounds: see ``Drawing.picture``."""
    return Drawing(prepared).picture(bounds, size_px, scale=scale)


def _painted(prepared: Prepared, window: Window, scale: float) -> Canvas:
    canvas = Canvas(window, scale=scale, ground=GROUND_COLOR)
    box = window.unit_box(_MARGIN_PX)
    for area in AREAS:
        if window.zoom >= area.from_zoom:
            canvas.fill(_near(prepared.areas[area.kind], box), area.fill, edge=area.edge)
    canvas.stroke(_near(prepared.lines["waterway"], box), WATERWAY.fill, value_at(WATERWAY.widths, window.zoom))
    if window.zoom >= BUILDING.from_zoom:
        edge = BUILDING.edge if window.zoom >= 15.5 else ""
        canvas.fill(_near(prepared.buildings, box), BUILDING.fill, edge=edge)
    _rails(canvas, _near(prepared.lines["rail"], box))
    _streets(canvas, prepared, box)
    return canvas


def _near(shapes: Shapes, box: Bounds) -> Geometries:
    return shapes.geometries[shapes.near(box)]


def _rails(canvas: Canvas, lines: Geometries) -> None:
    width = value_at(RAIL.widths, canvas.window.zoom)
    canvas.stroke(lines, RAIL.fill, width, cap="butt")
    if canvas.window.zoom >= 14:
        canvas.stroke(lines, GROUND_COLOR, width * 0.55, dash=(5, 5))


def _streets(canvas: Canvas, prepared: Prepared, box: Bounds) -> None:
    """Casings first, so that a street opens into another; small streets under large ones."""
    zoom = canvas.window.zoom
    drawn = [(way, _near(prepared.ways[kind], box), value_at(way.widths, zoom)) for kind, way in WAYS.items()]
    for way, lines, width in drawn:
        if way.casing and width > 1.4:
            canvas.stroke(lines, way.casing, width + 2 * min(CASING_PX, width / 4))
    for way, lines, width in drawn:
        thin = way.casing if way.casing and width <= 1.4 else way.fill
        canvas.stroke(lines, thin, width, dash=way.dash)


def _write(canvas: Canvas, labels: Sequence[Label]) -> None:
    window = canvas.window
    left, top = window.left - _MARGIN_PX, window.top - _MARGIN_PX
    right, bottom = window.left + window.width + _MARGIN_PX, window.top + window.height + _MARGIN_PX
    seen = [
        label
        for label in labels
        if label.box[0] < right and label.box[2] > left and label.box[1] < bottom and label.box[3] > top
    ]
    canvas.write((outline for label in seen for outline in label.outlines), halo=HALO, halo_px=_HALO_PX)
