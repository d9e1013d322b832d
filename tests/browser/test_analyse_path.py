"""Analyser in a real browser: the matrix leads the map and the sheet, the map leads the matrix and the sheet."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_main_path import inside_orgemont, the_map, touch

pytestmark = pytest.mark.browser


def choose_view(page: Page, name: str) -> None:
    button = page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True)
    # What a run draws anew stands beside what it replaces until the run ends.
    expect(button).to_have_count(1)
    button.click()


def test_a_cell_of_the_matrix_is_what_the_sentence_the_map_and_the_sheet_are_about(
    open_page: OpenPage, app_url: str
) -> None:
    page = open_page().page
    page.goto(f"{app_url}/analyser")
    the_map(page)
    cell = page.get_by_test_id("glide-cell-3-2")
    expect(cell).to_have_text(re.compile(r"\w"))
    name = page.get_by_test_id("glide-cell-0-2").inner_text()
    grid = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert grid is not None
    # The canvas has no element to click: third row of 32 px under a header of 40, second need after two columns.
    page.mouse.click(grid["x"] + 150 + 82 + 92 + 40, grid["y"] + 40 + 2 * 32 + 16)
    expect(page.get_by_role("combobox", name="Besoin")).to_have_value(re.compile("Réparer"))
    expect(page.get_by_text(f"À {name}", exact=False).first).to_be_visible()
    choose_view(page, "Fiche d'un quartier")
    expect(page.get_by_role("combobox", name="Quartier")).to_have_value(name)
    expect(page.get_by_test_id("stMetricValue")).to_have_count(4)


def test_a_quartier_touched_on_the_map_opens_its_sheet_and_is_chosen_in_the_matrix(
    open_page: OpenPage, app_url: str
) -> None:
    watched = open_page()
    page = watched.page
    page.goto(f"{app_url}/analyser")
    touch(page, inside_orgemont())
    expect(page.get_by_role("combobox", name="Quartier")).to_have_value("Orgemont")
    expect(page.get_by_test_id("stMetricValue")).to_have_count(4)
    expect(page.locator(".carto-small-maps img")).to_have_count(12)
    choose_view(page, "Tableau et carte")
    the_map(page)
    expect(page.get_by_text("À Orgemont", exact=False).first).to_be_visible()


def test_how_far_one_walks_is_drawn_on_the_map(open_page: OpenPage, app_url: str) -> None:
    page = open_page().page
    page.goto(f"{app_url}/analyser")
    frame = the_map(page)
    page.get_by_text("5·10·15 min").click()
    for minutes in ("5 min", "10 min", "15 min"):
        expect(frame.locator(".carto-name", has_text=re.compile(f"^{minutes}$"))).to_have_count(1)
