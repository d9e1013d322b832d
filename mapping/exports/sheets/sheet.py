"""The map to write on, and the overlay of a group that lies over it: same marks, same squares, same scale."""

from collections.abc import Callable

import numpy as np

from mapping.domain.demonstration import notice
from mapping.exports.bundle import Bundle
from mapping.exports.printing.blocks import Block, columns_of, pour
from mapping.exports.printing.canvas import Page, printable
from mapping.exports.printing.glyphs import text_width, wrapped
from mapping.exports.printing.ground import Ground
from mapping.exports.printing.paper import Area
from mapping.exports.printing.words import making_sentences, source_sentences
from mapping.exports.sheets.corners import draw_corners
from mapping.exports.sheets.layout import SheetLayout
from mapping.exports.sheets.names import Names
from mapping.exports.sheets.plate import HEIGHT_MM, WIDTH_MM, draw_plate
from mapping.exports.sheets.squares import Squares
from mapping.exports.sheets.words import kinds, never, steps
from mapping.i18n import _
from mapping.maps.basemap.source import ATTRIBUTION
from mapping.maps.basemap.style import GROUND_COLOR, Face
from mapping.maps.palette import INK, PAPER, ZONE_FILL, ZONE_LINE

PALENESS = 0.2
"""Share of white added to the streets: pens and gommettes come first."""
_ZONE_OPACITY = 0.6
_GROWTHS = (1.7, 1.4, 1.2, 1.0)
"""What is read around a table is as large as its room allows."""


