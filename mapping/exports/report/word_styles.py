"""The styles of the DOCX: those that Word knows under French names, so that a city's own template replaces them."""

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from mapping.exports.report.word_parts import element, rule
from mapping.i18n import _

FONT = "Atkinson Hyperlegible"
ACCENT, SOFT, PALE = "561C4D", "5B5563", "F4F1EA"
OWN, NOTE, CELL, NOTICE = "Texte de l'équipe", "À savoir", "Cellule", "Avertissement"


def set_styles(document: WordDocument) -> None:
    """Set the page and the styles of an empty document."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(26), Mm(22)
    _set(document, "Normal", size=10.5)
    for name, size in (("Title", 30), ("Heading 1", 20), ("Heading 2", 13.5), ("Heading 3", 11.5)):
        _set(document, name, size=size, color=ACCENT, bold=True, before=0 if name == "Title" else 14)
    # The template's own line under the title is blue.
    title = document.styles["Title"].element.get_or_add_pPr()
    for line in title.findall(qn("w:pBdr")):
        title.remove(line)
    for level, indent in ((1, 0), (2, 8)):
        entry = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        entry.base_style = document.styles["Normal"]
        _set(document, f"toc {level}", size=11 if level == 1 else 10, bold=level == 1)
        entry.paragraph_format.left_indent = Mm(indent)
        entry.paragraph_format.space_after = Pt(2)
    document.styles["Heading 1"].paragraph_format.page_break_before = True
    _set(document, "Subtitle", size=14, color="1F1B24")
    _set(document, "Caption", size=9, color=SOFT)
    document.styles["Caption"].paragraph_format.keep_with_next = True
    _set(document, "Quote", size=10.5)
    _set(document, "List Bullet", size=10.5)
    rule(document.styles["Quote"].element.get_or_add_pPr(), "CFC8D2")
    for name, size in ((OWN, 11.5), (NOTE, 9.5), (CELL, 8.8), (NOTICE, 8.5)):
        document.styles.add_style(_(name), WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
        _set(document, _(name), size=size)
    rule(document.styles[_(OWN)].element.get_or_add_pPr(), ACCENT)
    document.styles[_(NOTE)].element.get_or_add_pPr().append(element("w:shd", val="clear", fill=PALE))
    cell = document.styles[_(CELL)].paragraph_format
    cell.space_before = cell.space_after = Pt(2)
    cell.line_spacing = 1.0
    _set(document, _(NOTICE), size=8.5, color=ACCENT, bold=True)


def _set(
    document: WordDocument, name: str, *, size: float, color: str = "", bold: bool = False, before: float = 0
) -> None:
    style = document.styles[name]
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # A theme font comes before the name, and Word's headings have one.
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:cs"), "Arial")
    style.font.italic = False
    style.font.bold = bold
    if color:
        style.font.color.rgb = RGBColor.from_string(color)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after = Pt(before), Pt(6)
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.MULTIPLE, 1.15
