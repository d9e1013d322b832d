"""The report as a DOCX that a word processor opens and a city edits: the same blocks, under real styles."""

import io
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from mapping.exports.bundle import Bundle
from mapping.exports.files import replacing
from mapping.exports.report import word_parts as parts
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
)
from mapping.exports.report.maps import drawer
from mapping.exports.report.report import Progress, report_document
from mapping.exports.report.word_styles import CELL, NOTE, NOTICE, OWN, PALE, set_styles
from mapping.exports.report.words import runs_right_to_left
from mapping.i18n import _

TEXT_MM = 166.0


def write_report_docx(bundle: Bundle, out: Path, *, on_progress: Progress | None = None) -> None:
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
    content = docx_bytes(document)
    with replacing(out) as part:
        part.write_bytes(content)


def docx_bytes(document: Document) -> bytes:
    """Return a document as a DOCX file."""
    out = io.BytesIO()
    _Writer(document).word.save(out)
    return out.getvalue()


class _Writer:
    """Writes a document from its first page to its last."""

    def __init__(self, document: Document) -> None:
        self.word: WordDocument = docx.Document()
        self._tables, self._figures = count(1), count(1)
        set_styles(self.word)
        parts.speak_french(self.word)
        parts.ask_to_update(self.word)
        self._properties(document)
        self._around(document)
        self._first_pages(document)
        for chapter in document.chapters:
            self.word.add_heading(chapter.title, level=1)
            for block in chapter.blocks:
                self._write(block)

    def _properties(self, document: Document) -> None:
        known = self.word.core_properties
        known.title, known.subject, known.author = document.title, document.subtitle, _("Cartoquartier")
        known.comments, known.keywords = document.notice, ""
        known.last_modified_by = known.author
        known.created = known.modified = datetime(document.day.year, document.day.month, document.day.day)
        known.revision = 1

    def _around(self, document: Document) -> None:
        section = self.word.sections[0]
        head = section.header.paragraphs[0]
        head.text = document.title
        if document.notice:
            section.header.add_paragraph(document.notice, style=_(NOTICE))
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        foot.add_run(f"{document.day:%d/%m/%Y} · " + _("Page") + " ")
        parts.add_field(foot, "PAGE", "1")
        foot.add_run(" " + _("sur") + " ")
        parts.add_field(foot, "NUMPAGES", "1")

    def _first_pages(self, document: Document) -> None:
        title = self.word.add_paragraph(document.title, style="Title")
        title.paragraph_format.space_before = Pt(110)
        self.word.add_paragraph(document.subtitle, style="Subtitle")
        for line in document.lines:
            self.word.add_paragraph(line)
        contents = self.word.add_paragraph(_("Table des matières"), style="Subtitle")
        contents.paragraph_format.page_break_before = True
        entries = [
            (title, level)
            for chapter in document.chapters
            for title, level in (
                (chapter.title, 1),
                *((block.text, 2) for block in chapter.blocks if isinstance(block, Heading) and block.level == 2),
            )
        ]
        lines = [(self.word.add_paragraph(style=f"toc {level}"), title) for title, level in entries]
        parts.add_contents(lines, 'TOC \\o "1-2" \\h \\z \\u')

    def _write(self, block: Block) -> None:
        match block:
            case Heading():
                heading = self.word.add_heading(block.text, level=block.level)
                heading.paragraph_format.page_break_before = block.new_page
            case Paragraph():
                self._text(block.text, _(OWN) if block.own else "Normal")
            case Bullets():
                for item in block.items:
                    self._text(item, "List Bullet")
            case Quote():
                said = self._text(block.text, "Quote")
                if block.about:
                    said.paragraph_format.keep_with_next = True
                    self._text(f"— {block.about}", "Quote")
            case Note():
                self._text(block.text, _(NOTE))
            case Figure():
                self._figure(block)
            case TableBlock():
                self._table(block)

    def _text(self, text: str, style: str) -> WordParagraph:
        paragraph = self.word.add_paragraph(text, style=style)
        if runs_right_to_left(text):
            parts.right_to_left(paragraph)
        return paragraph

    def _caption(self, label: str, number: int, text: str) -> Any:
        caption = self.word.add_paragraph(f"{label} ", style="Caption")
        parts.add_field(caption, f"SEQ {label} \\* ARABIC", str(number))
        caption.add_run(f"\u00a0: {text}")
        return caption

    def _figure(self, block: Figure) -> None:
        rank = next(self._figures)
        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        run = paragraph.add_run()
        run.add_picture(io.BytesIO(block.png), width=Mm(min(block.width_mm, TEXT_MM)))
        parts.describe(run, block.alt, f"{_('Carte')} {rank}")
        self._caption(_("Carte"), rank, block.caption).paragraph_format.keep_with_next = False

    def _table(self, block: TableBlock) -> None:
        self._caption(_("Tableau"), next(self._tables), block.caption)
        made = self.word.add_table(rows=1 + len(block.rows), cols=len(block.header), style="Table Grid")
        made.autofit = False
        style = self.word.styles[_(CELL)].style_id
        widths = [Mm(TEXT_MM * width / sum(block.widths)) for width in block.widths]
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        head, *rows = made.rows
        parts.repeat(head)
        if block.upright:
            head.height = Mm(38)
        for rank, (cell, name, width) in enumerate(zip(head.cells, block.header, widths, strict=True)):
            cell.width = width
            _fill(cell, name, style, bold=True)
            parts.shade(cell, PALE)
            if block.upright and rank:
                parts.stand(cell)
        for row, cells in zip(rows, block.rows, strict=True):
            parts.keep_whole(row)
            for rank, (cell, told, width) in enumerate(zip(row.cells, cells, widths, strict=True)):
                cell.width = width
                _fill(cell, told.text, style, ink=told.ink, centred=block.upright and rank > 0)
                if told.fill:
                    parts.shade(cell, told.fill)
        for note in block.notes:
            self._text(note, _(CELL))
        self.word.add_paragraph(style=_(CELL))


def _fill(cell: Any, text: str, style: str, *, bold: bool = False, ink: str = "", centred: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    # By identifier: by name, python-docx reads every style again for each of thousands of cells.
    paragraph._p.style = style
    run = paragraph.add_run(text)
    run.bold = bold or None
    if ink:
        run.font.color.rgb = RGBColor.from_string(ink.lstrip("#").upper())
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if runs_right_to_left(text):
        parts.right_to_left(paragraph)
