"""The wall in a real browser: what is posted appears without a reload, and nothing else moves."""

import json
import re
import urllib.request
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from mapping.domain.models import Action, ContributionKind
from mapping.services import sessions
from mapping.services.contribute import Request, contribute
from mapping.services.moderate import moderate
from mapping.services.workshops import open_store
from mapping.storage.interface import Store
from tests.browser.conftest import LAPTOP, PHONE, OpenPage, Serve, make_demonstration

pytestmark = pytest.mark.browser

PROJECTOR = (1920, 1080)
VIEW = """() => {
  const map = document.getElementById("map").cartoMap;
  return [map.getZoom(), map.getCenter().lat, map.getCenter().lng, map.getSize().x, map.getSize().y];
}"""


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    path = make_demonstration(tmp_path / "mur.atelier")
    store = open_store(str(path))
    made = sessions.create_session(store, replace(sessions.new_session(date(2026, 3, 14)), title="Au centre social"))
    sessions.open_session(store, made.id)
    store.close()
    return path


def accepted(store: Store, text: str) -> str:
    request = Request(ContributionKind.NEED, "POINT (2.3612 48.9334)", filiere="reparer", text=text)
    identifier = contribute(store, request).contribution.id
    moderate(store, identifier, Action.ACCEPT)
    return identifier


def open_wall(page: Page, address: str) -> list[float]:
    page.goto(f"{address}/mur")
    expect(page.locator("#map canvas").first).to_be_visible()
    expect(page.locator("#needs li").first).to_be_visible()
    view: list[float] = page.evaluate(VIEW)
    return view


@pytest.mark.parametrize("size", [LAPTOP, PROJECTOR], ids=["laptop", "projector"])
def test_a_contribution_appears_without_a_reload_and_the_map_stays(
    open_page: OpenPage, serve: Serve, workshop: Path, size: tuple[int, int]
) -> None:
    address = serve(workshop)
    watched = open_page(size)
    page = watched.page
    before = open_wall(page, address)
    page.evaluate("window.sameDocument = true")
    store = open_store(str(workshop))
    for rank in range(5):
        accepted(store, f"Un atelier vélo numéro {rank}")
    expect(page.get_by_text("Un atelier vélo numéro 4")).to_be_visible()
    expect(page.locator("#counts li").nth(1).locator("strong")).to_have_text("5")
    assert page.evaluate(VIEW) == before
    assert page.evaluate("window.sameDocument") is True
    overflow = page.evaluate("document.documentElement.scrollHeight > window.innerHeight")
    assert not overflow, "the wall is taller than the screen"
    last = page.locator("#words li").nth(4).bounding_box()
    frame = page.locator("#last").bounding_box()
    assert last is not None and frame is not None
    assert last["y"] + last["height"] <= frame["y"] + frame["height"], "the fifth contribution is cut"
    assert watched.errors == []
    store.close()


def test_the_timer_counts_and_stops_with_the_seance(open_page: OpenPage, serve: Serve, workshop: Path) -> None:
    page = open_page(LAPTOP).page
    store = open_store(str(workshop))
    [seance] = store.sessions()
    open_wall(page, serve(workshop))
    expect(page.locator("#timer")).to_have_text("10:00")
    sessions.start_timer(store, seance.id)
    expect(page.locator("#timer")).to_have_text(re.compile(r"9:[0-5]\d"))
    sessions.next_step(store, seance.id, seen=0)
    expect(page.locator("#step-title")).to_have_text("Où habitons-nous, où allons-nous\u202f?")
    sessions.pause_timer(store, seance.id)
    expect(page.locator("#timer")).to_have_class("stopped")
    store.close()


def test_a_lost_server_is_said_and_the_wall_resumes_by_itself(
    open_page: OpenPage, serve: Serve, workshop: Path
) -> None:
    page = open_page(LAPTOP).page
    store = open_store(str(workshop))
    open_wall(page, serve(workshop))
    accepted(store, "Avant la coupure")
    expect(page.get_by_text("Avant la coupure")).to_be_visible()

    def cut(route: Route) -> None:
        route.abort()

    page.route("**/api/mur*", cut)
    expect(page.get_by_text("Connexion perdue")).to_be_visible()
    accepted(store, "Pendant la coupure")
    expect(page.get_by_text("Avant la coupure")).to_be_visible()
    page.unroute("**/api/mur*", cut)
    expect(page.get_by_text("Pendant la coupure")).to_be_visible()
    expect(page.get_by_text("Connexion perdue")).to_be_hidden()
    store.close()


def test_hostile_words_are_only_words_on_the_wall(open_page: OpenPage, serve: Serve, workshop: Path) -> None:
    page = open_page(LAPTOP).page
    store = open_store(str(workshop))
    open_wall(page, serve(workshop))
    hostile = "<img src=x onerror=window.taken=1>"
    accepted(store, hostile)
    expect(page.get_by_text(hostile)).to_be_visible()
    assert page.evaluate("window.taken") is None
    expect(page.locator('img[src="x"]')).to_have_count(0)
    store.close()


def test_gommettes_placed_on_a_phone_are_bars_on_the_wall(open_page: OpenPage, serve: Serve, workshop: Path) -> None:
    store = open_store(str(workshop))
    [seance] = store.sessions()
    accepted(store, "Un four à pain")
    sessions.go_to_step(store, seance.id, 5)
    address = serve(workshop)
    wall = open_page(LAPTOP).page
    open_wall(wall, address)
    phone = open_page(PHONE).page
    phone.goto(f"{address}/ici/gommettes")
    phone.get_by_role("link", name="Table 2").click()
    need = phone.get_by_role("listitem").filter(has_text="Un four à pain")
    need.get_by_role("button", name="Poser une gommette").click()
    expect(phone.get_by_text("Gommettes qui restent à votre table : 4")).to_be_visible()
    expect(wall.locator("#bars li strong")).to_have_text("1")
    need.get_by_role("button", name="Reprendre").click()
    expect(wall.get_by_text("Aucune gommette pour l'instant.")).to_be_visible()
    store.close()


def test_the_wall_hears_of_nothing_private(serve: Serve, workshop: Path) -> None:
    store = open_store(str(workshop))
    request = Request(
        ContributionKind.PLACE, "POINT (2.377777 48.944444)", filiere="reparer", text="mots en attente",
        author_key="cle-secrete", group_name="Table 3", category="shelter",
    )  # fmt: skip
    identifier = contribute(store, request).contribution.id
    address = serve(workshop)
    told = "".join(
        urllib.request.urlopen(f"{address}{path}", timeout=30).read().decode() for path in ("/api/mur", "/api/mur/fond")
    )
    answered: dict[str, Any] = json.loads(urllib.request.urlopen(f"{address}/api/mur", timeout=30).read())
    assert answered["counts"][0]["value"] == 1
    private = ("mots en attente", "cle-secrete", "Table 3", "2.377777", "48.944444", identifier)
    assert [value for value in private if value in told] == []
    store.close()
