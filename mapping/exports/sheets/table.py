"""The numbered table that goes with a sheet, on A4 so that any printer has it: what is written, row by row."""

from collections.abc import Sequence

import numpy as np
import shapely

from mapping.exports.printing.canvas import Page, printable
from mapping.exports.printing.glyphs import text_width, wrapped
from mapping.exports.printing.lettering import sizes_of
from mapping.exports.printing.paper import Area, Orientation, Paper, PaperSize
from mapping.exports.sheets.words import KindWords, kinds, never
from mapping.i18n import _
from mapping.maps.basemap.style import Face
from mapping.maps.palette import INK

ROWS = 30
"""Gommettes of one group, over two pages."""
_ROWS_OF_PAGE = 15
_PAPER = Paper(PaperSize.A4, Orientation.LANDSCAPE)
_ROW_MM = 10.4
_SIGN_MM = 6.6
_WIDTHS_MM = (14.0, 18.0, 96.0, 55.0, 98.0)


def table_pages(*, title: str, sheet: str, group: str) -> list[Page]:
    """Draw the pages of one group; an empty name leaves a line to write it."""
    return [_page(title, sheet, group, first) for first in range(1, ROWS + 1, _ROWS_OF_PAGE)]


def headings() -> tuple[str, ...]:
    """Return the heads of the columns: the same words in a spreadsheet are understood by an import."""
    return _("n°"), _("case"), _("quoi"), _("à quoi ça sert"), _("quelques mots")


def _page(title: str, sheet: str, group: str, first: int) -> Page:
    page, sizes = Page(_PAPER.width_mm, _PAPER.height_mm), sizes_of(_PAPER.width_mm, _PAPER.height_mm)
    inside = Area(0, 0, _PAPER.width_mm, _PAPER.height_mm).inner(sizes.margin)
    name = printable(group) or "______________________"
    page.text(inside.left, inside.top + 5, _("Tableau de : {group}").format(group=name), 6.0, face=Face.BOLD)
    told = _("Feuille {id}, {title}").format(id=sheet, title=printable(title))
    page.text(inside.left, inside.top + 10.6, wrapped(told, 3.2, inside.width)[0], 3.2)
    page.text(inside.left, inside.top + 16, _("Entourez le dessin qui convient. {never}").format(never=never()), 3.4)
    _draw_rows(page, inside.left, inside.top + 20, first)
    return page


def _draw_rows(page: Page, left: float, top: float, first: int) -> None:
    edges = np.concatenate([[0.0], np.cumsum(_WIDTHS_MM)]) + left
    head = 12.0
    bottom = top + head + _ROWS_OF_PAGE * _ROW_MM
    signs = kinds()
    for x, text in zip(edges.tolist(), headings()):
        page.text(x + 1.5, top + (4.6 if text == headings()[2] else 7.4), text, 3.8, face=Face.BOLD)
    for x, kind in zip(_spots(float(edges[2]), signs), signs, strict=True):
        page.text(x, top + 10, kind.word, 3.2, anchor="center")
    for rank in range(_ROWS_OF_PAGE):
        y = top + head + rank * _ROW_MM
        page.text(left + 7, y + 7.0, str(first + rank), 5.0, face=Face.BOLD, anchor="center")
        for x, kind in zip(_spots(float(edges[2]), signs), signs, strict=True):
            page.sign(kind.strokes, x, y + _ROW_MM / 2, _SIGN_MM)
    downs = [top, *(top + head + rank * _ROW_MM for rank in range(_ROWS_OF_PAGE + 1))]
    lines = [*([(edges[0], y), (edges[-1], y)] for y in downs), *([(x, top), (x, bottom)] for x in edges)]
    page.stroke(np.asarray(shapely.linestrings(np.array(lines)), dtype=object), INK, 0.25, cap="butt")


def _spots(left: float, signs: Sequence[KindWords]) -> list[float]:
    """Return the middles of the pictograms: words of different lengths, the same white between them."""
    widths = [max(text_width(kind.word, 3.2), _SIGN_MM) for kind in signs]
    gap = (_WIDTHS_MM[2] - sum(widths)) / len(widths)
    starts = np.cumsum([0.0, *widths[:-1]]) + left + gap * (np.arange(len(widths)) + 0.5)
    return [float(x) for x in starts + np.array(widths) / 2]
