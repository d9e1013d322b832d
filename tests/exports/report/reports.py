"""Small reports for the tests, and what reads their two formats again."""

import io
import re
from dataclasses import replace
from typing import Any

import docx
from docx.oxml.ns import qn
from PIL import Image
from pypdf import PdfReader

from mapping.domain.report_settings import ReportSettings
from mapping.domain.snapshot import Snapshot
from mapping.exports.bundle import Bundle
from mapping.exports.report.context import Drawing
from mapping.exports.report.document import Document, map_texts
from mapping.exports.report.report import report_document
from mapping.services.bundle import bundle_of
from tests.exports.snapshots import GENERATED_AT, make_snapshot

ALT = "Carte de deux quartiers côte à côte."


def draw(subject: str, *, code: str, filiere: str, width_mm: float, height_mm: float) -> Drawing | None:
    """Draw a pixel in place of each map."""
    return _pixel(), ALT


def _pixel() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(out, format="PNG")
    return out.getvalue()


def bundle(snapshot: Snapshot | None = None, *, public: bool = False, **settings: Any) -> Bundle:
    """Return the bundle of a snapshot, with some settings of its report."""
    held = snapshot or make_snapshot()
    workshop = held.workshop
    chosen = replace(workshop.settings, report=ReportSettings(**settings))
    held = replace(held, workshop=replace(workshop, settings=chosen))
    return bundle_of(held, public=public, generated_at=GENERATED_AT)


def report(snapshot: Snapshot | None = None, *, public: bool = False, maps: bool = False, **settings: Any) -> Document:
    """Return the report of a snapshot."""
    made = bundle(snapshot, public=public, **settings)
    return report_document(made, settings=made.snapshot.workshop.settings.report, draw=draw if maps else None)


def texts(part: Any) -> list[str]:
    """Return every text of a document, a chapter or a block."""
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    map_texts(part, keep)
    return found


def whole(part: Any) -> str:
    """Return all the text of a document, one sentence a line, with ordinary spaces and apostrophes."""
    return "\n".join(texts(part)).replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def letters(text: str) -> str:
    """Return the letters and digits of a text: lines, hyphens and spaces are the format's own."""
    return "".join(re.findall(r"\w", text)).replace("ﬁ", "fi").replace("ﬂ", "fl")


def pdf_pages(content: bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def word_text(content: bytes) -> str:
    """Return all the text of the body of a DOCX, in order."""
    body = docx.Document(io.BytesIO(content)).element.body
    lines = ["".join(run.text or "" for run in paragraph.iter(qn("w:t"))) for paragraph in body.iter(qn("w:p"))]
    return "\n".join(lines)
