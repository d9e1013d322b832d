"""Draw one window of a map: ground, zones, signs, names, scale and north."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapping.exports.printing.canvas import Page
from mapping.exports.printing.frame import Frame, round_length
from mapping.exports.printing.glyphs import text_width, wrapped
from mapping.exports.printing.ground import Ground
from mapping.exports.printing.lettering import Sizes
from mapping.exports.printing.marks import Mark
from mapping.exports.printing.paper import Area
from mapping.exports.printing.placing import Name, Placed, Room, place
from mapping.exports.printing.subjects import View, level_looks
from mapping.i18n import _
from mapping.maps.basemap.style import GROUND_COLOR, HALO, Face
from mapping.maps.palette import HATCH_LINE, HATCHED, INK, PAPER, VERDICT_COLORS, ZONE_FILL, ZONE_LINE

_LEADING = 1.15
_BASE = 0.78
_VERDICT_OPACITY = 0.82
_ZONE_OPACITY = 0.55
_LINE_OF_NAME_MM = 34.0


@dataclass(frozen=True, slots=True)
class Window:
    """A view on its frame; ``zones`` are those of the workshop, in its order."""

    view: View
    frame: Frame
    zones: gpd.GeoDataFrame
    is_named: bool = True

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which marks are in the frame."""
        return self.frame.holds(spots_of(self.frame, self.view.marks))


