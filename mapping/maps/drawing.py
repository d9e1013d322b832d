"""Signs as lists of strokes in a square of 32 units: a canvas plays them, an SVG writes them.

The sign is described once; ``static/signs.js`` holds no geometry of its own.
"""

from dataclasses import dataclass

from mapping.domain.nomenclature import Filiere
from mapping.maps.icons import icon
from mapping.maps.palette import OUTSIDE_FILIERES, PAPER, SIGNS, Fill, Shape, Sign, SignKind
from mapping.maps.popups import escape

SIDE = 32
"""Side of the square, in units, which are CSS pixels on a map at its usual size."""

_CIRCLE = "M16 3a13 13 0 1 0 0 26a13 13 0 1 0 0-26z"
_SQUARE = "M7 4h18a3 3 0 0 1 3 3v18a3 3 0 0 1-3 3h-18a3 3 0 0 1-3-3v-18a3 3 0 0 1 3-3z"
_OUTLINE = "M5 12l12-8l10 9l-3 13l-15 2z"
_LINE = "M4 26c4-14 10 2 14-10s6-8 10-11"
_BADGE = "M25 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z"
_PATHS = {Shape.CIRCLE: _CIRCLE, Shape.SQUARE: _SQUARE, Shape.OUTLINE: _OUTLINE, Shape.LINE: _LINE}
_RING = {Fill.SOLID: 0.0, Fill.RING: 3.5, Fill.HOLLOW: 1.8}
_DASH = (3.2, 2.4)


@dataclass(frozen=True, slots=True)
class Stroke:
    """One path to fill, to draw or both; ``x``, ``y`` and ``scale`` place it in the square."""

    path: str
    fill: str = ""
    stroke: str = ""
    width: float = 0.0
    dash: tuple[float, ...] = ()
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0


def sign_strokes(
    kind: SignKind, filiere: Filiere | None = None, *, pending: bool = False, neutral: bool = False
) -> tuple[Stroke, ...]:
    """Return how to draw a sign, in the order of painting.

    Parameters
    ----------
    kind
        What the sign stands for.
    filiere
        Its colour and its pictogram; a grey one when there is none.
    pending
        Draw it dashed and grey, as what nobody has read yet.
    neutral
        Keep the pictogram but not the colour, for a map where colour says something else.
    """
    sign = SIGNS[kind]
    color = OUTSIDE_FILIERES if filiere is None or neutral or pending else filiere.color
    if sign.shape in (Shape.OUTLINE, Shape.LINE):
        dash = _DASH if pending else ()
        line = _PATHS[sign.shape]
        return (Stroke(line, stroke=PAPER, width=6), Stroke(line, stroke=color, width=3, dash=dash))
    body = _body(sign, color, pending=pending)
    if filiere is None:
        return (*body, *_inside(sign, sign.icon, color))
    return (*body, *_inside(sign, filiere.icon, color), *_badge(sign, color))


def sign_svg(
    kind: SignKind,
    filiere: Filiere | None = None,
    *,
    pending: bool = False,
    neutral: bool = False,
    size_px: int = SIDE,
    label: str = "",
) -> str:
    """Return a sign as an inline SVG, read aloud as ``label``, or silent when that is empty."""
    strokes = sign_strokes(kind, filiere, pending=pending, neutral=neutral)
    return svg(strokes, size_px=size_px, label=label)


def symbol(strokes: tuple[Stroke, ...], name: str) -> str:
    """Return strokes as an SVG symbol, for a page that shows the same sign many times."""
    inside = "".join(_svg_path(stroke) for stroke in strokes)
    return f'<symbol id="{escape(name)}" viewBox="0 0 {SIDE} {SIDE}">{inside}</symbol>'


def svg(strokes: tuple[Stroke, ...], *, size_px: int = SIDE, label: str = "") -> str:
    """Return strokes as an inline SVG of ``size_px`` CSS pixels."""
    voice = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    inside = "".join(_svg_path(stroke) for stroke in strokes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{size_px}" height="{size_px}" '
        f"{voice}>{inside}</svg>"
    )


def _body(sign: Sign, color: str, *, pending: bool) -> tuple[Stroke, ...]:
    path, ring = _PATHS[sign.shape], _RING[sign.fill]
    if sign.fill is Fill.SOLID:
        return (Stroke(path, fill=color, stroke=PAPER, width=1.5),)
    halo = Stroke(path, fill=PAPER, stroke=PAPER, width=ring + 2)
    return (halo, Stroke(path, stroke=color, width=1.8 if pending else ring, dash=_DASH if pending else ()))


def _inside(sign: Sign, name: str, color: str) -> tuple[Stroke, ...]:
    if not name:
        return ()
    ink = PAPER if sign.fill is Fill.SOLID else color
    return (_icon_stroke(name, 16, 16, 14, ink),)


def _badge(sign: Sign, color: str) -> tuple[Stroke, ...]:
    if not sign.badge:
        return ()
    return (Stroke(_BADGE, fill=color, stroke=PAPER, width=1.5), _icon_stroke(sign.badge, 25, 8, 9, PAPER))


def _icon_stroke(name: str, center_x: float, center_y: float, side: float, color: str) -> Stroke:
    outline = icon(name)
    scale = side / max(outline.width, outline.height)
    left, top = center_x - outline.width * scale / 2, center_y - outline.height * scale / 2
    return Stroke(outline.path, fill=color, x=round(left, 2), y=round(top, 2), scale=round(scale, 5))


def _svg_path(stroke: Stroke) -> str:
    placed = f' transform="translate({stroke.x} {stroke.y}) scale({stroke.scale})"' if stroke.scale != 1 else ""
    dash = f' stroke-dasharray="{" ".join(map(str, stroke.dash))}"' if stroke.dash else ""
    line = f' stroke="{escape(stroke.stroke)}" stroke-width="{stroke.width}"{dash}' if stroke.stroke else ""
    return f'<path d="{stroke.path}" fill="{escape(stroke.fill or "none")}"{line}{placed}/>'
