"""Lay a map out on a sheet: title, windows, legend, sources; and the list of the names that found no room."""

from collections.abc import Sequence
from dataclasses import dataclass

from mapping.domain.demonstration import notice
from mapping.exports.bundle import Bundle
from mapping.exports.printing.blocks import Block, columns_of, fits, least_height, pour
from mapping.exports.printing.canvas import Page, printable
from mapping.exports.printing.contents import Content, legend_of
from mapping.exports.printing.furniture import furniture
from mapping.exports.printing.glyphs import wrapped
from mapping.exports.printing.ground import Ground
from mapping.exports.printing.lettering import Sizes, sizes_of
from mapping.exports.printing.marks import Drawn, Mark
from mapping.exports.printing.naming import Lettered, Listed, Window, letter
from mapping.exports.printing.paper import Area
from mapping.exports.printing.views import draw_window
from mapping.exports.printing.windows import windows_of
from mapping.exports.printing.words import alternative_text, counted, making_sentences, source_sentences
from mapping.i18n import _, ngettext
from mapping.maps.basemap.style import Face
from mapping.maps.palette import INK

_PANEL_SHARES = (0.27, 0.34, 0.42)
"""Of the width of a wide sheet: the first in which the legend and the sources hold."""
LEAST_UNIT = 0.8
"""Of a map within a page: its legend then has 7 points, its names 6."""
_WITHIN_MARGIN_MM = 0.5
_MOST_WITH_NAMES = 0.42
_MOST = 0.6
"""Of the height of a tall sheet, with a list of names and with the legend and the sources only."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What came out: the pages (a map, then lists), what the map shows in words, its windows and their names."""

    pages: tuple[Page, ...]
    alternative: str
    windows: tuple[Window, ...]
    lettered: tuple[Lettered, ...]


