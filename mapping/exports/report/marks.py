"""The signs of verdicts in a narrow cell: a letter, so that nothing is told by the colour alone."""

from mapping.domain.models import Verdict
from mapping.exports.report.document import Cell
from mapping.i18n import _
from mapping.maps.palette import VERDICT_COLORS, text_color_on

FRAGILE, ON_EDGE = "~", "|"


def verdict_mark(verdict: str) -> str:
    """Return the sign of a verdict.

    Examples
    --------
    >>> verdict_mark("absent"), verdict_mark("insufficient_data")
    ('A', '?')
    """
    return {
        Verdict.PRESENT: _("P"),
        Verdict.NEARBY: _("C"),
        Verdict.FAR: _("L"),
        Verdict.UNKNOWN_OFFER: _("N"),
        Verdict.ABSENT: _("A"),
        Verdict.INSUFFICIENT_DATA: "?",
    }[Verdict(verdict)]


def verdict_cell(verdict: str, text: str) -> Cell:
    """Return a cell in the colours of a verdict."""
    fill = VERDICT_COLORS[Verdict(verdict)]
    return Cell(text, fill, text_color_on(fill))
