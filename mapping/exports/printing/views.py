"""Draw one window of a map: ground, zones, signs, names, scale and north."""

import numpy as np
import shapely

from mapping.exports.printing.canvas import Page
from mapping.exports.printing.contents import level_looks
from mapping.exports.printing.furniture import draw_furniture
from mapping.exports.printing.ground import Ground
from mapping.exports.printing.lettering import Sizes
from mapping.exports.printing.naming import LEADING, Lettered, Window, Written, drawn_spots, sign_side, spots_of
from mapping.maps.basemap.style import GROUND_COLOR, HALO
from mapping.maps.palette import HATCH_LINE, HATCHED, INK, PAPER, VERDICT_COLORS, ZONE_FILL, ZONE_LINE

_BASE = 0.78
_VERDICT_OPACITY = 0.82
_ZONE_OPACITY = 0.42


def draw_window(page: Page, window: Window, lettered: Lettered, sizes: Sizes, *, ground: Ground | None) -> None:
    """Draw everything of a window."""
    frame, view, unit = window.frame, window.view, sizes.unit
    page.rectangle(frame.area, fill=GROUND_COLOR)
    if ground is not None:
        ground.draw(page, frame, unit=unit)
    # Under a verdict, which is what one looks at first; over a zone, whose colour says nothing.
    if ground is not None and view.verdicts:
        ground.write(page, frame, unit=unit, taken=lettered.room.boxes)
    _draw_zones(page, window, unit)
    if ground is not None and not view.verdicts:
        ground.write(page, frame, unit=unit, taken=lettered.room.boxes)
    for drawn in view.outlines:
        lines = frame.shapes_mm(np.array([drawn.geometry], dtype=object))
        page.stroke(lines, PAPER, 1.1 * unit, clip=frame.area)
        page.stroke(lines, drawn.color, 0.55 * unit, dash=(3, 2) if drawn.pending else (), clip=frame.area)
    side = sign_side(window, sizes)
    for written in lettered.names:
        if written.placed.leader is not None:
            x1, y1, x2, y2 = written.placed.leader
            line = np.array([shapely.linestrings([[x1, y1], [x2, y2]])], dtype=object)
            page.stroke(line, HALO, 0.7 * unit, clip=frame.area)
            page.stroke(line, INK, 0.18 * unit, clip=frame.area)
    _draw_signs(page, window, side, unit)
    for written in lettered.names:
        _write(page, written, unit)
    page.rectangle(frame.area, line=INK, width_mm=0.3 * unit)
    draw_furniture(page, window, sizes)


def _draw_signs(page: Page, window: Window, side: float, unit: float) -> None:
    """Draw the signs, with a line to where a moved one belongs."""
    true, drawn, clip = spots_of(window.frame, window.view.marks), drawn_spots(window, side), window.frame.area
    away = np.hypot(*(drawn - true).T) > 0.6 * side
    moved = np.flatnonzero(away & window.seen)
    lines = shapely.linestrings(np.stack([true[moved], drawn[moved]], axis=1))
    page.stroke(lines, INK, 0.2 * unit, clip=clip)
    page.fill(shapely.buffer(shapely.points(true[moved]), 0.35 * unit), INK, clip=clip)
    for rank in np.flatnonzero(window.seen).tolist():
        x, y = drawn[rank].tolist()
        page.sign(window.view.marks[rank].strokes, x, y, side, clip=clip)


def _draw_zones(page: Page, window: Window, unit: float) -> None:
    frame, view, zones = window.frame, window.view, window.zones
    shapes = frame.shapes_mm(np.array(zones.geometry.array, dtype=object))
    codes = zones["code"].astype(str).to_numpy(object)
    for shape, code in zip(shapes, codes, strict=True):
        one = np.array([shape], dtype=object)
        verdict = view.verdicts.get(code)
        if verdict is None:
            page.fill(one, ZONE_FILL, opacity=_ZONE_OPACITY, clip=frame.area)
            continue
        page.fill(one, VERDICT_COLORS[verdict], opacity=_VERDICT_OPACITY, clip=frame.area)
        if verdict in HATCHED:
            page.hatch(one, HATCH_LINE, 0.45 * unit, step_mm=2.4 * unit, clip=frame.area)
    if view.levels is not None:
        levels = frame.shapes_mm(np.array(view.levels.geometry.array, dtype=object))
        looks = level_looks(view.levels["share"].tolist())
        for shape, share in zip(levels, view.levels["share"].tolist(), strict=True):
            fill, width = looks[share]
            page.fill(shape, fill, opacity=0.75, clip=frame.area)
            page.stroke(shape, INK, width * 0.22 * unit, clip=frame.area)
    page.stroke(shapes, PAPER, 1.3 * unit, clip=frame.area)
    chosen = np.isin(codes, list(view.codes)) if len(view.codes) < len(codes) else np.zeros(len(codes), bool)
    page.stroke(shapes[~chosen], ZONE_LINE, 0.5 * unit, clip=frame.area)
    page.stroke(shapes[chosen], INK, 0.8 * unit, clip=frame.area)


def _write(page: Page, written: Written, unit: float) -> None:
    placed, size = written.placed, written.size
    left, top, right, _bottom = placed.box
    x = {"left": left, "center": (left + right) / 2, "right": right}[placed.side]
    for rank, line in enumerate(written.lines):
        base = top + (rank * LEADING + _BASE + (LEADING - 1) / 2) * size
        page.text(x, base, line, size, face=written.face, anchor=placed.side, halo=HALO, halo_mm=0.45 * unit)
