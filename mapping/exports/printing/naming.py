"""Which names a window bears, and where: zones first, then places; those without room go to a numbered list."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapping.exports.printing.contents import View
from mapping.exports.printing.frame import Frame
from mapping.exports.printing.glyphs import text_width, wrapped
from mapping.exports.printing.lettering import Sizes
from mapping.exports.printing.marks import Mark
from mapping.exports.printing.placing import Box, Name, Placed, Room, place
from mapping.exports.printing.spreading import spread
from mapping.maps.basemap.style import Face

LEADING = 1.15
_LINE_OF_NAME_MM = 34.0
_LEAST_SEEN = 0.08


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
class Written:
    """A name on the map: where, its lines, their size in millimetres and their cut."""

    placed: Placed
    lines: tuple[str, ...]
    size: float
    face: Face


@dataclass(frozen=True, slots=True)
class Listed:
    """A name for which there was no room on the map: its number there, empty when even that did not fit."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Lettered:
    """What is written on a window, and what is not: ``boxes`` are those of all that is written or drawn."""

    names: tuple[Written, ...]
    listed: tuple[Listed, ...]
    room: Room


def drawn_spots(window: Window, side: float) -> NDArray[np.float64]:
    """Return where the signs of a window are drawn: whole in it, those that would hide one another moved apart."""
    spots = spots_of(window.frame, window.view.marks)
    seen = window.seen
    left, top, right, bottom = window.frame.area.inner(side / 2).box
    spots[seen] = np.clip(spread(spots[seen], side), (left, top), (right, bottom))
    return spots


def spots_of(frame: Frame, marks: Sequence[Mark]) -> NDArray[np.float64]:
    """Return where marks are on the sheet, in millimetres."""
    return frame.to_mm(np.array([(mark.lon, mark.lat) for mark in marks], dtype=float).reshape(-1, 2))


def sign_side(window: Window, sizes: Sizes) -> float:
    """Return the side of the signs of a window."""
    return sizes.sign_for(int(window.seen.sum()), window.frame.area.width * window.frame.area.height)


def letter(window: Window, sizes: Sizes, *, plates: Sequence[Box], first_number: int = 1) -> Lettered:
    """Find room for the names of zones, then of places; what has none goes to a numbered list.

    ``plates`` are where no name goes, and ``first_number`` the first of the list.
    """
    frame, side = window.frame, sign_side(window, sizes)
    spots, seen = drawn_spots(window, side), window.seen
    taken = [
        (x - side / 2, y - side / 2, x + side / 2, y + side / 2)
        for (x, y), is_seen in zip(spots.tolist(), seen)
        if is_seen
    ]
    room = Room(frame.area.inner(0.6 * sizes.unit).box, [*taken, *plates])
    names: list[Written] = []
    waiting: list[tuple[str, float, float, float]] = []
    unnamed: list[tuple[str, list[tuple[float, float]]]] = []
    for text, spots_inside in _zones_to_name(window):
        lines = _zone_lines(text, sizes)
        found = _try_inside(lines, spots_inside, sizes.zone, room, gap=sizes.unit)
        if found is None:
            unnamed.append((text, spots_inside))
        else:
            names.append(Written(found, lines, sizes.zone, Face.BOLD))
    listed: list[Listed] = []
    for rank, (text, spots_inside) in enumerate(unnamed, first_number):
        number = (str(rank),)
        found = _try_inside(number, spots_inside, sizes.zone, room, gap=sizes.unit)
        if found is not None:
            names.append(Written(found, number, sizes.zone, Face.BOLD))
        listed.append(Listed(text.replace("\n", " : "), number[0] if found else ""))
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
                names.append(Written(found, lines, sizes.name, Face.REGULAR))
    for rank, (text, x, y, radius) in enumerate(waiting, first_number + len(unnamed)):
        number = (str(rank),)
        found = _try(number, x, y, radius, sizes.name, Face.BOLD, room, gap=0.25 * sizes.unit)
        if found is not None:
            names.append(Written(found, number, sizes.name, Face.BOLD))
        listed.append(Listed(text, number[0] if found else ""))
    return Lettered(tuple(names), tuple(listed), room)


def _zones_to_name(window: Window) -> list[tuple[str, list[tuple[float, float]]]]:
    """Return the zones in the frame with where to name them: those that the map is about first, then the smallest.

    A small one has nowhere else to go.
    """
    frame, zones = window.frame, window.zones
    shapes = frame.shapes_mm(np.array(zones.geometry.array, dtype=object))
    parts = shapely.clip_by_rect(shapely.make_valid(shapes), *frame.area.box)
    found = []
    columns = (zones["code"].astype(str), zones["name"].astype(str), parts, shapely.area(shapes).tolist())
    for code, name, part, whole in zip(*columns, strict=True):
        # What only shows a corner is not what the map is about: its name would say more than is seen.
        least = 0.0 if code in window.view.codes else _LEAST_SEEN * whole
        if part.is_empty or part.area <= least:
            continue
        text = name.strip() or code
        more = window.view.counts.get(code, "")
        told = f"{text}\n{more}" if more else text
        found.append((code not in window.view.codes, float(part.area), told, _spots_inside(part)))
    return [(text, spots) for _other, _size, text, spots in sorted(found)]


def _spots_inside(part: shapely.Geometry) -> list[tuple[float, float]]:
    """Return the middle of the largest piece of a zone, then points all over it, the nearest to that middle first."""
    largest = max(shapely.get_parts(part), key=lambda one: float(one.area))
    middle = shapely.point_on_surface(largest)
    left, top, right, bottom = largest.bounds
    x, y = np.meshgrid(np.linspace(left, right, 14)[1:-1], np.linspace(top, bottom, 14)[1:-1])
    inside = shapely.contains_xy(largest, x, y)
    grid = np.column_stack([x[inside], y[inside]])
    order = np.hypot(grid[:, 0] - middle.x, grid[:, 1] - middle.y).argsort(kind="stable")
    return [(middle.x, middle.y), *((float(one), float(other)) for one, other in grid[order])]


def _try_inside(
    lines: Sequence[str], spots: Sequence[tuple[float, float]], size: float, room: Room, *, gap: float
) -> Placed | None:
    """Put a name in its zone, else around it with a line to it."""
    for x, y in spots:
        found = _try(lines, x, y, 0.0, size, Face.BOLD, room, gap=gap, leaders=False)
        if found is not None:
            return found
    return _try(lines, *spots[0], 0.0, size, Face.BOLD, room, gap=gap)


def _zone_lines(text: str, sizes: Sizes) -> tuple[str, ...]:
    lines = []
    for part in text.split("\n"):
        lines += wrapped(part, sizes.zone, _LINE_OF_NAME_MM * sizes.unit, Face.BOLD)
    return tuple(lines)


def _try(
    lines: Sequence[str],
    x: float,
    y: float,
    radius: float,
    size: float,
    face: Face,
    room: Room,
    *,
    gap: float,
    leaders: bool = True,
) -> Placed | None:
    width = max((text_width(line, size, face) for line in lines), default=0.0)
    return place(Name(x, y, radius, width, len(lines) * size * LEADING), room, gap=gap, leaders=leaders)
