"""A large map cut into sheets that an office printer prints, to tape together: overlap, marks, an assembly plan.

The map is drawn once; each sheet shows its part of it, so that a hundred sheets weigh as much as one.
"""

import io
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from mapping.domain.sheet_grid import square_name
from mapping.exports.bundle import Bundle
from mapping.exports.files import replacing
from mapping.exports.printing.blocks import Block
from mapping.exports.printing.canvas import Page, printable
from mapping.exports.printing.contents import Asked, MapSubject
from mapping.exports.printing.document import About, finished, pdf_of
from mapping.exports.printing.lettering import sizes_of
from mapping.exports.printing.maps import Press
from mapping.exports.printing.paper import POINTS_PER_MM, Area, Orientation, Paper, PaperSize
from mapping.i18n import _
from mapping.maps.basemap.style import Face
from mapping.maps.palette import INK, PAPER

MARGIN_MM = 5.0
"""What office printers leave white, and where the number of the sheet is."""
OVERLAP_MM = 10.0
"""What two neighbours both show: room for tape or glue."""
_CROP_MM = 4.0


@dataclass(frozen=True, slots=True)
class Cut:
    """How a large sheet is cut: sheets of ``paper``, columns and rows of them."""

    paper: Paper
    columns: int
    rows: int

    @property
    def window(self) -> tuple[float, float]:
        """Width and height of what one sheet shows, in millimetres."""
        return self.paper.width_mm - 2 * MARGIN_MM, self.paper.height_mm - 2 * MARGIN_MM

    def part(self, column: int, row: int) -> Area:
        """Return what a sheet shows of the large one."""
        wide, high = self.window
        return Area(column * (wide - OVERLAP_MM), row * (high - OVERLAP_MM), wide, high)


def cut_of(large: Paper, sheet: PaperSize) -> Cut:
    """Return how to cut a large sheet with the fewest small ones, upright or not.

    Examples
    --------
    >>> cut = cut_of(Paper(PaperSize.A0), PaperSize.A3)
    >>> cut.columns, cut.rows, cut.paper.orientation.value
    (3, 3, 'portrait')
    """
    cuts = []
    for orientation in Orientation:
        paper = Paper(sheet, orientation)
        wide, high = paper.width_mm - 2 * MARGIN_MM, paper.height_mm - 2 * MARGIN_MM
        columns = max(math.ceil((large.width_mm - OVERLAP_MM) / (wide - OVERLAP_MM) - 1e-9), 1)
        rows = max(math.ceil((large.height_mm - OVERLAP_MM) / (high - OVERLAP_MM) - 1e-9), 1)
        cuts.append(Cut(paper, columns, rows))
    return min(cuts, key=lambda cut: cut.columns * cut.rows)


def write_tiles(
    bundle: Bundle,
    out: Path,
    subject: MapSubject,
    *,
    code: str = "",
    filiere: str = "",
    scenario_id: str = "",
    paper: Paper,
    sheet: PaperSize = PaperSize.A4,
) -> None:
    """Write a map on ``paper`` cut into sheets to tape together, the first page being the assembly plan.

    Raises
    ------
    FileError
        When the file cannot be written.
    WorkshopError, NomenclatureError
        When the workshop does not have what is asked.
    """
    content = render_tiles(bundle, Asked(subject, code, filiere, scenario_id), paper=paper, sheet=sheet)
    with replacing(out) as part:
        part.write_bytes(content)


def render_tiles(bundle: Bundle, asked: Asked, *, paper: Paper, sheet: PaperSize = PaperSize.A4) -> bytes:
    """Return the PDF of `write_tiles`."""
    made, about = Press(bundle).sheet(asked, width_mm=paper.width_mm, height_mm=paper.height_mm, more_pages=True)
    whole = PdfReader(io.BytesIO(pdf_of(made.pages[:1], about)))
    cut = cut_of(paper, sheet)
    spots = [(column, row) for row in range(cut.rows) for column in range(cut.columns)]
    marked = [_plan(about, paper, cut), *(_marks(cut, column, row) for column, row in spots)]
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(marked, about))))
    form = writer._add_object(_as_form(writer, whole))
    for page, (column, row) in zip(writer.pages[1:], spots, strict=True):
        _lay(writer, page, form, cut.part(column, row), paper)
    if made.pages[1:]:
        writer.append(io.BytesIO(pdf_of(made.pages[1:], about)), import_outline=False)
    bookmarks = [(_("Plan d'assemblage"), 0), *((square_name(*spot), 1 + n) for n, spot in enumerate(spots))]
    return finished(writer, About(about.title, about.description, about.made_at), bookmarks=bookmarks)


def _as_form(writer: PdfWriter, whole: PdfReader) -> StreamObject:
    """Return the large page as an object that pages can show parts of."""
    page = whole.pages[0]
    contents = page.get_contents()
    form = DecodedStreamObject()
    form.set_data(contents.get_data() if contents is not None else b"")
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(FloatObject(float(edge)) for edge in page.mediabox),
            NameObject("/Resources"): _dictionary(page, "/Resources").clone(writer),
        }
    )
    return form.flate_encode()


def _dictionary(page: DictionaryObject, key: str) -> DictionaryObject:
    held = page[key].get_object()
    assert isinstance(held, DictionaryObject)
    return held


