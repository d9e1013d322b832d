"""A series: a cover that shows where each quartier is, then one page for each, in one PDF."""

from collections.abc import Callable
from pathlib import Path

from mapping.domain.demonstration import notice
from mapping.exports.bundle import Bundle
from mapping.exports.files import replacing
from mapping.exports.printing.blocks import Block, columns_of, pour
from mapping.exports.printing.canvas import Page, printable
from mapping.exports.printing.contents import Asked, MapSubject, View, communes_of, zone_name
from mapping.exports.printing.document import About, pdf_of
from mapping.exports.printing.furniture import furniture
from mapping.exports.printing.lettering import Sizes, sizes_of
from mapping.exports.printing.maps import Press
from mapping.exports.printing.naming import Window, letter
from mapping.exports.printing.paper import Area, Paper
from mapping.exports.printing.views import draw_window
from mapping.exports.printing.windows import windows_of
from mapping.exports.printing.words import day
from mapping.i18n import _, ngettext
from mapping.maps.basemap.style import Face

Progress = Callable[[str, int, int | None], None]
_COVER_MAP_SHARE = 0.5


def write_atlas(bundle: Bundle, out: Path, *, paper: Paper, on_progress: Progress | None = None) -> None:
    """Write a PDF with a cover, an index of the quartiers and one map for each, in the order of their names.

    Parameters
    ----------
    bundle
        What every document of the workshop is made from.
    out
        The file; its folder must exist.
    paper
        Size and orientation of every page.
    on_progress
        Told what is being drawn, how many pages are done, and how many there are.

    Raises
    ------
    FileError
        When the file cannot be written.
    WorkshopError
        When the workshop has no zone.
    """
    content = render_atlas(bundle, paper=paper, on_progress=on_progress)
    with replacing(out) as part:
        part.write_bytes(content)


def render_atlas(bundle: Bundle, *, paper: Paper, on_progress: Progress | None = None) -> bytes:
    """Return the PDF of `write_atlas`."""
    press = Press(bundle)
    zones = bundle.snapshot.zones
    codes = sorted(map(str, zones["code"]), key=lambda code: (zone_name(bundle, code).casefold(), code))
    pages: list[Page] = []
    starts: list[tuple[str, str, int]] = []
    told = on_progress or (lambda *_said: None)
    for rank, code in enumerate(codes):
        name = zone_name(bundle, code)
        told(_("Carte de {name}").format(name=name), rank, len(codes))
        asked = Asked(MapSubject.QPV, code)
        sheet, _about = press.sheet(asked, width_mm=paper.width_mm, height_mm=paper.height_mm, more_pages=True)
        starts.append((code, name, len(pages)))
        pages += sheet.pages
    front = _front(press, paper, starts)
    title = _("Atlas : {title}").format(title=bundle.snapshot.workshop.title)
    about = About(title, _told(bundle, len(codes)), bundle.generated_at)
    bookmarks = [(_("Sommaire"), 0), *((name, len(front) + rank) for _code, name, rank in starts)]
    content = pdf_of([*front, *pages], about, bookmarks=bookmarks)
    told(_("Atlas terminé"), len(codes), len(codes))
    return content


def _front(press: Press, paper: Paper, starts: list[tuple[str, str, int]]) -> list[Page]:
    """Return the cover with its index; the index may need more pages, which shifts the numbers that it gives."""
    count = 1
    while True:
        pages = _front_pages(press, paper, [(code, name, rank + count + 1) for code, name, rank in starts])
        if len(pages) == count:
            return pages
        count = len(pages)


def _front_pages(press: Press, paper: Paper, starts: list[tuple[str, str, int]]) -> list[Page]:
    bundle, sizes = press.bundle, sizes_of(paper.width_mm, paper.height_mm)
    page = Page(paper.width_mm, paper.height_mm)
    inside = Area(0, 0, paper.width_mm, paper.height_mm).inner(sizes.margin)
    y = _title(page, bundle, inside, sizes, len(starts))
    body = Area(inside.left, y, inside.width, inside.bottom - y)
    if paper.is_landscape:
        room = Area(body.left, body.top, body.width * 0.6, body.height)
        rest = Area(room.right + sizes.gap, body.top, body.width - room.width - sizes.gap, body.height)
        count = 1
    else:
        room = Area(body.left, body.top, body.width, body.height * _COVER_MAP_SHARE)
        rest = Area(body.left, room.bottom + sizes.gap, body.width, body.height - room.height - sizes.gap)
        count = 2
    codes = tuple(code for code, _name, _number in starts)
    for window in windows_of([View(codes)], bundle.snapshot.zones, room, gap=sizes.gap / 2, is_named=False):
        plain = Window(window.view, window.frame, window.zones, is_named=False)
        plates = [area.box for area in furniture(plain, sizes)]
        draw_window(page, plain, letter(plain, sizes, plates=plates), sizes, ground=press.ground)
    blocks = [Block(_("Sommaire"), sizes.heading, Face.BOLD, before=0.2 * sizes.heading, is_heading=True)]
    blocks += [
        Block(printable(_index_line(bundle, code, name)), sizes.text, number=str(number), before=0.3 * sizes.text)
        for code, name, number in starts
    ]
    poured = pour(blocks, columns_of(rest, count, sizes.gap))
    poured.draw(page)
    pages = [page]
    waiting = list(poured.rest)
    while waiting:
        more = Page(paper.width_mm, paper.height_mm)
        poured = pour(waiting, columns_of(inside, 2, sizes.gap))
        poured.draw(more)
        pages.append(more)
        waiting = list(poured.rest)
    return pages


def _index_line(bundle: Bundle, code: str, name: str) -> str:
    where = communes_of(bundle, [code])
    return f"{name} ({where})" if where else name


def _told(bundle: Bundle, count: int) -> str:
    told = ngettext("{n} quartier, une carte par page.", "{n} quartiers, une carte par page.", count).format(n=count)
    return f"{told} {notice()}" if bundle.snapshot.workshop.is_demonstration else told


def _title(page: Page, bundle: Bundle, inside: Area, sizes: Sizes, count: int) -> float:
    """Write the head of the cover and return where it ends."""
    made = _("Faite le {date} avec Cartoquartier").format(date=day(bundle.generated_at))
    blocks = [
        Block(printable(bundle.snapshot.workshop.title), 1.5 * sizes.title, Face.BOLD),
        Block(_("Atlas des quartiers"), 1.4 * sizes.subtitle, before=0.4 * sizes.subtitle),
        Block(f"{_told(bundle, count)} {made}.", sizes.text, before=0.4 * sizes.subtitle),
    ]
    y = inside.top
    for block in blocks:
        block.draw(page, inside.left, y, inside.width)
        y += block.height(inside.width)
    return y + sizes.gap
