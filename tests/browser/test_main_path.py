"""The whole path in a real browser, with every request to the outside stopped: open, add, find again, take away."""

import re
import subprocess
import sys
from pathlib import Path

import geopandas
import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.conftest import LAPTOP, PHONE, PROJECT_DIR, OpenPage, Serve, make_demonstration

pytestmark = pytest.mark.browser

SIZES = pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
PAGES = {
    "preparer": "Qu'est-ce qu'il nous manque pour l'atelier ?",
    "": "Qu'est-ce qu'il y a dans nos quartiers ?",
    "contribuer": "Qu'est-ce que vous connaissez ?",
    "analyser": "Qu'est-ce qui manque, où, pour qui ?",
    "restituer": "Qu'est-ce que vous voulez emporter ?",
}
# Streamlit asks for its own health under the address of the page first, and tries again at the root.
HOSTILE = "<img src=x onerror=window.taken=1><script>window.taken=1</script>"
HARMLESS = "Failed to load resource: the server responded with a status of 404"


def the_map(page: Page) -> FrameLocator:
    frame = page.frame_locator('iframe[title="streamlit_folium.st_folium"]')
    expect(frame.locator(".carto-map canvas").first).to_be_visible()
    return frame


def open_and_read_title(page: Page, address: str, title: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@SIZES
@pytest.mark.parametrize("path", PAGES)
def test_each_page_opens_without_the_internet(
    open_page: OpenPage, app_url: str, path: str, size: tuple[int, int]
) -> None:
    watched = open_page(size)
    page = watched.page
    open_and_read_title(page, f"{app_url}/{path}", PAGES[path])
    expect(page.get_by_text("Démonstration : les structures")).to_be_visible()
    if path in {"", "contribuer", "analyser"}:
        the_map(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    assert not wide, "the page is wider than the screen"
    assert [error for error in watched.errors if HARMLESS not in error] == []


@SIZES
def test_a_place_added_on_the_map_is_found_everywhere(
    open_page: OpenPage, fresh_app_url: str, size: tuple[int, int], tmp_path: Path
) -> None:
    page = open_page(size).page
    before = places_to_eat_in_orgemont(page, fresh_app_url)
    text = "Épicerie « L'Écrou » <img src=x onerror=alert(1)>"
    add_on_map(page, fresh_app_url, text)
    page.goto(fresh_app_url)
    the_map(page)
    expect(first_of_the_list(page)).to_have_text(text)
    assert places_to_eat_in_orgemont(page, fresh_app_url) == before + 1
    exported = export_html(page, fresh_app_url, tmp_path / "page.html")
    alone = open_page(size).page
    alone.goto(exported.as_uri())
    alone.get_by_label("Chercher un mot").fill("Écrou")
    expect(alone.get_by_text(text).first).to_be_visible()
    expect(alone.locator('img[src="x"]')).to_have_count(0)


def test_hostile_words_are_only_words_in_a_bubble_and_in_the_page_taken_away(
    open_page: OpenPage, serve: Serve, tmp_path: Path
) -> None:
    workshop = make_demonstration(tmp_path / "hostile.atelier")
    lon, lat = inside_orgemont()
    text = HOSTILE + " {{ 7*7 }} {% raw %}"
    arguments = ["contribute", str(workshop), "--kind", "place", "--filiere", "se_nourrir", "--text", text]
    command = [sys.executable, "-m", "mapping", *arguments, "--lon", str(lon), "--lat", str(lat)]
    subprocess.run(command, cwd=PROJECT_DIR, check=True, capture_output=True)
    page = open_page(LAPTOP).page
    page.goto(serve(workshop))
    touch(page, (lon, lat))
    frame = the_map(page)
    expect(frame.locator(".leaflet-popup")).to_contain_text(text)
    for place in (page, frame):
        expect(place.locator('img[src="x"]')).to_have_count(0)
    assert page.evaluate("window.taken") is None


@SIZES
def test_the_same_without_the_map(open_page: OpenPage, fresh_app_url: str, size: tuple[int, int]) -> None:
    page = open_page(size).page
    page.goto(f"{fresh_app_url}/contribuer")
    page.get_by_role("tab", name="Sans la carte").click()
    form = page.get_by_role("tabpanel").filter(has_text="Où ?")
    form.get_by_text("Près de ce repère").click()
    form.get_by_role("combobox", name="Près de ce repère").fill("Marché")
    page.get_by_role("option").first.click()
    form.get_by_text("Il manque ici…").click()
    form.get_by_text("Se nourrir").click()
    form.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("C'est enregistré.")).to_be_visible()
    page.goto(fresh_app_url)
    expect(first_of_the_list(page)).to_have_text("(sans texte)")


def first_of_the_list(page: Page) -> Locator:
    """Return the name of the newest thing on the list of Carte; its first column is the box to tick."""
    return page.get_by_test_id("glide-cell-1-0")


def add_on_map(page: Page, address: str, text: str) -> None:
    page.goto(f"{address}/contribuer")
    touch(page, inside_orgemont())
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Orgemont")).to_be_visible()
    dialog.get_by_text("Se nourrir").click()
    dialog.get_by_label("Quelques mots").fill(text)
    dialog.get_by_label("Quelques mots").blur()
    dialog.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("C'est enregistré.")).to_be_visible()
    expect(dialog).to_have_count(0)


