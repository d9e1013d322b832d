"""The page of instructions: large letters, a pictogram for each kind, the needs by their names."""

from mapping.domain.demonstration import notice
from mapping.exports.bundle import Bundle
from mapping.exports.printing.blocks import Block, columns_of, least_height, pour
from mapping.exports.printing.canvas import Page, printable
from mapping.exports.printing.paper import Area, Paper
from mapping.exports.printing.words import making_sentences, source_sentences
from mapping.exports.sheets.words import kinds, never, steps
from mapping.i18n import _
from mapping.maps.basemap.style import Face
from mapping.maps.drawing import sign_strokes
from mapping.maps.palette import SignKind

_PAPER = Paper()
_MARGIN_MM = 14.0
_TEXT = 5.4
_SMALL = 2.4


def instruction_page(bundle: Bundle, *, title: str, streets: bool) -> Page:
    """Draw it on A4, to be read by several around a table."""
    page = Page(_PAPER.width_mm, _PAPER.height_mm)
    inside = Area(0, 0, _PAPER.width_mm, _PAPER.height_mm).inner(_MARGIN_MM)
    notes = [notice()] if bundle.snapshot.workshop.is_demonstration else []
    blocks = [
        Block(_("Comment faire ?"), 9.0, Face.BOLD),
        Block(printable(title), 4.0, before=1.0),
        *(Block(text, 3.2, Face.BOLD, before=1.5) for text in notes),
        *(Block(step, _TEXT, number=str(rank), before=0.55 * _TEXT) for rank, step in enumerate(steps(), 1)),
        Block(never(), _TEXT, Face.BOLD, before=0.8 * _TEXT),
        Block(_("C'est quoi ?"), 6.4, Face.BOLD, before=6.0, is_heading=True),
        *(Block(f"{kind.word} : {kind.label}", 4.8, strokes=kind.strokes, side=10.0, before=1.2) for kind in kinds()),
        Block(_("À quoi ça sert ? Recopiez l'un de ces mots."), 6.4, Face.BOLD, before=6.0, is_heading=True),
    ]
    poured = pour(blocks, [inside])
    poured.draw(page)
    needs = [
        Block(printable(filiere.label), 4.0, strokes=sign_strokes(SignKind.OFFICIAL, filiere), side=7.5, before=1.2)
        for filiere in bundle.snapshot.workshop.filieres
    ]
    top = poured.lowest + 2
    room = Area(inside.left, top, inside.width, inside.bottom - top)
    high = min(least_height(needs, room, 3, 4.0), room.height)
    listed = pour(needs, columns_of(Area(room.left, room.top, room.width, high), 3, 4.0))
    listed.draw(page)
    foot = [*making_sentences(bundle), *source_sentences(bundle, streets=streets)]
    told = [Block(printable(" ".join(foot)), _SMALL, before=5.0)]
    top = listed.lowest
    pour(told, [Area(inside.left, top, inside.width, _PAPER.height_mm - 8 - top)]).draw(page)
    return page
