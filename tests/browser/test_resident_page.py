"""The page that residents are sent: from a file, on a small phone, in every language, with or without script."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from mapping.i18n.languages import LANGUAGES
from mapping.services.demonstrate import create_demonstration
from mapping.services.formats import ExportFormat
from mapping.services.restitute import export
from mapping.services.workshops import now_utc, open_store
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

SMALL = (360, 740)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("page")
    target = str(folder / "d.atelier")
    create_demonstration(target)
    store = open_store(target)
    try:
        out = export(store, file_format=ExportFormat.HTML, out=folder / "d.html", public=False, generated_at=now_utc())
    finally:
        store.close()
    assert out.stat().st_size < 3_000_000
    return Path(out).as_uri()


def test_every_language_is_read_without_fault_on_a_small_phone(open_page: OpenPage, address: str) -> None:
    watched = open_page(SMALL)
    page = watched.page
    page.goto(address)
    for language in LANGUAGES:
        page.locator(f"[data-speak={language.code}]").click()
        expect(page.locator("html")).to_have_attribute("dir", language.dir)
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL[0]
        faults = [fault["id"] for fault in Axe().run(page).response["violations"]]
        assert faults == [], language.code
    assert watched.errors == []
    assert watched.outside == []


def test_a_word_is_found_without_its_accents_and_a_quartier_opens_its_sentences(
    open_page: OpenPage, address: str
) -> None:
    page = open_page(SMALL).page
    page.goto(address)
    page.locator("[data-speak=fr]").click()
    every = page.locator("#things > li:visible").count()
    page.locator("#words").fill("EPICERIE")
    found = page.locator("#things > li:visible")
    assert 0 < found.count() < every
    assert "picerie" in found.first.inner_text()
    page.locator("#zone").select_option(index=1)
    expect(page.locator(".said:visible")).to_have_count(1)
    expect(page.locator(".said:visible li").first).to_be_visible()
