"""Printed maps of a workshop: what a page, a command and the report ask for."""

from enum import StrEnum
from pathlib import Path

from mapping.exports.bundle import Bundle
from mapping.exports.files import replacing
from mapping.exports.printing.contents import Asked, MapSubject
from mapping.exports.printing.document import About, pdf_of, png_of, svg_of
from mapping.exports.printing.ground import Ground, ground_of
from mapping.exports.printing.paper import PRINT_DPI, Paper
from mapping.exports.printing.sheets import Laid, Sheet
from mapping.exports.printing.subjects import content_of

A4 = Paper()


class MapFormat(StrEnum):
    """Files that a map can be printed to."""

    PDF = "pdf"
    PNG = "png"
    SVG = "svg"


class Press:
    """Prints the maps of one bundle; its streets are read once for all of them."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.ground: Ground | None = ground_of(bundle.streets)

    def sheet(
        self, asked: Asked, *, width_mm: float, height_mm: float, more_pages: bool, within: bool = False
    ) -> tuple[Sheet, About]:
        """Draw a map on a sheet of any size, or ``within`` a page that tells its title and its sources.

        Raises
        ------
        WorkshopError, NomenclatureError
            When the workshop does not have what is asked.
        """
        content = content_of(self.bundle, asked)
        laid = Laid(self.bundle, content, width_mm, height_mm, self.ground, within=within)
        sheet = laid.sheet(more_pages=more_pages)
        title = f"{content.title} — {content.subtitle}" if content.subtitle else content.title
        return sheet, About(title, sheet.alternative, self.bundle.generated_at)

    def rendered(self, asked: Asked, *, paper: Paper, file_format: MapFormat) -> bytes:
        """Return a map as a file."""
        is_pdf = file_format is MapFormat.PDF
        sheet, about = self.sheet(asked, width_mm=paper.width_mm, height_mm=paper.height_mm, more_pages=is_pdf)
        if is_pdf:
            return pdf_of(sheet.pages, about)
        if file_format is MapFormat.SVG:
            return svg_of(sheet.pages[0], about)
        return png_of(sheet.pages[0], about, dpi=PRINT_DPI)


def render_map(
    bundle: Bundle,
    subject: MapSubject,
    *,
    code: str = "",
    filiere: str = "",
    scenario_id: str = "",
    paper: Paper = A4,
    file_format: MapFormat = MapFormat.PDF,
) -> bytes:
    """Return a map to print.

    Parameters
    ----------
    bundle
        What every document of the workshop is made from.
    subject
        What the map is about.
    code
        Zone to show alone; needed for ``QPV``.
    filiere
        Need to show; needed for ``FILIERE`` and ``GAPS``.
    scenario_id
        Needed for ``SCENARIO``.
    paper
        Size and orientation.
    file_format
        PDF and SVG are vectors, PNG has 300 dots per inch.

    Raises
    ------
    WorkshopError, NomenclatureError
        When the workshop does not have what is asked.
    """
    asked = Asked(subject, code, filiere, scenario_id)
    return Press(bundle).rendered(asked, paper=paper, file_format=file_format)


def write_map(
    bundle: Bundle,
    out: Path,
    subject: MapSubject,
    *,
    code: str = "",
    filiere: str = "",
    scenario_id: str = "",
    paper: Paper = A4,
    file_format: MapFormat = MapFormat.PDF,
) -> None:
    """Write a map to ``out``: see `render_map`.

    Raises
    ------
    FileError
        When the file cannot be written.
    WorkshopError, NomenclatureError
        When the workshop does not have what is asked.
    """
    asked = Asked(subject, code, filiere, scenario_id)
    content = Press(bundle).rendered(asked, paper=paper, file_format=file_format)
    with replacing(out) as part:
        part.write_bytes(content)


def map_png(
    bundle: Bundle | Press,
    subject: MapSubject,
    *,
    code: str = "",
    filiere: str = "",
    scenario_id: str = "",
    width_mm: float,
    height_mm: float,
    dpi: float = 200,
) -> tuple[bytes, str]:
    """Return a map of any size as a PNG, and what it shows in words, for a report.

    Give a `Press` rather than a bundle to print several: the streets are then read once.
    """
    press = bundle if isinstance(bundle, Press) else Press(bundle)
    asked = Asked(subject, code, filiere, scenario_id)
    sheet, about = press.sheet(asked, width_mm=width_mm, height_mm=height_mm, more_pages=False)
    return png_of(sheet.pages[0], about, dpi=dpi), sheet.alternative
