"""What is written beside a map: headings, signs with their meaning, paragraphs, poured into columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mapping.exports.printing.canvas import Page
from mapping.exports.printing.glyphs import wrapped
from mapping.exports.printing.paper import Area
from mapping.maps.basemap.style import Face
from mapping.maps.drawing import Stroke
from mapping.maps.palette import INK

LEADING = 1.22
"""From one line to the next, in sizes."""
_BASE = 0.8
"""From the top of a line to its base line, in sizes."""


@dataclass(frozen=True, slots=True)
class Block:
    """One thing to write, in millimetres; ``number`` stands before the text, ``strokes`` is a sign before it."""

    text: str
    size: float
    face: Face = Face.REGULAR
    color: str = INK
    strokes: tuple[Stroke, ...] = ()
    side: float = 0.0
    number: str = ""
    before: float = 0.0
    is_heading: bool = False

    @property
    def indent(self) -> float:
        """Where the text begins."""
        if self.strokes:
            return self.side + 0.45 * self.size
        return 2.4 * self.size if self.number else 0.0

    def lines(self, width: float) -> list[str]:
        """Return the text cut to a width."""
        return wrapped(self.text, self.size, width - self.indent, self.face)

    def height(self, width: float) -> float:
        """Return what it takes of a column, space before included."""
        return self.before + max(len(self.lines(width)) * self.size * LEADING, self.side)

    def draw(self, page: Page, x: float, y: float, width: float) -> None:
        """Write it with its top left corner at a position."""
        lines = self.lines(width)
        top = y + self.before
        if self.strokes:
            page.sign(self.strokes, x + self.side / 2, top + self.side / 2, self.side)
            top += max(self.side - len(lines) * self.size * LEADING, 0) / 2
        if self.number:
            page.text(x, top + _BASE * self.size, self.number, self.size, face=Face.BOLD, color=self.color)
        for rank, line in enumerate(lines):
            base = top + (rank * LEADING + _BASE) * self.size
            page.text(x + self.indent, base, line, self.size, face=self.face, color=self.color)


@dataclass(frozen=True, slots=True)
class Poured:
    """Where blocks went, and those for which there was no room."""

    placed: tuple[tuple[Block, float, float, float], ...]
    rest: tuple[Block, ...]

    @property
    def lowest(self) -> float:
        """Where the longest column ends."""
        return max((y + block.height(width) for block, _x, y, width in self.placed), default=0.0)

    def draw(self, page: Page) -> None:
        """Write all that was placed."""
        for block, x, y, width in self.placed:
            block.draw(page, x, y, width)


def pour(blocks: Sequence[Block], columns: Sequence[Area]) -> Poured:
    """Fill columns one after the other; a heading is never left alone at the foot of one."""
    placed: list[tuple[Block, float, float, float]] = []
    waiting, column, y = list(blocks), 0, columns[0].top if columns else 0.0
    while waiting and column < len(columns):
        area, block = columns[column], waiting[0]
        needed = block.height(area.width)
        if block.is_heading and len(waiting) > 1:
            needed += waiting[1].height(area.width)
        if y + needed <= area.bottom + 1e-6:
            placed.append((block, area.left, y, area.width))
            y += block.height(area.width)
            waiting.pop(0)
            continue
        column += 1
        y = columns[column].top if column < len(columns) else 0.0
    return Poured(tuple(placed), tuple(waiting))


def columns_of(area: Area, count: int, gap: float) -> list[Area]:
    """Cut an area into columns.

    Examples
    --------
    >>> [column.left for column in columns_of(Area(0, 0, 110, 20), 2, 10)]
    [0.0, 60.0]
    """
    width = (area.width - gap * (count - 1)) / count
    return [Area(area.left + rank * (width + gap), area.top, width, area.height) for rank in range(count)]


def least_height(blocks: Sequence[Block], area: Area, count: int, gap: float) -> float:
    """Return the least height of ``area`` at which all the blocks hold in its columns, or infinity."""
    low, high = 0.0, area.height
    if not fits(blocks, area, count, gap):
        return float("inf")
    steps = [low + (high - low) * rank / 64 for rank in range(65)]
    for lower, upper in pairwise(steps):
        if fits(blocks, Area(area.left, area.top, area.width, upper), count, gap):
            return upper if upper > lower else high
    return high


def fits(blocks: Sequence[Block], area: Area, count: int, gap: float) -> bool:
    """Say whether all the blocks hold in the columns of an area."""
    return not pour(blocks, columns_of(area, count, gap)).rest