class SheetPrinter:
    """Draws the sheet of a layout and its overlays.

    Parameters
    ----------
    bundle
        What every document of the workshop is made from.
    layout
        Where everything goes.
    ground
        The streets, or None.
    sheet
        Identifier of the sheet, the same on its overlays.
    """

    def __init__(self, bundle: Bundle, layout: SheetLayout, ground: Ground | None, *, sheet: str) -> None:
        self._bundle, self._layout, self._ground, self._sheet = bundle, layout, ground, sheet
        self._squares = Squares(layout)

    def sheet(self, *, title: str, subtitle: str) -> Page:
        """Draw the map to write on."""
        page = Page(self._layout.paper.width_mm, self._layout.paper.height_mm)
        self._draw_head(page, title, subtitle)
        self._draw_map(page)
        self._finish(page, self._sheet_blocks, group="")
        return page

    def overlay(self, *, title: str, group: str) -> Page:
        """Draw what is printed on a transparent film: an empty name leaves a line to write it."""
        page = Page(self._layout.paper.width_mm, self._layout.paper.height_mm)
        page.figure.patch.set_visible(False)
        name = printable(group) or "______________"
        self._draw_head(page, _("Calque : {group}").format(group=name), title)
        self._squares.draw_ticks(page)
        size = self._layout.sizes.subtitle
        told = [
            _("Imprimez cette page sur un film transparent."),
            _("Posez-la sur la feuille : les quatre coins noirs l'un sur l'autre."),
            _("Écrivez et collez sur le film. La feuille reste propre pour les autres."),
            never(),
        ]
        self._finish(page, lambda grow: [Block(text, grow * size, before=0.6 * size) for text in told], group=group)
        return page

    def _finish(self, page: Page, blocks: Callable[[float], list[Block]], *, group: str) -> None:
        layout, unit = self._layout, self._layout.sizes.unit
        self._squares.draw_sides(page)
        draw_corners(page, layout.mark_centres, layout.mark_side)
        panel = layout.panel
        if layout.is_beside:
            high = HEIGHT_MM * unit
            plate = Area(panel.left, panel.bottom - high, panel.width, high)
            columns = [Area(panel.left, panel.top, panel.width, panel.height - high - layout.sizes.gap)]
        else:
            wide = WIDTH_MM * unit
            plate = Area(panel.right - wide, panel.top, wide, panel.height)
            rest = Area(panel.left, panel.top, panel.width - wide - layout.sizes.gap, panel.height)
            columns = columns_of(rest, 2, layout.sizes.gap)
        draw_plate(
            page,
            plate,
            layout.frame,
            layout.sizes,
            layout.code(sheet=self._sheet, group=group),
            speed_m_min=self._bundle.parameters.speed_m_min,
        )
        tried = (pour(blocks(grow), columns) for grow in _GROWTHS)
        poured = next((found for found in tried if not found.rest), None)
        (poured or pour(blocks(0.0), columns)).draw(page)

    def _draw_head(self, page: Page, title: str, subtitle: str) -> None:
        head, sizes = self._layout.head, self._layout.sizes
        # One line each: what is cut is whole on the next page.
        for text, size, base, face in (
            (title, sizes.title, 0.85 * sizes.title, Face.BOLD),
            (subtitle, sizes.subtitle, 1.2 * sizes.title + 0.8 * sizes.subtitle, Face.REGULAR),
        ):
            lines = wrapped(printable(text), size, head.width - 2 * size, face) or [""]
            shown = lines[0] if len(lines) == 1 else f"{lines[0]}…"
            page.text(head.left, head.top + base, shown, size, face=face)
        if self._bundle.snapshot.workshop.is_demonstration:
            size = min(sizes.text, sizes.text * head.width * 0.97 / text_width(notice(), sizes.text, Face.BOLD))
            box = Area(head.left, head.bottom - 7.6 * sizes.unit, head.width, 6.0 * sizes.unit)
            page.rectangle(box, fill="#f1f0ee", line=INK, width_mm=0.4 * sizes.unit)
            page.text(box.left + size, box.top + box.height / 2 + 0.35 * size, notice(), size, face=Face.BOLD)

    def _draw_map(self, page: Page) -> None:
        frame, unit = self._layout.frame, self._layout.sizes.unit
        page.rectangle(frame.area, fill=GROUND_COLOR)
        if self._ground is not None:
            self._ground.draw(page, frame, unit=unit, paleness=PALENESS)
        zones = frame.shapes_mm(np.array(self._bundle.snapshot.zones.geometry.array, dtype=object))
        if self._ground is None:
            page.fill(zones, ZONE_FILL, opacity=_ZONE_OPACITY, clip=frame.area)
        page.stroke(zones, PAPER, 1.6 * unit, clip=frame.area)
        self._squares.draw_lines(page)
        page.stroke(zones, ZONE_LINE, 0.7 * unit, clip=frame.area)
        names = Names(self._layout)
        names.add_zones(self._bundle.snapshot.zones)
        names.add_landmarks(self._bundle.snapshot.landmarks)
        streets = [] if self._ground is None else self._ground.write(page, frame, unit=unit, taken=names.boxes)
        names.draw(page)
        self._squares.draw_names(page, taken=names.boxes, avoided=streets)
        page.rectangle(frame.area, line=INK, width_mm=0.3 * unit)

    def _sheet_blocks(self, grow: float) -> list[Block]:
        """Return what is written beside the map, ``grow`` times larger than usual; 0 leaves most sources out."""
        sizes = self._layout.sizes
        text, small = (grow or 1.0) * sizes.text, sizes.small
        told = [Block(step, text, number=str(rank), before=0.45 * text) for rank, step in enumerate(steps(), 1)]
        signs = [
            Block(f"{kind.word} : {kind.label}", text, strokes=kind.strokes, side=1.9 * text, before=0.2 * text)
            for kind in kinds()
        ]
        warning = Block(never(), text, Face.BOLD, before=0.6 * text)
        sources = source_sentences(self._bundle, streets=self._ground is not None)
        foot = [*making_sentences(self._bundle), *reversed(sources)]
        if not grow:
            credit = [_("Rues : {owner}, licence ODbL.").format(owner=ATTRIBUTION)] if self._ground else []
            foot = [*making_sentences(self._bundle), *credit, _("Toutes les sources sont à la page suivante.")]
        return [
            Block(_("Comment faire ?"), sizes.subtitle, Face.BOLD, is_heading=True),
            *told,
            warning,
            Block(_("C'est quoi ?"), sizes.heading, Face.BOLD, before=0.8 * text, is_heading=True),
            *signs,
            Block(_("Sources"), sizes.heading, Face.BOLD, before=0.8 * text, is_heading=True),
            *(Block(printable(line), small, before=0.3 * small) for line in foot),
        ]
