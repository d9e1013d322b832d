"""The one table of colours and signs: the app, the exported page and paper draw from it.

Colour says filière or verdict, never both on one map; the shape and the pictogram say the rest, so that nothing is
told by colour alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from mapping.domain.models import ContributionKind, Verdict
from mapping.i18n import _

PAPER = "#ffffff"
INK = "#1f1b24"
"""Text and selected outlines: 17:1 on white."""
GROUND = "#f4f1ea"
"""Background of a map without streets."""
OUTSIDE_FILIERES = "#5b5563"
"""A place without filière, and every place on a map where colour says the verdict."""
ZONE_LINE = "#6b6472"
ZONE_FILL = "#fffdf8"
HATCH_LINE = "#6b6472"


class SignKind(StrEnum):
    """What a drawing on the map stands for."""

    OFFICIAL = "official"
    PLACE = "place"
    NEED = "need"
    PREMISES = "premises"
    LIVED_AREA = "lived_area"
    ROUTE = "route"


class Shape(StrEnum):
    """Outline of a sign."""

    CIRCLE = "circle"
    SQUARE = "square"
    OUTLINE = "outline"
    LINE = "line"


class Fill(StrEnum):
    """How the inside of a sign is painted: colour, white under a thick ring, white under a thin one."""

    SOLID = "solid"
    RING = "ring"
    HOLLOW = "hollow"


@dataclass(frozen=True, slots=True)
class Sign:
    """How one kind of thing is drawn. ``icon``, for want of a filière, and ``badge`` are Font Awesome names."""

    kind: SignKind
    shape: Shape
    fill: Fill
    icon: str = ""
    badge: str = ""


SIGNS: Mapping[SignKind, Sign] = MappingProxyType(
    {
        sign.kind: sign
        for sign in (
            Sign(SignKind.OFFICIAL, Shape.CIRCLE, Fill.SOLID),
            Sign(SignKind.PLACE, Shape.CIRCLE, Fill.RING),
            Sign(SignKind.NEED, Shape.CIRCLE, Fill.HOLLOW, "question", badge="question"),
            Sign(SignKind.PREMISES, Shape.SQUARE, Fill.RING, "shop"),
            Sign(SignKind.LIVED_AREA, Shape.OUTLINE, Fill.HOLLOW),
            Sign(SignKind.ROUTE, Shape.LINE, Fill.HOLLOW),
        )
    }
)

SIGN_OF_CONTRIBUTION: Mapping[ContributionKind, SignKind] = MappingProxyType(
    {kind: SignKind(kind.value) for kind in ContributionKind}
)


def sign_label(kind: SignKind) -> str:
    """Return what a sign means, for a legend.

    Examples
    --------
    >>> sign_label(SignKind.NEED)
    'Il manque ici'
    """
    return {
        SignKind.OFFICIAL: _("Lieu connu des listes officielles"),
        SignKind.PLACE: _("Lieu ajouté par un habitant"),
        SignKind.NEED: _("Il manque ici"),
        SignKind.PREMISES: _("Local vide ou à partager"),
        SignKind.LIVED_AREA: _("Mon quartier à moi"),
        SignKind.ROUTE: _("Trajet"),
    }[kind]


def pending_label() -> str:
    """Return what a dashed grey sign means."""
    return _("En gris, en pointillé : pas encore relu")


VERDICT_COLORS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.PRESENT: "#f7ebf1",
        Verdict.NEARBY: "#dcb3cb",
        Verdict.FAR: "#bb7fa4",
        Verdict.UNKNOWN_OFFER: "#8f4c7d",
        Verdict.ABSENT: "#561c4d",
        Verdict.INSUFFICIENT_DATA: PAPER,
    }
)
"""Five steps of one hue, from what is there to what is not, and white that is hatched where nothing can be said."""

HATCHED: frozenset[Verdict] = frozenset({Verdict.INSUFFICIENT_DATA})


AGREEMENT_COLORS: Mapping[float, str] = MappingProxyType({0.25: "#fbe6b8", 0.5: "#e0a640", 0.75: "#8a5200"})
"""From the share of people who agree to its shade; three steps of one hue that stay apart in grey."""
TAKEN_IN = "#8a5200"
GROUP_LINES: tuple[tuple[str, str], ...] = (
    ("#7a3e00", ""),
    ("#00507a", "12 7"),
    ("#5a1a6b", "2 7"),
    ("#1f1b24", "16 6 2 6"),
)
"""Colour and dashes of the outline of each group; a letter on it says which one, past four too."""


def text_color_on(background: str) -> str:
    """Return black or white, whichever reads best on ``#rrggbb``.

    Examples
    --------
    >>> text_color_on("#561c4d"), text_color_on("#f7ebf1")
    ('#ffffff', '#1f1b24')
    """
    return max((PAPER, INK), key=lambda color: contrast(color, background))


def luminance(color: str) -> float:
    """Return the relative luminance of ``#rrggbb``, from 0 (black) to 1 (white), as WCAG 2 defines it.

    Examples
    --------
    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    red, green, blue = (_linear(int(color[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return round(0.2126 * red + 0.7152 * green + 0.0722 * blue, 12)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, from 1 to 21.

    Examples
    --------
    >>> contrast("#ffffff", "#000000")
    21.0
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