class Laid:
    """One map on one sheet; or ``within`` a page that already tells its title, its sources and its margins."""

    def __init__(
        self,
        bundle: Bundle,
        content: Content,
        width_mm: float,
        height_mm: float,
        ground: Ground | None,
        *,
        within: bool = False,
    ) -> None:
        self.bundle, self.content, self.ground, self.within = bundle, content, ground, within
        self.width_mm, self.height_mm = width_mm, height_mm
        plain = sizes_of(width_mm, height_mm)
        self.sizes: Sizes = Sizes(max(plain.unit, LEAST_UNIT)) if within else plain
        self.is_wide = width_mm > height_mm
        self.inside = Area(0, 0, width_mm, height_mm).inner(_WITHIN_MARGIN_MM if within else self.sizes.margin)

    def sheet(self, *, more_pages: bool) -> Sheet:
        """Draw it. ``more_pages`` says that the file may hold the end of a long list on other pages."""
        sizes, head = self.sizes, self._head_height()
        body = Area(self.inside.left, self.inside.top + head, self.inside.width, self.inside.height - head)
        marks = [mark for view in self.content.views for mark in view.marks]
        outlines = [drawn for view in self.content.views for drawn in view.outlines]
        legend = self._legend(marks, outlines)
        windows, _panel = self._windows(body, [*legend, *self._notes([], []), *self._foot()], [])
        listed = _listed(_letter(windows, sizes))
        # Again now that one knows what is seen and what is listed: the list takes room from the map where it can.
        legend = self._legend(_seen(windows), outlines)
        fixed = [*legend, *self._notes(windows, listed), *self._foot()]
        windows, panel = self._windows(body, fixed, self._list(listed))
        final = self._legend(_seen(windows), outlines)
        if len(final) > len(legend):
            windows, panel = self._windows(
                body, [*final, *self._notes(windows, listed), *self._foot()], self._list(listed)
            )
            final = self._legend(_seen(windows), outlines)
        legend, lettered = final, _letter(windows, sizes)
        listed = _listed(lettered)
        page = Page(self.width_mm, self.height_mm)
        if not self.within:
            self._draw_head(page)
        for window, part in zip(windows, lettered, strict=True):
            draw_window(page, window, part, sizes, ground=self.ground)
        rest = self._draw_panel(page, panel, legend, windows, listed, more_pages=more_pages)
        pages = [page, *(self._list_pages(rest) if more_pages else [])]
        return Sheet(tuple(pages), alternative_text(self.content, windows), tuple(windows), tuple(lettered))

    def _legend(self, marks: Sequence[Mark], outlines: Sequence[Drawn]) -> list[Block]:
        sizes = self.sizes
        entries = legend_of(self.bundle, self.content, marks, outlines)
        blocks = [
            Block(
                printable(entry.label),
                sizes.text,
                strokes=entry.strokes,
                side=1.65 * sizes.text,
                before=0.25 * sizes.text,
            )
            for entry in entries
        ]
        return [self._heading(_("Légende")), *blocks] if blocks else []

    def _notes(self, windows: Sequence[Window], listed: Sequence[Listed]) -> list[Block]:
        told = [*self.content.notes, *(counted(windows, self.content, listed) if windows else [_("n")])]
        return [Block(printable(text), self.sizes.text, before=0.5 * self.sizes.text) for text in told]

    def _foot(self) -> list[Block]:
        small = self.sizes.small
        if self.within:
            # A picture may be copied out of its page: that it is invented goes with it.
            return [Block(notice(), small, before=0.8 * small)] if self._is_invented else []
        sources = source_sentences(self.bundle, streets=self.ground is not None)
        told = [*making_sentences(self.bundle), *sources]
        return [self._heading(_("Sources")), *(Block(printable(text), small, before=0.3 * small) for text in told)]

    def _list(self, listed: Sequence[Listed]) -> list[Block]:
        size = self.sizes.name
        items = [Block(printable(one.name), size, number=one.number or "–", before=0.2 * size) for one in listed]
        return [self._heading(_("Noms")), *items] if items else []

    def _heading(self, text: str) -> Block:
        size = self.sizes.heading
        return Block(text, size, Face.BOLD, before=0.8 * size, is_heading=True)

    def _windows(self, body: Area, fixed: Sequence[Block], names: Sequence[Block]) -> tuple[list[Window], Area]:
        """Share the body between the map and what is written beside it: all of ``fixed``, names as far as they go."""
        gap = self.sizes.gap
        if self.is_wide:
            wide = next(
                (body.width * share for share in _PANEL_SHARES if self._holds(fixed, body.width * share, body.height)),
                body.width * _PANEL_SHARES[-1],
            )
            panel = Area(body.right - wide, body.top, wide, body.height)
            area = Area(body.left, body.top, body.width - wide - gap, body.height)
        else:
            most = Area(body.left, 0, body.width, body.height * _MOST_WITH_NAMES)
            high = least_height([*fixed, *names], most, self._columns, gap)
            if high > most.height:
                least = least_height(fixed, Area(0, 0, body.width, body.height * _MOST), self._columns, gap)
                high = min(max(least, most.height), body.height * _MOST)
            panel = Area(body.left, body.bottom - high, body.width, high)
            area = Area(body.left, body.top, body.width, body.height - high - gap / 2)
        windows = windows_of(
            self.content.views, self.bundle.snapshot.zones, area, gap=gap / 2, is_named=self.content.is_named
        )
        return windows, panel

    def _holds(self, blocks: Sequence[Block], width: float, height: float) -> bool:
        return fits(blocks, Area(0, 0, width, height), self._columns, self.sizes.gap)

    @property
    def _columns(self) -> int:
        return 1 if self.is_wide else 3

    def _head_height(self) -> float:
        sizes = self.sizes
        if self.within:
            return 0.0
        title = len(self._title_lines()) * sizes.title * 1.12
        subtitle = len(self._subtitle_lines()) * sizes.subtitle * 1.25
        shown = len(self._notice_lines()) * sizes.text * 1.25 + 2.6 * sizes.text if self._is_invented else 0.0
        return title + subtitle + shown + 0.6 * sizes.gap

    @property
    def _is_invented(self) -> bool:
        return self.bundle.snapshot.workshop.is_demonstration

    def _title_lines(self) -> list[str]:
        lines = wrapped(printable(self.content.title), self.sizes.title, self.inside.width, Face.BOLD)
        return lines if len(lines) <= 3 else [*lines[:2], f"{lines[2][:-1]}…"]

    def _subtitle_lines(self) -> list[str]:
        lines = wrapped(printable(self.content.subtitle), self.sizes.subtitle, self.inside.width)
        return lines if len(lines) <= 3 else [*lines[:2], f"{lines[2][:-1]}…"]

    def _notice_lines(self) -> list[str]:
        return wrapped(notice(), self.sizes.text, self.inside.width - 3 * self.sizes.text, Face.BOLD)

    def _draw_head(self, page: Page) -> None:
        sizes, y = self.sizes, self.inside.top
        for line in self._title_lines():
            page.text(self.inside.left, y + 0.85 * sizes.title, line, sizes.title, face=Face.BOLD)
            y += sizes.title * 1.12
        for line in self._subtitle_lines():
            page.text(self.inside.left, y + 0.9 * sizes.subtitle, line, sizes.subtitle)
            y += sizes.subtitle * 1.25
        if self._is_invented:
            lines = self._notice_lines()
            high = len(lines) * sizes.text * 1.25 + 1.2 * sizes.text
            box = Area(self.inside.left, y + 0.5 * sizes.text, self.inside.width, high)
            page.rectangle(box, fill="#f1f0ee", line=INK, width_mm=0.4 * sizes.unit)
            for rank, line in enumerate(lines):
                base = box.top + 0.6 * sizes.text + (rank * 1.25 + 0.95) * sizes.text
                page.text(box.left + 1.5 * sizes.text, base, line, sizes.text, face=Face.BOLD)

    def _draw_panel(
        self,
        page: Page,
        panel: Area,
        legend: Sequence[Block],
        windows: Sequence[Window],
        listed: Sequence[Listed],
        *,
        more_pages: bool,
    ) -> list[Block]:
        """Write what is beside the map and return the names that are left for other pages."""
        columns = columns_of(panel, self._columns, self.sizes.gap)
        notes, foot, names = self._notes(windows, listed), self._foot(), self._list(listed)
        fixed = [*legend, *notes]
        for kept in range(len(names), -1, -1):
            shown = names[:kept] if kept != 1 else []
            left = len(names) - len(shown)
            more = [self._more(left, more_pages=more_pages)] if left else []
            poured = pour([*fixed, *shown, *more, *foot], columns)
            if not poured.rest:
                break
        poured.draw(page)
        return [*(block for block in names[len(shown) :] if not block.is_heading), *poured.rest]

    def _more(self, left: int, *, more_pages: bool) -> Block:
        told = (
            ngettext("{n} nom à la page suivante.", "{n} noms à la page suivante.", left)
            if more_pages
            else ngettext("{n} autre nom : voir la carte en PDF.", "{n} autres noms : voir la carte en PDF.", left)
        )
        return Block(told.format(n=left), self.sizes.name, Face.BOLD, before=0.3 * self.sizes.name)

    def _list_pages(self, rest: Sequence[Block]) -> list[Page]:
        waiting = list(rest)
        pages: list[Page] = []
        while waiting:
            page = Page(self.width_mm, self.height_mm)
            heading = Block(
                _("{title} : suite").format(title=printable(self.content.title)),
                self.sizes.subtitle,
                Face.BOLD,
            )
            heading.draw(page, self.inside.left, self.inside.top, self.inside.width)
            top = self.inside.top + heading.height(self.inside.width) + self.sizes.gap
            area = Area(self.inside.left, top, self.inside.width, self.inside.bottom - top)
            poured = pour(waiting, columns_of(area, 4 if self.is_wide else 3, self.sizes.gap))
            poured.draw(page)
            pages.append(page)
            waiting = list(poured.rest)
        return pages


def _seen(windows: Sequence[Window]) -> list[Mark]:
    return [mark for window in windows for mark, is_seen in zip(window.view.marks, window.seen) if is_seen]


def _listed(lettered: Sequence[Lettered]) -> list[Listed]:
    return [one for part in lettered for one in part.listed]


def _letter(windows: Sequence[Window], sizes: Sizes) -> list[Lettered]:
    found: list[Lettered] = []
    for window in windows:
        listed = sum(len(part.listed) for part in found)
        found.append(
            letter(window, sizes, plates=[area.box for area in furniture(window, sizes)], first_number=listed + 1)
        )
    return found
