"""Put pages in a file: PDF with its language, title and bookmarks; nothing in it tells whose computer made it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from matplotlib.backends.backend_pdf import PdfPages
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

from mapping.exports.printing.canvas import Page, printable

PRODUCER = "Cartoquartier"
LANGUAGE = "fr-FR"


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself; ``made_at`` is that of the data, so that the same data makes the same file."""

    title: str
    description: str
    made_at: datetime


def pdf_of(pages: Sequence[Page], about: About, *, bookmarks: Sequence[tuple[str, int]] = ()) -> bytes:
    """Return a PDF of some pages; ``bookmarks`` are titles and ranks of pages, from 0."""
    out = io.BytesIO()
    with PdfPages(out, metadata=_metadata(about)) as file:
        for page in pages:
            page.figure.savefig(file, format="pdf")
    return finished(PdfWriter(clone_from=PdfReader(io.BytesIO(out.getvalue()))), about, bookmarks=bookmarks)


def finished(writer: PdfWriter, about: About, *, bookmarks: Sequence[tuple[str, int]] = ()) -> bytes:
    """Say what the document is, in which language, and where its parts begin; return it."""
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(LANGUAGE)
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    stamp = f"D:{about.made_at:%Y%m%d%H%M%S}Z"
    writer.metadata = {
        "/Title": printable(about.title),
        "/Subject": printable(about.description),
        "/Creator": PRODUCER,
        "/Producer": PRODUCER,
        "/CreationDate": stamp,
        "/ModDate": stamp,
    }
    for title, rank in bookmarks:
        writer.add_outline_item(title=printable(title), page_number=rank)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def png_of(page: Page, about: About, *, dpi: float) -> bytes:
    """Return a PNG of a page."""
    said = {"Title": printable(about.title), "Description": printable(about.description), "Software": PRODUCER}
    return page.png(dpi=dpi, metadata=said)


def svg_of(page: Page, about: About) -> bytes:
    """Return an SVG of a page, with a title and a description for who cannot see it."""
    metadata = {
        "Title": printable(about.title),
        "Description": printable(about.description),
        "Date": about.made_at.isoformat(),
        "Creator": PRODUCER,
        "Language": LANGUAGE,
    }
    return page.svg(metadata=metadata)


def _metadata(about: About) -> dict[str, object]:
    return {"Creator": PRODUCER, "Producer": PRODUCER, "CreationDate": about.made_at, "Title": printable(about.title)}
