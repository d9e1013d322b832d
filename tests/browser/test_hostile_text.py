"""A workshop stuffed with scripts in every text that somebody may write: none runs, on any page, map, wall or phone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from mapping.services.restitute import ExportFormat, export
from mapping.services.workshops import now_utc, open_store
from tests.browser.conftest import OpenPage, Serve
from tests.security.hostile import MARK, stuffed

pytestmark = pytest.mark.browser

STREAMLIT = ["", "preparer", "contribuer", "animer", "analyser", "restituer", "et-si", "specialistes", "doublons",
             "seances", "representations"]  # fmt: skip
ROOM = ["ici", "ici?groupe=%3Cimg%20src=x%20data-piege=1%3E&lang=%22%3E%3Cb%20data-piege=1%3E", "mur", "ici/gommettes",
        "ici/gommettes?groupe=%3Cb%20data-piege=1%3E"]  # fmt: skip
FOUND = f"""() => [...document.querySelectorAll('[{MARK}], a[href^="javascript:" i]')]
    .map(e => e.outerHTML.slice(0, 200)).concat(window.top.piege ? ['ran'] : [])"""
OPEN_BUBBLES = """() => {
    const bubble = layer => { if (layer.openPopup) try { layer.openPopup(); } catch (error) { return; } };
    for (const map of Object.values(window)) if (map && map.eachLayer && map.getZoom) map.eachLayer(bubble);
}"""


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stuffed(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def address(serve: Serve, workshop: Path) -> str:
    return serve(workshop)


def made(page: Any) -> list[str]:
    """Return what the texts have made in a page and its frames; nothing where they are only text."""
    return [element for frame in page.frames for element in frame.evaluate(FOUND)]


@pytest.mark.parametrize("path", STREAMLIT)
def test_no_text_runs_on_a_page_of_the_laptop(open_page: OpenPage, address: str, path: str) -> None:
    watched = open_page()
    watched.page.goto(f"{address}/{path}")
    expect(watched.page.locator("h1, h2, h3").first).to_be_visible()
    expect(watched.page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
    expect(watched.page.locator("[data-stale=true]")).to_have_count(0)
    assert watched.page.locator("[data-testid=stException]").count() == 0
    assert made(watched.page) == []
    assert [error for error in watched.errors if "Content Security Policy" in error] == []


@pytest.mark.parametrize("path", ROOM)
def test_no_text_runs_on_a_phone_or_the_wall(open_page: OpenPage, address: str, path: str) -> None:
    watched = open_page()
    watched.page.goto(f"{address}/{path}")
    watched.page.wait_for_load_state("networkidle") if "mur" not in path else expect(
        watched.page.locator("#needs li").first
    ).to_be_visible()
    assert made(watched.page) == []
    assert [error for error in watched.errors if "Content Security Policy" in error] == []


def test_no_text_runs_in_a_bubble_of_the_map(open_page: OpenPage, address: str) -> None:
    watched = open_page()
    watched.page.goto(f"{address}/")
    frame = watched.page.frame_locator("iframe").first
    expect(frame.locator("canvas").first).to_be_visible()
    inside = next(frame for frame in watched.page.frames if "/component/" in frame.url)
    inside.evaluate(OPEN_BUBBLES)
    assert made(watched.page) == []


def test_no_text_runs_in_the_page_that_is_sent(open_page: OpenPage, workshop: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    store = open_store(str(workshop))
    export(store, file_format=ExportFormat.HTML, out=out, public=True, generated_at=now_utc())
    store.close()
    watched = open_page()
    watched.page.goto(out.as_uri())
    expect(watched.page.locator("h1").first).to_be_visible()
    assert made(watched.page) == []
    assert watched.errors == []


def test_what_looks_for_scripts_finds_one(open_page: OpenPage) -> None:
    watched = open_page()
    watched.page.set_content(f"<p {MARK}=1>x</p><a href=' JavaScript:void 0'>x</a><a href='javascript:0'>x</a>")
    assert len(made(watched.page)) == 2
