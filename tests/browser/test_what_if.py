"""A place dropped on the map in a real browser: what it changes is said, and the map stays where it was."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LAPTOP, PHONE, OpenPage

pytestmark = pytest.mark.browser

HARMLESS = "Failed to load resource: the server responded with a status of 404"
SIZES = pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
GAIN = re.compile(r"personnes? (de plus ni de moins )?à moins de 10 minutes")


def touch(page: Page, *, east: float, north: float) -> None:
    """Touch the map at shares of its width and height."""
    frame = page.locator('iframe[title="streamlit_folium.st_folium"]')
    box = frame.bounding_box()
    assert box is not None
    frame.click(position={"x": box["width"] * east, "y": box["height"] * north})


def the_map(page: Page) -> None:
    frame = page.frame_locator('iframe[title="streamlit_folium.st_folium"]')
    expect(frame.locator(".carto-map canvas").first).to_be_visible()


def shift(page: Page) -> str:
    """Return where Leaflet has moved the ground of the map to."""
    pane = page.frame_locator('iframe[title="streamlit_folium.st_folium"]').locator(".leaflet-map-pane")
    return str(pane.evaluate("pane => pane.style.transform"))


@SIZES
def test_a_place_dropped_says_whom_it_serves_and_moves_on_the_next_touch(
    open_page: OpenPage, app_url: str, size: tuple[int, int]
) -> None:
    watched = open_page(size)
    page = watched.page
    page.goto(f"{app_url}/et-si")
    the_map(page)
    before = shift(page)
    touch(page, east=0.5, north=0.5)
    expect(page.get_by_role("heading", name=GAIN)).to_be_visible()
    here = page.frame_locator('iframe[title="streamlit_folium.st_folium"]').get_by_text("Ici", exact=True)
    expect(here).to_have_count(1)
    first = here.evaluate("label => label.parentElement.style.transform")
    touch(page, east=0.4, north=0.4)
    page.wait_for_function(
        """first => { const frame = document.querySelector('iframe[title="streamlit_folium.st_folium"]');
        const labels = [...frame.contentDocument.querySelectorAll('.carto-rank')];
        return labels.length === 1 && labels[0].style.transform !== first; }""",
        arg=first,
    )
    assert shift(page) == before
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    assert [error for error in watched.errors if HARMLESS not in error] == []


@SIZES
def test_premises_are_ranked_on_a_map_with_their_numbers(
    open_page: OpenPage, app_url: str, size: tuple[int, int]
) -> None:
    page = open_page(size).page
    page.goto(f"{app_url}/et-si")
    the_map(page)
    page.get_by_text("Quel local choisir ?").click()
    expect(page.get_by_role("heading", name=re.compile("Le mieux placé"))).to_be_visible()
    ranks = page.frame_locator('iframe[title="streamlit_folium.st_folium"]').locator(".carto-rank")
    expect(ranks).to_have_count(7)


def test_the_page_for_specialists_opens_each_subject(open_page: OpenPage, app_url: str) -> None:
    watched = open_page(LAPTOP)
    page = watched.page
    page.goto(f"{app_url}/specialistes")
    for subject in ("Accès et spécialisation", "Ce que les listes ignorent", "Filières", "Emplois utiles"):
        page.get_by_text(subject, exact=True).first.click()
        expect(page.get_by_text("Limites et formule").first).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)
    assert [error for error in watched.errors if HARMLESS not in error] == []
