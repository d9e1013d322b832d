"""The report as a PDF that assistive software reads (PDF/UA-1), set by Typst without a network."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import typst

from mapping.domain.errors import FileError
from mapping.exports.bundle import Bundle
from mapping.exports.files import replacing
from mapping.exports.report.document import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    Note,
    Paragraph,
    Quote,
    TableBlock,
    map_texts,
)
from mapping.exports.report.fonts import FAMILIES, MISSING, font_files, undrawn
from mapping.exports.report.maps import drawer
from mapping.exports.report.report import Progress, report_document
from mapping.exports.report.words import french, runs_right_to_left
from mapping.i18n import _

STANDARD: Literal["ua-1"] = "ua-1"
LONGEST_WORD = 28
"""Signs without a space after which a line may be cut, so that no word runs out of the page."""


def write_report_pdf(bundle: Bundle, out: Path, *, on_progress: Progress | None = None) -> None:
    """Write the report of a workshop, as its settings ask.

    Raises
    ------
    FileError
        When the file cannot be written; what was there before is left as it was.
    """
    settings = bundle.snapshot.workshop.settings.report
    document = report_document(bundle, settings=settings, draw=drawer(bundle), on_progress=on_progress)
    if on_progress:
        on_progress(0.95, _("Mise en pages"))
    content = pdf_bytes(document)
    with replacing(out) as part:
        part.write_bytes(content)


def pdf_bytes(document: Document) -> bytes:
    """Return a document as PDF/UA-1.

    Signs that the carried fonts do not draw are looked for in the fonts of the machine; a sign that these do not draw
    either is replaced by ``MISSING``: the standard refuses a page with a sign that cannot be shown.

    Raises
    ------
    FileError
        When Typst refuses the document.
    """
    missing = undrawn(_texts(document))
    try:
        return _compiled(document, machine=bool(missing))
    except typst.TypstError as error:
        if not missing:
            raise _refused(error) from error
    holes = str.maketrans(dict.fromkeys(missing, MISSING))
    try:
        return _compiled(map_texts(document, lambda text: text.translate(holes)), machine=False)
    except typst.TypstError as error:
        raise _refused(error) from error


def _refused(error: typst.TypstError) -> FileError:
    return FileError(
        _("Le rapport n'a pas pu être mis en pages ({reason}). Essayez le DOCX, et signalez-le.").format(reason=error)
    )


def _compiled(document: Document, *, machine: bool) -> bytes:
    pictures = {f"figure-{rank}.png": figure.png for rank, figure in enumerate(_figures(document))}
    names = iter(pictures)
    data = {
        "title": document.title,
        "subtitle": document.subtitle,
        "author": _("Cartoquartier"),
        "running": french(_("Diagnostic de l'économie sociale et solidaire")),
        "contents": _("Table des matières"),
        "notice": document.notice,
        "lines": document.lines,
        "year": document.day.year,
        "month": document.day.month,
        "day": document.day.day,
        "date-text": f"{document.day:%d/%m/%Y}",
        "fonts": FAMILIES,
        "chapters": [
            {"title": chapter.title, "blocks": [_block(block, names) for block in chapter.blocks]}
            for chapter in document.chapters
        ],
    }
    template = files("mapping.exports.report").joinpath("report.typ").read_bytes()
    parts = {"report.typ": template, "report.json": json.dumps(data, ensure_ascii=False).encode(), **pictures}
    with TemporaryDirectory(prefix="cartoquartier-") as folder:
        for name, content in parts.items():
            Path(folder, name).write_bytes(content)
        typst.compile(
            str(Path(folder, "report.typ")),
            output=str(Path(folder, "report.pdf")),
            root=folder,
            font_paths=[str(place) for place in sorted({file.parent for file in font_files()})],
            ignore_system_fonts=not machine,
            pdf_standards=[STANDARD],
        )
        return Path(folder, "report.pdf").read_bytes()


def _block(block: Block, pictures: Iterator[str]) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "text": _cut(block.text), "level": block.level, "new_page": block.new_page}
        case Paragraph():
            return {"kind": "paragraph", "own": block.own, **_lines(block.text)}
        case Bullets():
            return {"kind": "bullets", "items": [_cut(item) for item in block.items]}
        case TableBlock():
            return _table(block)
        case Figure():
            return {
                "kind": "figure",
                "file": next(pictures),
                "alt": block.alt,
                "caption": _cut(block.caption),
                "width": block.width_mm,
            }
        case Quote():
            return {"kind": "quote", "about": _cut(block.about), **_lines(block.text)}
        case Note():
            return {"kind": "note", "text": _cut(block.text)}


def _table(block: TableBlock) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": _cut(block.caption),
        "header": [_cut(name) for name in block.header],
        "rows": [[{"text": _cut(cell.text), "fill": cell.fill, "ink": cell.ink} for cell in row] for row in block.rows],
        "widths": block.widths,
        "notes": [_cut(note) for note in block.notes],
        "upright": block.upright,
    }


def _lines(text: str) -> dict[str, Any]:
    return {"lines": [_cut(line) for line in text.split("\n")], "rtl": runs_right_to_left(text)}


def _cut(text: str) -> str:
    """Return a text that may be cut inside what is too long to be a word."""
    words = text.split(" ")
    return " ".join(
        "\u200b".join(word[start : start + LONGEST_WORD] for start in range(0, len(word), LONGEST_WORD)) or word
        for word in words
    )


def _figures(document: Document) -> list[Figure]:
    return [block for chapter in document.chapters for block in chapter.blocks if isinstance(block, Figure)]


def _texts(document: Document) -> list[str]:
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    map_texts(document, keep)
    return found
