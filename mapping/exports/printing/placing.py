"""Where names go: beside their mark, farther with a line to it, or in a list; never one over another, never cut."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in millimetres of the sheet, y downwards."""

_AROUND = (0, 180, -45, 45, -135, 135, -90, 90)
"""Degrees from the right, clockwise, in the order in which they read best."""
_FAR = tuple(range(0, 360, 30))
_FAR_STEPS = (2.2, 3.6, 5.0)


@dataclass(frozen=True, slots=True)
class Name:
    """A text to place: ``x`` and ``y`` of its mark, ``radius`` of that mark (0: over the position itself)."""

    x: float
    y: float
    radius: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a text went: its box, the line to its mark when it had to go away (None beside it), its aligned side."""

    box: Box
    side: Literal["left", "center", "right"] = "center"
    leader: tuple[float, float, float, float] | None = None


class Room:
    """What is taken in a frame."""

    def __init__(self, frame: Box, taken: Sequence[Box] = ()) -> None:
        self.frame = frame
        self._boxes: NDArray[np.float64] = np.array(taken, dtype=float).reshape(-1, 4)

    @property
    def boxes(self) -> list[Box]:
        """Everything that is taken."""
        return [(left, top, right, bottom) for left, top, right, bottom in self._boxes.tolist()]

    def is_free(self, box: Box) -> bool:
        """Say whether a box is whole in the frame and touches nothing."""
        left, top, right, bottom = box
        if left < self.frame[0] or top < self.frame[1] or right > self.frame[2] or bottom > self.frame[3]:
            return False
        taken = self._boxes
        meets = (taken[:, 0] < right) & (taken[:, 2] > left) & (taken[:, 1] < bottom) & (taken[:, 3] > top)
        return not bool(meets.any())

    def take(self, box: Box) -> None:
        """Keep a box for oneself."""
        self._boxes = np.vstack([self._boxes, box])

    def crossed(self, line: tuple[float, float, float, float]) -> bool:
        """Say whether a line passes over something taken."""
        x1, y1, x2, y2 = line
        steps = np.linspace(0, 1, max(int(math.hypot(x2 - x1, y2 - y1) / 0.4), 2))
        x, y = (x1 + (x2 - x1) * steps)[:, None], (y1 + (y2 - y1) * steps)[:, None]
        boxes = self._boxes
        return bool(((x > boxes[:, 0]) & (x < boxes[:, 2]) & (y > boxes[:, 1]) & (y < boxes[:, 3])).any())


def place(name: Name, room: Room, *, gap: float, leaders: bool = True) -> Placed | None:
    """Take room for a text and return where, or None when there is none.

    Parameters
    ----------
    name
        What to place.
    room
        What is taken already; what is placed is taken too.
    gap
        Between a mark and its text, in millimetres.
    leaders
        Whether it may go farther, with a line to its mark.
    """
    reach = name.radius + gap
    for angle in _AROUND if name.radius else ():
        box = _beside(name, math.radians(angle), reach)
        if room.is_free(box):
            room.take(box)
            return Placed(box, _side(name, box))
    if not name.radius:
        for shift_x, shift_y in _NEAR:
            box = _centred(name, name.x + shift_x * name.width, name.y + shift_y * name.height)
            if room.is_free(box):
                room.take(box)
                return Placed(box)
    return _far(name, room, reach) if leaders else None


_NEAR = (
    (0, 0),
    (0, -0.8),
    (0, 0.8),
    (0, -1.6),
    (0, 1.6),
    (-0.3, 0),
    (0.3, 0),
    (-0.3, 1),
    (0.3, 1),
    (-0.3, -1),
    (0.3, -1),
)


def _far(name: Name, room: Room, reach: float) -> Placed | None:
    for step in _FAR_STEPS:
        for angle in map(math.radians, _FAR):
            box = _beside(name, angle, reach + step * name.height)
            if not room.is_free(box):
                continue
            line = _leader(name, angle, box)
            if not room.crossed(line):
                room.take(box)
                return Placed(box, _side(name, box), line)
    return None


def _beside(name: Name, angle: float, reach: float) -> Box:
    """Return the box whose nearest side is ``reach`` away from the mark in a direction."""
    across, down = math.cos(angle), math.sin(angle)
    x = name.x + across * reach + (across / max(abs(across), abs(down))) * name.width / 2
    y = name.y + down * reach + (down / max(abs(across), abs(down))) * name.height / 2
    return _centred(name, x, y)


def _side(name: Name, box: Box) -> Literal["left", "center", "right"]:
    """Return the side along which lines are set: the one that faces the mark."""
    if box[0] >= name.x:
        return "left"
    return "right" if box[2] <= name.x else "center"


def _centred(name: Name, x: float, y: float) -> Box:
    return x - name.width / 2, y - name.height / 2, x + name.width / 2, y + name.height / 2


def _leader(name: Name, angle: float, box: Box) -> tuple[float, float, float, float]:
    """Return the line from the edge of the mark to the nearest point of the box."""
    x = min(max(name.x, box[0]), box[2])
    y = min(max(name.y, box[1]), box[3])
    away = max(math.hypot(x - name.x, y - name.y), 1e-9)
    start_x = name.x + (x - name.x) * name.radius / away
    start_y = name.y + (y - name.y) * name.radius / away
    return start_x, start_y, x, y
