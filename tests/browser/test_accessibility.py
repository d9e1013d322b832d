"""axe-core finds no serious nor critical violation on any page: those of the laptop, the phone's, the wall's, the door.

What is inside Streamlit's own widgets and cannot be mended from here is listed, and the list may only shrink.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mapping.domain.workshop_settings import Step
from mapping.services import sessions
from mapping.services.access_code import set_code
from mapping.services.workshops import open_store
from tests.browser.conftest import LAPTOP, PROJECT_DIR, OpenPage, Serve, make_demonstration

pytestmark = pytest.mark.browser

CODE = "tambour47"
SETTLED_MS = 1_000
PHONE = (360, 740)
# Those of the facilitator are reached by the links of the application: the session keeps the code.
PAGES = {
    "": "Qu'est-ce qu'il y a dans nos quartiers ?",
    "contribuer": "Qu'est-ce que vous connaissez ?",
    "preparer": "",
    "animer": "Qu'est-ce qui arrive ?",
    "seances": "Qui se réunit, quand, et pour faire quoi ?",
    "analyser": "",
    "et-si": "",
    "specialistes": "",
    "representations": "",
    "restituer": "Qu'est-ce que vous voulez emporter ?",
    "doublons": "",
}
IN_STREAMLIT: dict[str, str] = {}
"""Rule and part of Streamlit's own markup, with the reason why it is not ours to mend: nothing today."""


@pytest.fixture(scope="module")
def room(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a demonstration with a code, in the middle of a séance where gommettes are placed."""
    path = make_demonstration(tmp_path_factory.mktemp("axe") / "demonstration.atelier")
    accepted(path)
    store = open_store(str(path))
    store.save_settings(settings=replace(store.workshop().settings, steps=(Step("Priorités", "", 15, votes=True),)))
    made = sessions.create_session(store, sessions.new_session(date(2026, 3, 14)))
    sessions.open_session(store, made.id)
    set_code(store, CODE)
    store.close()
    yield serve(path)


def accepted(path: Path) -> None:
    """Accept what waits, but one that the queue shows."""
    store = open_store(str(path))
    pending = store.contributions().query("status == 'pending'")["id"].tolist()[1:]
    store.close()
    command = [sys.executable, "-m", "mapping", "moderate", str(path), *pending, "accept"]
    subprocess.run(command, cwd=PROJECT_DIR, check=True, capture_output=True)


@pytest.fixture(scope="module")
def axe() -> Any:
    return pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe n'est pas installé").Axe()


def serious(axe: Any, page: Page) -> list[str]:
    """Return the violations that hinder somebody, without those of the list."""
    found = [
        f"{violation['id']}: {node['target']} {node['html'][:160]} {node.get('failureSummary', '')[:160]}"
        for violation in axe.run(page).response["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]
    return [told for told in found if not any(re.search(known, told) for known in IN_STREAMLIT)]


def test_no_page_of_the_laptop_hinders_anybody(open_page: OpenPage, room: str, axe: Any) -> None:
    page = open_page(LAPTOP).page
    page.emulate_media(reduced_motion="reduce")
    found: dict[str, list[str]] = {}
    page.goto(f"{room}/animer")
    expect(page.get_by_role("heading", name="Quel est le code de l'animateur ?")).to_be_visible()
    found["gate"] = serious(axe, page)
    for address, title in PAGES.items():
        page.goto(f"{room}/{address}")
        page.locator("h1").first.wait_for()
        code = page.locator(".st-key-porte_code input")
        if address not in {"", "contribuer"}:
            code.fill(CODE)
            page.get_by_role("button", name="Ouvrir", exact=True).click()
            expect(code).to_have_count(0)
        if title:
            expect(page.get_by_role("heading", name=title)).to_be_visible()
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
        page.wait_for_timeout(SETTLED_MS)
        found[address] = serious(axe, page)
    told = "\n".join(f"/{name} {one}" for name, several in found.items() for one in several)
    assert not told, told


def test_neither_the_wall_nor_the_gommettes_hinder_anybody(open_page: OpenPage, room: str, axe: Any) -> None:
    wall, phone = open_page(LAPTOP).page, open_page(PHONE).page
    wall.goto(f"{room}/mur")
    wall.locator("#map .leaflet-pane, .leaflet-container").first.wait_for()
    found = serious(axe, wall)
    for address in ("/ici/gommettes", "/ici/gommettes?groupe=Table+1", "/ici/gommettes?groupe=Table+1&lang=ar"):
        phone.goto(room + address)
        found += serious(axe, phone)
    with phone.expect_navigation():
        phone.get_by_role("button").first.tap()
    found += serious(axe, phone)
    assert found == []


def test_the_pages_without_javascript_hinder_nobody(open_page: OpenPage, room: str, axe: Any) -> None:
    """The scripts of the page are kept from coming; axe-core itself needs one."""
    page = open_page(PHONE).page
    page.route("**/ici/*.js*", lambda route: route.abort())
    page.goto(f"{room}/ici")
    found = serious(axe, page)
    page.locator('input[value="need"]').check(force=True)
    page.locator('input[value="reparer"]').check(force=True)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    found += serious(axe, page)
    page.locator("#quartier").select_option(index=1)
    page.get_by_role("button", name="Envoyer").click()
    code = page.locator(".code strong")
    expect(code).to_contain_text("-")
    found += serious(axe, page)
    told = code.inner_text()
    page.goto(f"{room}/ici")
    page.locator("#retrait summary").tap()
    page.locator("#code-retrait").fill(told)
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("C'est retiré (1).")).to_be_visible()
    found += serious(axe, page)
    assert found == []


def test_the_list_of_what_is_not_ours_does_not_grow() -> None:
    assert len(IN_STREAMLIT) == 0
