"""What python-docx has no call for: fields, numbered captions, repeated headers, shading, alternative text."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run


def element(tag: str, **attributes: str) -> Any:
    """Return an element of WordprocessingML, its attributes in the same namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def add_field(paragraph: WordParagraph, instruction: str, shown: str) -> None:
    """Add a field (``PAGE``, ``SEQ Tableau``); ``shown`` is what it says until it is computed again."""
    begin = element("w:fldChar", fldCharType="begin")
    code = element("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    for part in (begin, code, element("w:fldChar", fldCharType="separate")):
        paragraph.add_run()._r.append(part)
    paragraph.add_run(shown)
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def add_contents(lines: Sequence[tuple[WordParagraph, str]], instruction: str) -> None:
    """Add a field that runs over several paragraphs, with what each says until page numbers are computed."""
    if not lines:
        return
    first, last = lines[0][0], lines[-1][0]
    code = element("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    start = element("w:fldChar", fldCharType="begin", dirty="true")
    for part in (start, code, element("w:fldChar", fldCharType="separate")):
        first.add_run()._r.append(part)
    for paragraph, text in lines:
        paragraph.add_run(text)
    last.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def ask_to_update(document: WordDocument) -> None:
    """Have the table of contents computed when the file is opened."""
    document.settings.element.append(element("w:updateFields", val="true"))


def speak_french(document: WordDocument) -> None:
    """Say that the text is in French, for spelling, hyphens and voices."""
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("w:lang", val="fr-FR", eastAsia="zh-CN", bidi="ar-SA"))
    document.core_properties.language = "fr-FR"


def repeat(row: _Row) -> None:
    """Repeat a row at the top of each page."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))


def keep_whole(row: _Row) -> None:
    """Do not cut a row between two pages."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit", val="true"))


def shade(cell: _Cell, color: str) -> None:
    """Fill a cell with ``#rrggbb``."""
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=color.lstrip("#")))


def stand(cell: _Cell) -> None:
    """Write a cell from bottom to top."""
    cell._tc.get_or_add_tcPr().append(element("w:textDirection", val="btLr"))


def describe(run: Run, alt: str, name: str) -> None:
    """Say what the picture of a run shows."""
    for properties in run._r.iter(qn("wp:docPr"), qn("pic:cNvPr")):
        properties.set("descr", alt)
        properties.set("name", name)


def right_to_left(paragraph: WordParagraph) -> None:
    """Write a paragraph from right to left."""
    paragraph._p.get_or_add_pPr().append(element("w:bidi"))
    for run in paragraph.runs:
        run._r.get_or_add_rPr().append(element("w:rtl"))


def rule(paragraph_properties: Any, color: str) -> None:
    """Draw a line on the left of the paragraphs of a style."""
    borders = element("w:pBdr")
    borders.append(element("w:left", val="single", sz="18", space="8", color=color.lstrip("#")))
    paragraph_properties.append(borders)
