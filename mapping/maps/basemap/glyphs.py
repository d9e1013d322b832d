"""Letters and pictograms as outlines, so that a name can follow its street."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import fontpkg_atkinson_hyperlegible
import numpy as np
from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import parse_path
from fontTools.ttLib import TTFont
from numpy.typing import NDArray

from mapping.maps.basemap.style import Face
from mapping.maps.icons import icon

_FONTS = Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"
_MOVE, _LINE, _QUADRATIC, _CUBIC, _CLOSE = 1, 2, 3, 4, 79
"""Codes of ``matplotlib.path.Path``."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """An outline for a size of 1, y growing downwards, the origin on the base line; ``advance`` leads to the next."""

    vertices: NDArray[np.float64]
    codes: NDArray[np.uint8]
    advance: float


class Typeface:
    """One cut of the typeface; a character that it does not have is left out."""

    def __init__(self, face: Face) -> None:
        font = TTFont(_FONTS / f"AtkinsonHyperlegible-{face.value}.ttf")
        self._set = font.getGlyphSet()
        self._names = font.getBestCmap()
        self._em = float(font["head"].unitsPerEm)
        self._known: dict[str, Glyph] = {}

    def glyph(self, character: str) -> Glyph | None:
        """Return the outline of a character, or None."""
        name = self._names.get(ord(character))
        if name is None:
            return None
        if character not in self._known:
            pen = _OutlinePen(self._set)
            self._set[name].draw(pen)
            self._known[character] = pen.glyph(self._em, self._set[name].width / self._em)
        return self._known[character]


@lru_cache
def typeface(face: Face) -> Typeface:
    """Return a cut of the typeface, read once."""
    return Typeface(face)


@lru_cache
def pictogram(name: str) -> Glyph:
    """Return a pictogram centred on the origin, one unit high."""
    drawn = icon(name)
    pen = _OutlinePen(None)
    parse_path(drawn.path, pen)
    outline = pen.glyph(drawn.height, drawn.width / drawn.height)
    # An SVG already grows downwards, and starts in its top left corner.
    middle = np.array([drawn.width / drawn.height / 2, -0.5])
    return Glyph((outline.vertices - middle) * np.array([1.0, -1.0]), outline.codes, outline.advance)


class _OutlinePen(BasePen):  # type: ignore[misc,unused-ignore]
    """Collect what is drawn as matplotlib vertices and codes."""

    def __init__(self, glyphs: object) -> None:
        super().__init__(glyphs)
        self._vertices: list[tuple[float, float]] = []
        self._codes: list[int] = []

    def glyph(self, side: float, advance: float) -> Glyph:
        vertices = np.array(self._vertices, dtype=float).reshape(-1, 2) / side * np.array([1.0, -1.0])
        return Glyph(vertices, np.array(self._codes, dtype=np.uint8), advance)

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self._add(_MOVE, pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self._add(_LINE, pt)

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add(_CUBIC, *points)

    def _qCurveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add(_QUADRATIC, *points)

    def _closePath(self) -> None:  # noqa: N802
        self._add(_CLOSE, (0.0, 0.0))

    def _endPath(self) -> None:  # noqa: N802
        """An open outline is filled as it is."""

    def _add(self, code: int, *points: tuple[float, float]) -> None:
        self._vertices.extend(points)
        self._codes.extend([code] * len(points))