@dataclass(frozen=True, slots=True)
class Listed:
    """A name for which there was no room on the map: its number there, empty when even that did not fit."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Lettered:
    """What is written on a window, and what is not: ``boxes`` are those of all that is written or drawn."""

    names: tuple[tuple[Placed, tuple[str, ...], float, Face], ...]
    listed: tuple[Listed, ...]
    room: Room


def spots_of(frame: Frame, marks: Sequence[Mark]) -> NDArray[np.float64]:
    """Return where marks are on the sheet, in millimetres."""
    return frame.to_mm(np.array([(mark.lon, mark.lat) for mark in marks], dtype=float).reshape(-1, 2))


def sign_side(window: Window, sizes: Sizes) -> float:
    """Return the side of the signs of a window."""
    return sizes.sign_for(int(window.seen.sum()), window.frame.area.width * window.frame.area.height)


def letter(window: Window, sizes: Sizes, *, first_number: int = 1) -> Lettered:
    """Find room for the names of zones, then of places; what has none goes to a numbered list."""
    frame, side = window.frame, sign_side(window, sizes)
    spots, seen = spots_of(frame, window.view.marks), window.seen
    taken = [
        (x - side / 2, y - side / 2, x + side / 2, y + side / 2)
        for (x, y), is_seen in zip(spots.tolist(), seen)
        if is_seen
    ]
    room = Room(frame.area.inner(0.6 * sizes.unit).box, [*taken, *(area.box for area in furniture(window, sizes))])
    names: list[tuple[Placed, tuple[str, ...], float, Face]] = []
    waiting: list[tuple[str, float, float, float]] = []
    for text, x, y in _zones_to_name(window):
        lines = _zone_lines(window, text, sizes)
        found = _try(lines, x, y, 0.0, sizes.zone, Face.BOLD, room, gap=sizes.unit)
        if found is None:
            waiting.append((text, x, y, 0.0))
        else:
            names.append((found, lines, sizes.zone, Face.BOLD))
    if window.is_named:
        for mark, (x, y), is_seen in zip(window.view.marks, spots.tolist(), seen):
            if not (is_seen and mark.name):
                continue
            lines = tuple(wrapped(mark.name, sizes.name, _LINE_OF_NAME_MM * sizes.unit))
            found = None
            if len(lines) <= 2:
                found = _try(lines, x, y, side / 2, sizes.name, Face.REGULAR, room, gap=0.4 * sizes.unit)
            if found is None:
                waiting.append((mark.name, x, y, side / 2))
            else:
                names.append((found, lines, sizes.name, Face.REGULAR))
    listed = []
    for rank, (text, x, y, radius) in enumerate(waiting, first_number):
        number = (str(rank),)
        found = _try(number, x, y, radius, sizes.name, Face.BOLD, room, gap=0.25 * sizes.unit)
        if found is not None:
            names.append((found, number, sizes.name, Face.BOLD))
        listed.append(Listed(text, number[0] if found else ""))
    return Lettered(tuple(names), tuple(listed), room)


def draw_window(page: Page, window: Window, lettered: Lettered, sizes: Sizes, *, ground: Ground | None) -> None:
    """Draw everything of a window."""
    frame, view, unit = window.frame, window.view, sizes.unit
    page.rectangle(frame.area, fill=GROUND_COLOR)
    if ground is not None:
        ground.draw(page, frame, unit=unit)
    _draw_zones(page, window, unit)
    if ground is not None and not view.verdicts:
        ground.write(page, frame, unit=unit, taken=lettered.room.boxes)
    for drawn in view.outlines:
        lines = frame.shapes_mm(np.array([drawn.geometry], dtype=object))
        page.stroke(lines, PAPER, 1.1 * unit, clip=frame.area)
        page.stroke(lines, drawn.color, 0.55 * unit, dash=(3, 2) if drawn.pending else (), clip=frame.area)
    side = sign_side(window, sizes)
    for placed, _lines, _size, _face in lettered.names:
        if placed.leader is not None:
            x1, y1, x2, y2 = placed.leader
            line = np.array([shapely.linestrings([[x1, y1], [x2, y2]])], dtype=object)
            page.stroke(line, HALO, 0.7 * unit, clip=frame.area)
            page.stroke(line, INK, 0.18 * unit, clip=frame.area)
    for mark, (x, y), is_seen in zip(view.marks, spots_of(frame, view.marks).tolist(), window.seen):
        if is_seen:
            page.sign(mark.strokes, x, y, side, clip=frame.area)
    for placed, lines, size, face in lettered.names:
        _write(page, placed, lines, size, face, unit)
    page.rectangle(frame.area, line=INK, width_mm=0.3 * unit)
    _draw_furniture(page, window, sizes)


def furniture(window: Window, sizes: Sizes) -> list[Area]:
    """Return where the scale, the north and the caption are: no name goes there."""
    area, unit = window.frame.area, sizes.unit
    length = _bar_mm(window)
    bar = Area(area.left, area.bottom - 8.4 * unit, length + 15 * unit, 8.4 * unit)
    north = Area(area.right - 10 * unit, area.top, 10 * unit, 13 * unit)
    plates = [bar, north]
    if window.view.caption:
        wide = text_width(window.view.caption, sizes.heading, Face.BOLD) + 5 * unit
        plates.append(Area(area.left, area.top, wide, 6.4 * unit))
    return plates


def _draw_zones(page: Page, window: Window, unit: float) -> None:
    frame, view, zones = window.frame, window.view, window.zones
    shapes = frame.shapes_mm(np.array(zones.geometry.array, dtype=object))
    codes = zones["code"].astype(str).to_numpy(object)
    for shape, code in zip(shapes, codes, strict=True):
        one = np.array([shape], dtype=object)
        verdict = view.verdicts.get(code) if code in view.codes or len(view.codes) > 1 else None
        if verdict is None:
            page.fill(one, ZONE_FILL, opacity=_ZONE_OPACITY, clip=frame.area)
            continue
        page.fill(one, VERDICT_COLORS[verdict], opacity=_VERDICT_OPACITY, clip=frame.area)
        if verdict in HATCHED:
            page.hatch(one, HATCH_LINE, 0.45 * unit, step_mm=2.4 * unit, clip=frame.area)
    if view.levels is not None:
        levels = frame.shapes_mm(np.array(view.levels.geometry.array, dtype=object))
        for shape, (fill, width) in zip(levels, level_looks(len(levels)), strict=True):
            one = np.array([shape], dtype=object)
            page.fill(one, fill, opacity=0.75, clip=frame.area)
            page.stroke(one, INK, width * 0.18 * unit, clip=frame.area)
    page.stroke(shapes, PAPER, 1.3 * unit, clip=frame.area)
    chosen = np.isin(codes, list(view.codes)) if len(view.codes) < len(codes) else np.zeros(len(codes), bool)
    page.stroke(shapes[~chosen], ZONE_LINE, 0.5 * unit, clip=frame.area)
    page.stroke(shapes[chosen], INK, 0.8 * unit, clip=frame.area)


def _zones_to_name(window: Window) -> list[tuple[str, float, float]]:
    """Return the zones in the frame, those that the map is about first, then the largest."""
    frame, zones = window.frame, window.zones
    shapes = frame.shapes_mm(np.array(zones.geometry.array, dtype=object))
    parts = shapely.clip_by_rect(shapely.make_valid(shapes), *frame.area.box)
    found = []
    for code, name, part in zip(zones["code"].astype(str), zones["name"].astype(str), parts, strict=True):
        if part.is_empty or part.area <= 0:
            continue
        spot = shapely.point_on_surface(max(shapely.get_parts(part), key=lambda one: float(one.area)))
        text = name.strip() or code
        more = window.view.counts.get(code, "")
        found.append((code not in window.view.codes, -part.area, f"{text}\n{more}" if more else text, spot.x, spot.y))
    return [(text, x, y) for _other, _size, text, x, y in sorted(found)]


def _zone_lines(window: Window, text: str, sizes: Sizes) -> tuple[str, ...]:
    lines = []
    for part in text.split("\n"):
        lines += wrapped(part, sizes.zone, _LINE_OF_NAME_MM * sizes.unit, Face.BOLD)
    return tuple(lines)


def _try(
    lines: Sequence[str], x: float, y: float, radius: float, size: float, face: Face, room: Room, *, gap: float
) -> Placed | None:
    width = max((text_width(line, size, face) for line in lines), default=0.0)
    return place(Name(x, y, radius, width, len(lines) * size * _LEADING), room, gap=gap)


def _write(page: Page, placed: Placed, lines: Sequence[str], size: float, face: Face, unit: float) -> None:
    left, top, right, _bottom = placed.box
    middle = (left + right) / 2
    for rank, line in enumerate(lines):
        base = top + (rank * _LEADING + _BASE + (_LEADING - 1) / 2) * size
        page.text(middle, base, line, size, face=face, anchor="center", halo=HALO, halo_mm=0.45 * unit)


def _bar_mm(window: Window) -> float:
    frame = window.frame
    return round_length(frame.area.width * 0.28 * frame.m_per_mm) / frame.m_per_mm


def _draw_furniture(page: Page, window: Window, sizes: Sizes) -> None:
    plates = furniture(window, sizes)
    unit = sizes.unit
    for plate in plates:
        page.rectangle(plate, fill=PAPER, opacity=0.88)
    _scale_bar(page, window, plates[0], sizes)
    _north(page, window.frame.north_deg, plates[1], unit)
    if window.view.caption:
        plate = plates[2]
        page.text(plate.left + 2 * unit, plate.top + 4.4 * unit, window.view.caption, sizes.heading, face=Face.BOLD)
    page.rectangle(window.frame.area, line=INK, width_mm=0.3 * unit)


def _scale_bar(page: Page, window: Window, plate: Area, sizes: Sizes) -> None:
    unit, length = sizes.unit, _bar_mm(window)
    metres = length * window.frame.m_per_mm
    left, top, high = plate.left + 3 * unit, plate.top + 2.0 * unit, 1.3 * unit
    half = length / 2
    page.rectangle(Area(left, top, half, high), fill=INK, line=INK, width_mm=0.2 * unit)
    page.rectangle(Area(left + half, top, half, high), fill=PAPER, line=INK, width_mm=0.2 * unit)
    base = top + high + 3.0 * unit
    for share in (0.0, 0.5):
        page.text(left + share * length, base, _metres(share * metres), sizes.name, anchor="center")
    page.text(left + length, base, distance_label(metres), sizes.name, anchor="center")


def distance_label(metres: float) -> str:
    """Return a distance with its unit.

    Examples
    --------
    >>> distance_label(250), distance_label(1000), distance_label(2500)
    ('250 m', '1 km', '2,5 km')
    """
    if metres < 1000:
        return _("{n} m").format(n=_metres(metres))
    return _("{n} km").format(n=f"{metres / 1000:g}".replace(".", ","))


def _metres(metres: float) -> str:
    return f"{metres:g}".replace(".", ",") if metres < 1000 else f"{metres / 1000:g}".replace(".", ",")


def _north(page: Page, turn_deg: float, plate: Area, unit: float) -> None:
    """Draw an arrow to true north, which is not the top of the sheet away from the middle of the legal system."""
    x, y = plate.left + plate.width / 2, plate.top + 8.2 * unit
    turn = math.radians(turn_deg)
    shape = np.array([[0, -3.6], [1.9, 2.6], [0, 1.4], [-1.9, 2.6]]) * unit
    matrix = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    arrow = np.array([shapely.polygons(shape @ matrix + (x, y))], dtype=object)
    page.fill(arrow, INK)
    top = np.array([0, -4.4 * unit]) @ matrix + (x, y)
    page.text(top[0], top[1] + 0.2 * unit, _("N"), 3.0 * unit, face=Face.BOLD, anchor="center", turn_deg=-turn_deg)
