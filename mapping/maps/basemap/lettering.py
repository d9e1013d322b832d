"""Set a name: straight on one or several lines, or letter by letter along a street."""

import math
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapping.maps.basemap.glyphs import Glyph, typeface
from mapping.maps.basemap.style import Lettering

Vertices = NDArray[np.float64]
X_HEIGHT = 0.5
"""Share of the size: a name is centred on the height of its small letters."""
_SHARPEST_TURN = math.radians(25)
_MOST_TURN = math.radians(150)
_SHORT = {
    "Allée": "All.",
    "Allées": "All.",
    "Avenue": "Av.",
    "Boulevard": "Bd",
    "Chemin": "Ch.",
    "Commandant": "Cdt",
    "Docteur": "Dr",
    "Faubourg": "Fg",
    "Général": "Gal",
    "Impasse": "Imp.",
    "Maréchal": "Mal",
    "Passage": "Pass.",
    "Place": "Pl.",
    "Président": "Pdt",
    "Professeur": "Pr",
    "Résidence": "Rés.",
    "Route": "Rte",
    "Sentier": "Sent.",
    "Square": "Sq.",
}
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A name as one outline; ``boxes`` are the (left, top, right, bottom) that it takes, one or more per line."""

    vertices: Vertices
    codes: NDArray[np.uint8]
    boxes: NDArray[np.float64]


def shortened(name: str) -> str:
    """Return a name as street plates shorten it.

    Examples
    --------
    >>> shortened("Boulevard du Général Leclerc"), shortened("Rue des Martyrs")
    ('Bd du Gal Leclerc', 'Rue des Martyrs')
    """
    if " " not in name:
        return name
    return _WORD.sub(lambda match: _SHORT.get(match[0], match[0]), name)


def letters(text: str, style: Lettering) -> list[Glyph]:
    """Return the outlines of a text, of size 1."""
    face = typeface(style.face)
    found = (face.glyph(character) for character in (text.upper() if style.capitals else text))
    return [glyph for glyph in found if glyph is not None]


def width_of(glyphs: list[Glyph], style: Lettering) -> float:
    """Return the length of a line of letters, in pixels."""
    return style.px * (sum(glyph.advance for glyph in glyphs) + style.spacing * max(len(glyphs) - 1, 0))


def lines_of(name: str, *, longest: int) -> list[str]:
    """Cut a name into lines of about ``longest`` characters, at spaces only.

    Examples
    --------
    >>> lines_of("Bibliothèque Louis Notari", longest=14)
    ['Bibliothèque', 'Louis Notari']
    """
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + 1 + len(word) <= longest:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def straight(lines: list[str], style: Lettering, x: float, y: float, *, anchor: float = 0.5) -> Written | None:
    """Write lines around a point: ``anchor`` is 0 when they start at ``x``, 0.5 when it is their middle, 1 their end.

    ``y`` is the middle of the block.
    """
    height = style.px * 1.12
    outlines: list[tuple[Vertices, NDArray[np.uint8]]] = []
    boxes: list[tuple[float, float, float, float]] = []
    for rank, line in enumerate(lines):
        glyphs = letters(line, style)
        width = width_of(glyphs, style)
        middle = y + (rank - (len(lines) - 1) / 2) * height
        at = left = x - anchor * width
        for glyph in glyphs:
            outlines.append((glyph.vertices * style.px + (at, middle + X_HEIGHT / 2 * style.px), glyph.codes))
            at += style.px * (glyph.advance + style.spacing)
        boxes.append((left, middle - height / 2, left + width, middle + height / 2))
    return _written(outlines, boxes)


def along(line: Vertices, glyphs: list[Glyph], style: Lettering, start: float) -> Written | None:
    """Write letters along a line from a distance of its start, or return None where it turns too sharply.

    Parameters
    ----------
    line
        Positions in pixels, smooth enough for letters, from left to right.
    start
        In pixels along the line.
    """
    steps = np.hypot(*np.diff(line, axis=0).T)
    far = np.concatenate([[0.0], np.cumsum(steps)])
    advances = np.array([glyph.advance + style.spacing for glyph in glyphs]) * style.px
    begins = start + np.concatenate([[0.0], np.cumsum(advances)[:-1]])
    widths = np.array([glyph.advance for glyph in glyphs]) * style.px
    first = _at(line, far, begins)
    last = _at(line, far, begins + widths)
    angles = np.arctan2(*(last - first).T[::-1])
    turns = np.abs((np.diff(angles) + math.pi) % (2 * math.pi) - math.pi)
    if len(turns) and (turns.max() > _SHARPEST_TURN or turns.sum() > _MOST_TURN):
        return None
    outlines: list[tuple[Vertices, NDArray[np.uint8]]] = []
    middles = (first + last) / 2
    for glyph, angle, middle, width in zip(glyphs, angles.tolist(), middles, widths.tolist()):
        cosine, sine = math.cos(angle), math.sin(angle)
        flat = glyph.vertices * style.px + (-width / 2, X_HEIGHT * 0.62 * style.px)
        outlines.append((flat @ np.array([[cosine, sine], [-sine, cosine]]) + middle, glyph.codes))
    reach = style.px * 0.6
    return _written(outlines, [(x - reach, y - reach, x + reach, y + reach) for x, y in middles.tolist()])


def _at(line: Vertices, far: NDArray[np.float64], distances: NDArray[np.float64]) -> Vertices:
    return np.column_stack([np.interp(distances, far, line[:, 0]), np.interp(distances, far, line[:, 1])])


def smooth(line: Vertices, *, step: float = 3.0, reach: int = 4) -> Vertices:
    """Return a line without the small corners that would make letters dance, from left to right.

    Its positions are ``step`` pixels apart, each the mean of ``2 * reach + 1``.
    """
    steps = np.hypot(*np.diff(line, axis=0).T)
    far = np.concatenate([[0.0], np.cumsum(steps)])
    count = max(int(far[-1] / step), 1) + 1
    even = _at(line, far, np.linspace(0, far[-1], count))
    reach = min(reach, (count - 1) // 2)
    if reach:
        # Mirrored through its ends, so that a straight line stays as long as it was.
        before = 2 * even[0] - even[reach:0:-1]
        after = 2 * even[-1] - even[-2 : -reach - 2 : -1]
        padded = np.concatenate([before, even, after])
        kernel = np.full(2 * reach + 1, 1 / (2 * reach + 1))
        even = np.column_stack([np.convolve(padded[:, axis], kernel, mode="valid") for axis in (0, 1)])
    return even


def _written(
    outlines: list[tuple[Vertices, NDArray[np.uint8]]], boxes: list[tuple[float, float, float, float]]
) -> Written | None:
    if not outlines:
        return None
    vertices, codes = zip(*outlines)
    return Written(np.concatenate(vertices), np.concatenate(codes), np.array(boxes, dtype=float))
