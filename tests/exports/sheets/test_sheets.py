"""Sheets as a printer and a phone's camera see them: rendered by poppler, read back by other people's software."""

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image
from pypdf import PdfReader

from mapping.domain.errors import FileError, WorkshopError
from mapping.domain.sheet_code import SheetCode, decode_sheet
from mapping.domain.sheet_grid import sheet_grid
from mapping.exports.bundle import Bundle
from mapping.exports.printing.paper import MM_PER_INCH, Orientation, Paper, PaperSize
from mapping.exports.sheets.corners import MODULES, pattern
from mapping.exports.sheets.layout import SheetLayout, best_paper, bounds_of, layout_of
from mapping.exports.sheets.table import ROWS
from mapping.exports.sheets.writing import rendered_sheets, write_sheets
from tests.exports.printing.bundles import make_bundle, make_streets

A3 = Paper(PaperSize.A3, Orientation.LANDSCAPE)
DPI = 150
SECRET = "Le médecin de Sidonie"


poppler = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler n'est pas sur cette machine")


def a_bundle(*, demonstration: bool = False) -> Bundle:
    contributions = [{"text": SECRET}]
    return make_bundle(contributions=contributions, demonstration=demonstration, streets=make_streets())


BUNDLE = a_bundle()


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the sheets of two groups."""
    out = tmp_path_factory.mktemp("feuilles") / "feuilles.pdf"
    write_sheets(BUNDLE, out, paper=A3, groups=("Table 1", "Élèves"))
    return out


def picture(pdf: Path, page: int, *, dpi: int = DPI) -> NDArray[np.uint8]:
    """Return a page in greys."""
    command = ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-gray", "-singlefile", "-png", str(pdf)]
    rendered = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    return np.asarray(Image.open(BytesIO(rendered)).convert("L"))


def code_on(picture: NDArray[np.uint8]) -> SheetCode:
    (found,) = zxingcpp.read_barcodes(picture)
    return decode_sheet(found.text)


def ideal_mark(corner: int, step: float) -> NDArray[np.float64]:
    """Return a mark with one module of white around it: 0 black, 1 white, at ``step`` dots for a module."""
    modules = np.pad(pattern(corner).astype(float), 1, constant_values=1.0)
    ranks = (np.arange(round(step * (MODULES + 2))) / step).astype(int).clip(0, MODULES + 1)
    return np.asarray(modules[np.ix_(ranks, ranks)])


def mark_error_mm(picture: NDArray[np.uint8], layout: SheetLayout, corner: int) -> float:
    """Return how far from where the layout says the mark that looks most like it is, looking 3 mm around."""
    per_mm = DPI / MM_PER_INCH
    mark = ideal_mark(corner, layout.mark_side / MODULES * per_mm)
    x, y = layout.mark_centres[corner] * per_mm - np.array(mark.shape[::-1]) / 2
    reach = round(3 * per_mm)
    best = min(
        (
            (
                float(np.abs(picture[row : row + len(mark), column : column + len(mark)] / 255 - mark).mean()),
                row,
                column,
            )
            for row in range(round(y) - reach, round(y) + reach + 1)
            for column in range(round(x) - reach, round(x) + reach + 1)
        ),
    )
    assert best[0] < 0.08, "nothing there looks like this mark"
    return float(np.hypot(best[1] - y, best[2] - x)) / per_mm


@poppler
def test_the_code_is_read_by_another_program_and_says_the_squares_of_the_phone(printed: Path) -> None:
    code = code_on(picture(printed, 1))
    assert (code.paper, code.is_landscape, code.group) == ("A3", True, "")
    assert code.grid == sheet_grid(bounds_of(BUNDLE.snapshot.zones))


@poppler
def test_a_sheet_held_upside_down_is_read_too(printed: Path) -> None:
    assert code_on(np.ascontiguousarray(np.rot90(picture(printed, 1), 2))).paper == "A3"


@poppler
@pytest.mark.parametrize("paper", [A3, Paper(), Paper(PaperSize.A4, Orientation.LANDSCAPE)])
def test_the_four_marks_are_where_the_code_says(paper: Paper, tmp_path: Path) -> None:
    out = tmp_path / "feuille.pdf"
    write_sheets(BUNDLE, out, paper=paper)
    dots, layout = picture(out, 1), layout_of(BUNDLE.snapshot.zones, paper)
    for corner in range(4):
        assert mark_error_mm(dots, layout, corner) < 0.25
    # And the ground of those positions, from nothing but what was read on the paper.
    spots = layout.frame.to_mm(np.array(code_on(dots).marks))
    assert np.abs(spots - layout.mark_centres).max() < 0.05


def test_no_mark_turned_looks_like_another() -> None:
    turned = {np.rot90(pattern(corner), turn).tobytes() for corner in range(4) for turn in range(4)}
    assert len(turned) == 16


@poppler
def test_an_overlay_lies_exactly_over_its_sheet(printed: Path) -> None:
    overlay = picture(printed, 5)
    layout = layout_of(BUNDLE.snapshot.zones, A3)
    assert max(mark_error_mm(overlay, layout, corner) for corner in range(4)) < 0.25
    code, sheet = code_on(overlay), code_on(picture(printed, 1))
    assert code.group == "Table 1"
    assert replace(code, group="") == sheet


@poppler
def test_an_overlay_lets_the_sheet_be_seen(printed: Path, tmp_path: Path) -> None:
    for page in (1, 5):
        command = ["pdftocairo", "-r", "40", "-f", str(page), "-l", str(page), "-png", "-transp", "-singlefile"]
        subprocess.run([*command, str(printed), str(tmp_path / str(page))], check=True, timeout=60)
    area = layout_of(BUNDLE.snapshot.zones, A3).frame.area
    left, top, right, bottom = (round(side * 40 / MM_PER_INCH) for side in area.inner(2).box)
    clear = [
        np.asarray(Image.open(tmp_path / f"{page}.png").convert("RGBA"))[top:bottom, left:right, 3] == 0
        for page in (1, 5)
    ]
    assert clear[0].mean() == 0
    assert clear[1].mean() > 0.9


def test_the_file_holds_a_sheet_instructions_then_a_table_and_an_overlay_for_each_group(printed: Path) -> None:
    pages = [page.extract_text() for page in PdfReader(printed).pages]
    assert len(pages) == 2 + 2 * 3
    assert "A1" in pages[0] and "Comment faire" in pages[0] and "Limites des quartiers : millésime 2024" in pages[0]
    assert "OpenStreetMap" in pages[0]
    assert "Se nourrir" in pages[1] and "jamais le nom" in pages[1]
    assert "Tableau de : Table 1" in pages[2] and "quelques mots" in pages[2]
    assert str(ROWS) in pages[3].split()
    assert "Calque : Élèves" in pages[7]


def test_nothing_that_residents_said_is_on_a_sheet(printed: Path) -> None:
    assert all(SECRET not in page.extract_text() for page in PdfReader(printed).pages)
    assert SECRET.encode() not in printed.read_bytes()


def test_a_demonstration_says_so_on_the_sheet_the_instructions_and_the_overlay() -> None:
    pages = PdfReader(BytesIO(rendered_sheets(a_bundle(demonstration=True), paper=A3))).pages
    said = [rank for rank, page in enumerate(pages) if "inventés" in page.extract_text()]
    assert said == [0, 1, 4]


@pytest.mark.parametrize("size", list(PaperSize))
@pytest.mark.parametrize("orientation", list(Orientation))
def test_every_paper_holds_all_of_the_ground_inside_its_margins(size: PaperSize, orientation: Orientation) -> None:
    paper = Paper(size, orientation)
    layout = layout_of(BUNDLE.snapshot.zones, paper, has_notice=True)
    spots = layout.frame.to_mm(np.array([[2.34, 48.92], [2.38, 48.94]]))
    assert layout.frame.holds(spots).all()
    half = layout.mark_side / 2
    assert (layout.mark_centres - half >= layout.sizes.margin - 0.01).all()
    low = layout.mark_centres + half <= np.array([paper.width_mm, paper.height_mm]) - layout.sizes.margin + 0.01
    assert low.all()


def test_the_sheet_is_turned_so_that_the_ground_is_largest() -> None:
    zones = BUNDLE.snapshot.zones
    chosen = best_paper(zones, PaperSize.A3)
    other = next(Paper(PaperSize.A3, turn) for turn in Orientation if turn is not chosen.orientation)
    assert layout_of(zones, chosen).frame.scale <= layout_of(zones, other).frame.scale


def test_a_sheet_of_one_quartier_is_larger_with_the_same_squares() -> None:
    zones = BUNDLE.snapshot.zones
    whole, alone = layout_of(zones, A3), layout_of(zones, A3, code="QN00001M")
    assert alone.frame.scale < whole.frame.scale
    assert alone.grid == whole.grid


def test_what_cannot_be_drawn_is_said() -> None:
    zones = BUNDLE.snapshot.zones
    with pytest.raises(WorkshopError, match="« QN99 » inconnu"):
        layout_of(zones, A3, code="QN99")
    with pytest.raises(WorkshopError, match="pas encore de quartier"):
        layout_of(zones.iloc[:0], A3)
    with pytest.raises(FileError, match="nom du groupe"):
        rendered_sheets(BUNDLE, paper=A3, groups=("x" * 61,))


def test_names_from_outside_are_letters_only() -> None:
    group = "<b>$x_1$\\frac{1}{2}</b>\x00"
    pages = PdfReader(BytesIO(rendered_sheets(BUNDLE, paper=A3, groups=(group.replace("\x00", ""),)))).pages
    assert "<b>$x_1$\\frac{1}{2}</b>" in pages[4].extract_text()
