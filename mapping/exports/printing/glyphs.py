"""Outlines of signs and widths of letters, as matplotlib and our own tables want them."""

from functools import lru_cache

import numpy as np
from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import parse_path
from numpy.typing import NDArray

from mapping.maps.basemap.lettering import letters, width_of
from mapping.maps.basemap.style import Face, Lettering

Vertices = NDArray[np.float64]
Codes = NDArray[np.uint8]
_MOVE, _LINE, _QUADRATIC, _CUBIC, _CLOSE = 1, 2, 3, 4, 79


@lru_cache(maxsize=512)
def outline(path: str) -> tuple[Vertices, Codes]:
    """Return an SVG path as the vertices and codes of ``matplotlib.path.Path``."""
    pen = _Pen()
    parse_path(path, pen)
    return np.array(pen.vertices, dtype=float).reshape(-1, 2), np.array(pen.codes, dtype=np.uint8)


def text_width(text: str, size_mm: float, face: Face = Face.REGULAR) -> float:
    """Return the width of a line of text, in millimetres; kerning, which is left out, only makes it shorter."""
    style = Lettering(size_mm, "", face, spacing=0.0)
    return width_of(letters(text, style), style)


def wrapped(text: str, size_mm: float, width_mm: float, face: Face = Face.REGULAR) -> list[str]:
    """Cut a text into lines of at most ``width_mm``, at spaces, and inside a word that is longer than a line."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size_mm, face) <= width_mm:
            lines[-1] = joined
            continue
        lines.append(word)
        while len(lines[-1]) > 1 and text_width(lines[-1], size_mm, face) > width_mm:
            fits = max(_fitting(lines[-1], size_mm, width_mm, face), 1)
            lines[-1:] = [lines[-1][:fits], lines[-1][fits:]]
    return lines


def _fitting(word: str, size_mm: float, width_mm: float, face: Face) -> int:
    return next(
        (end - 1 for end in range(1, len(word) + 1) if text_width(word[:end], size_mm, face) > width_mm), len(word)
    )


class _Pen(BasePen):  # type: ignore[misc,unused-ignore]
    """Collect what is drawn."""

    def __init__(self) -> None:
        super().__init__(None)
        self.vertices: list[tuple[float, float]] = []
        self.codes: list[int] = []

    def _add(self, code: int, *points: tuple[float, float]) -> None:
        self.vertices.extend(points)
        self.codes.extend([code] * len(points))

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
        """An open outline stays open."""