def _lay(writer: PdfWriter, page: DictionaryObject, form: PdfObject, part: Area, large: Paper) -> None:
    """Put a part of the large page beside the marks of a sheet."""
    # Pages that matplotlib writes share one dictionary: each is given its own.
    resources = DictionaryObject(_dictionary(page, "/Resources"))
    shown = DictionaryObject(_dictionary(resources, "/XObject")) if "/XObject" in resources else DictionaryObject()
    shown[NameObject("/Whole")] = form
    resources[NameObject("/XObject")] = shown
    page[NameObject("/Resources")] = resources
    unit = POINTS_PER_MM
    left = bottom = MARGIN_MM * unit
    # PDF counts from the bottom: the foot of the part is at the foot of the window.
    shift_x, shift_y = left - part.left * unit, bottom - (large.height_mm - part.bottom) * unit
    stream = DecodedStreamObject()
    stream.set_data(
        (
            f"q {left:.3f} {bottom:.3f} {part.width * unit:.3f} {part.height * unit:.3f} re W n "
            f"1 0 0 1 {shift_x:.3f} {shift_y:.3f} cm /Whole Do Q\n"
        ).encode("ascii")
    )
    kept = page.raw_get("/Contents")
    pieces = list(kept) if isinstance(kept, ArrayObject) else [kept]
    page[NameObject("/Contents")] = ArrayObject([*pieces, writer._add_object(stream)])


def _marks(cut: Cut, column: int, row: int) -> Page:
    """Draw what is around the part: where to cut, where the neighbour begins, the number of the sheet."""
    page = Page(cut.paper.width_mm, cut.paper.height_mm)
    left, top = MARGIN_MM, MARGIN_MM
    right, bottom = page.width_mm - MARGIN_MM, page.height_mm - MARGIN_MM
    # The overlap is cut on the right and below; the next sheet is laid over it.
    cut_x = right - (OVERLAP_MM if column < cut.columns - 1 else 0)
    cut_y = bottom - (OVERLAP_MM if row < cut.rows - 1 else 0)
    lines = []
    for x in dict.fromkeys((left, cut_x, right)):
        lines += [[[x, top - _CROP_MM], [x, top - 1]], [[x, bottom + 1], [x, bottom + _CROP_MM]]]
    for y in dict.fromkeys((top, cut_y, bottom)):
        lines += [[[left - _CROP_MM, y], [left - 1, y]], [[right + 1, y], [right + _CROP_MM, y]]]
    page.stroke(shapely.linestrings(np.array(lines, dtype=float)), INK, 0.2, cap="butt")
    name = square_name(column, row)
    page.text(page.width_mm / 2, top - 1.0, name, 3.6, face=Face.BOLD, anchor="center")
    page.text(left + 8, top - 1.2, _("Colonne {letter}, ligne {number}").format(letter=name[0], number=name[1:]), 2.4)
    return page


def _plan(about: About, large: Paper, cut: Cut) -> Page:
    """Draw how the sheets go together."""
    page = Page(cut.paper.width_mm, cut.paper.height_mm)
    sizes = sizes_of(page.width_mm, page.height_mm)
    inside = Area(0, 0, page.width_mm, page.height_mm).inner(12)
    number = cut.columns * cut.rows
    told = [
        Block(_("Plan d'assemblage"), sizes.title, Face.BOLD),
        Block(printable(about.title), sizes.subtitle, before=2),
        Block(
            _("{n} feuilles {sheet} à assembler en un plan {large} : {columns} colonnes, {rows} lignes.").format(
                n=number, sheet=cut.paper.size, large=large.size, columns=cut.columns, rows=cut.rows
            ),
            sizes.text,
            before=4,
        ),
        Block(_("1. Imprimez toutes les pages à 100 % (« taille réelle »), sans les ajuster à la page."), sizes.text),
        Block(_("2. Rangez-les comme sur ce plan : le numéro est en haut de chaque feuille."), sizes.text),
        Block(
            _(
                "3. Coupez le bord gauche et le haut de chaque feuille le long des repères, puis posez-la sur la bande "
                "de {overlap} mm de sa voisine : le dessin se continue. Collez ou scotchez."
            ).format(overlap=f"{OVERLAP_MM:g}"),
            sizes.text,
        ),
    ]
    y = inside.top
    for block in told:
        block.draw(page, inside.left, y, inside.width)
        y += block.height(inside.width) + 0.5 * sizes.text
    room = Area(inside.left, y + 6, inside.width, inside.bottom - y - 6)
    ratio = min(room.width / large.width_mm, room.height / large.height_mm)
    left = room.left + (room.width - large.width_mm * ratio) / 2
    page.rectangle(Area(left, room.top, large.width_mm * ratio, large.height_mm * ratio), fill="#e9e6df")
    for row in range(cut.rows):
        for column in range(cut.columns):
            part = cut.part(column, row)
            right, bottom = min(part.right, large.width_mm), min(part.bottom, large.height_mm)
            box = Area(
                left + part.left * ratio,
                room.top + part.top * ratio,
                (right - part.left) * ratio,
                (bottom - part.top) * ratio,
            )
            page.rectangle(box, fill=PAPER, opacity=0.5, line=INK, width_mm=0.3)
            size = min(box.height * 0.3, box.width * 0.3, 9.0)
            middle = (box.left + box.right) / 2
            page.text(
                middle,
                (box.top + box.bottom) / 2 + size / 3,
                square_name(column, row),
                size,
                face=Face.BOLD,
                anchor="center",
            )
    return page