def inside_orgemont() -> tuple[float, float]:
    """Return a (lon, lat) inside the third quartier of the matrix."""
    zones = geopandas.read_file(PROJECT_DIR / "data" / "geo" / "qpv-2024-plaine-commune.geojson")
    point = zones.loc[zones["lib_qp"] == "Orgemont", "geometry"].iloc[0].representative_point()
    return point.x, point.y


def touch(page: Page, position: tuple[float, float]) -> None:
    """Click the map at a WGS 84 position, where the browser draws it."""
    the_map(page)
    frame = next(frame for frame in page.frames if "st_folium" in frame.url)
    lon, lat = position
    # The first view is fitted several times while the frame takes its size.
    frame.wait_for_function(
        """() => {
            const view = window.map.getZoom() + "/" + window.map.getCenter() + "/" + window.map.getSize();
            const still = window.lastView === view && window.map.getZoom() > 9;
            window.lastView = view;
            return still;
        }""",
        polling=400,
    )
    spot = frame.evaluate("([lat, lon]) => window.map.latLngToContainerPoint([lat, lon])", [lat, lon])
    box = frame.locator(".carto-map").bounding_box()
    assert box is not None
    # By hand: Locator.click scrolls the page first, smoothly, and clicks where the map was before.
    page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])


def places_to_eat_in_orgemont(page: Page, address: str) -> int:
    """Return the count that the sheet of the quartier shows."""
    page.goto(f"{address}/analyser")
    page.get_by_test_id("stButtonGroup").get_by_text("Fiche d'un quartier").click()
    page.get_by_role("combobox", name="Quartier").click()
    page.get_by_role("option", name="Orgemont").click()
    expect(page.get_by_text(re.compile(r"^Orgemont · .* habitants"))).to_be_visible()
    figure = page.get_by_test_id("stMetricValue").first
    expect(figure).to_have_text(re.compile(r"^\d+ · \d+$"))
    return int(figure.inner_text().split(" ")[0])


def export_html(page: Page, address: str, out: Path) -> Path:
    page.goto(f"{address}/restituer")
    page.get_by_test_id("stButtonGroup").get_by_text("Pour l'équipe de l'atelier").click()
    expect(page.get_by_text("à ne pas publier")).to_be_visible()
    page.get_by_role("button", name="Préparer en HTML").click()
    ready = page.get_by_role("button", name="Télécharger en HTML")
    # Made in another process, which starts from nothing.
    expect(ready).to_be_visible(timeout=90_000)
    with page.expect_download() as download:
        ready.click()
    download.value.save_as(out)
    return out
