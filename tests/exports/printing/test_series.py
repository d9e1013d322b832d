"""Several sheets in one file: the atlas, and a large map cut into sheets to tape together."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from mapping.exports.printing.atlas import render_atlas, write_atlas
from mapping.exports.printing.contents import Asked, MapSubject
from mapping.exports.printing.maps import render_map
from mapping.exports.printing.paper import Orientation, Paper, PaperSize
from mapping.exports.printing.tiles import MARGIN_MM, OVERLAP_MM, cut_of, render_tiles, write_tiles
from tests.exports.printing.bundles import make_bundle

A0 = Paper(PaperSize.A0)


def _pages(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_an_atlas_has_a_cover_then_one_page_for_each_zone_in_the_order_of_names(tmp_path: Path) -> None:
    said: list[tuple[str, int, int | None]] = []
    out = tmp_path / "atlas.pdf"
    write_atlas(make_bundle(), out, paper=Paper(), on_progress=lambda *told: said.append(told))
    cover, first, second = _pages(out.read_bytes())
    assert "Atlas des quartiers" in cover
    assert "2 Calon (Saint-Denis)" in cover
    assert "3 Cordon (Saint-Denis)" in cover
    assert first.startswith("Calon")
    assert second.startswith("Cordon")
    assert [(done, total) for _what, done, total in said] == [(0, 2), (1, 2), (2, 2)]


def test_the_bookmarks_of_an_atlas_lead_to_the_page_of_each_zone() -> None:
    reader = PdfReader(io.BytesIO(render_atlas(make_bundle(), paper=Paper(PaperSize.A3, Orientation.LANDSCAPE))))
    found = [(mark.title, reader.get_destination_page_number(mark)) for mark in reader.outline]
    assert found == [("Sommaire", 0), ("Calon", 1), ("Cordon", 2)]


@pytest.mark.parametrize("sheet", [PaperSize.A3, PaperSize.A4])
@pytest.mark.parametrize("orientation", list(Orientation))
def test_the_sheets_cover_the_large_map_whole_and_neighbours_share_a_band(
    sheet: PaperSize, orientation: Orientation
) -> None:
    large = Paper(PaperSize.A0, orientation)
    cut = cut_of(large, sheet)
    last = cut.part(cut.columns - 1, cut.rows - 1)
    assert last.right >= large.width_mm - 1e-6
    assert last.bottom >= large.height_mm - 1e-6
    assert cut.part(0, 0).right - cut.part(1, 0).left == pytest.approx(OVERLAP_MM)
    assert cut.part(0, 0).bottom - cut.part(0, 1).top == pytest.approx(OVERLAP_MM)


def test_an_a0_is_nine_a3_after_a_plan_that_names_them(tmp_path: Path) -> None:
    out = tmp_path / "a0.pdf"
    write_tiles(make_bundle(), out, MapSubject.TERRITORY, paper=A0, sheet=PaperSize.A3)
    plan, *sheets = _pages(out.read_bytes())
    assert len(sheets) == 9
    names = [f"{letter}{number}" for number in (1, 2, 3) for letter in "ABC"]
    assert all(name in plan for name in names)
    assert "9 feuilles A3 à assembler en un plan A0" in plan
    assert all(name in sheet for name, sheet in zip(names, sheets, strict=True))


def test_each_sheet_shows_its_part_of_the_map_at_full_size() -> None:
    content = render_tiles(make_bundle(), Asked(MapSubject.TERRITORY), paper=A0, sheet=PaperSize.A3)
    reader = PdfReader(io.BytesIO(content))
    cut = cut_of(A0, PaperSize.A3)
    unit = 72 / 25.4
    for rank, page in enumerate(reader.pages[1:]):
        part = cut.part(rank % cut.columns, rank // cut.columns)
        shown = page.get_contents().get_data().decode("latin-1").rsplit("W n", 1)[1].split()
        assert shown[:4] == ["1", "0", "0", "1"]
        assert float(shown[4]) == pytest.approx((MARGIN_MM - part.left) * unit, abs=0.01)
        assert float(shown[5]) == pytest.approx((MARGIN_MM - (A0.height_mm - part.bottom)) * unit, abs=0.01)


def test_sheets_weigh_about_as_much_as_the_map_itself() -> None:
    bundle = make_bundle()
    tiles = render_tiles(bundle, Asked(MapSubject.TERRITORY), paper=A0, sheet=PaperSize.A4)
    assert len(tiles) < 3 * len(render_map(bundle, MapSubject.TERRITORY, paper=A0)) + 200_000
