"""The resident's path on a phone: by touch, in each language, without script, with the network cut, by drawing."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, Route, expect

from mapping.i18n.languages import LANGUAGES
from mapping.services.workshops import open_store
from tests.browser.conftest import OpenPage, WatchedPage, goes_outside

pytestmark = pytest.mark.browser

PHONE, SMALL = (360, 740), (360, 640)
SIZES = pytest.mark.parametrize("size", [PHONE, SMALL], ids=["phone", "small"])
OURS = ("/ici", "/ici/phone.css", "/ici/phone.js", "/ici/phone_send.js", "/ici/phone_map.js")
FIRST_LOAD_BYTES = 300_000
OURS_BYTES = 60_000
HOSTILE = "<img src=x onerror=window.taken=1> {{ 7*7 }} « L'Écrou »"


@pytest.fixture
def room(fresh_app_url: str, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Give the address of a demonstration of the test's own, and its file."""
    yield fresh_app_url, tmp_path / "demonstration.atelier"


def recorded(workshop: Path) -> list[Any]:
    """Return what the phones sent, oldest first."""
    store = open_store(str(workshop))
    try:
        frame = store.contributions()
        return list(frame[frame["origin"] == "phone"].sort_values("submitted_at").itertuples())
    finally:
        store.close()


def choose(page: Page, kind: str) -> None:
    page.locator(f'.choice:has(input[name="kind"][value="{kind}"])').tap()
    expect(page.locator("#t-where")).to_be_visible()


def touch_map(page: Page, x: float, y: float) -> None:
    """Touch the map at a share of its width and height."""
    carte = page.locator("#carte.leaflet-container")
    expect(carte).to_be_visible()
    carte.scroll_into_view_if_needed()
    box = carte.bounding_box()
    assert box is not None
    carte.tap(position={"x": box["width"] * x, "y": box["height"] * y})


def need_at(page: Page, text: str) -> None:
    """Fill in a need up to the last step, where everything is ready to be sent."""
    choose(page, "need")
    touch_map(page, 0.5, 0.4)
    page.locator("#suite-where").tap()
    page.locator('.choice:has(input[value="se_nourrir"])').tap()
    page.locator("#texte").fill(text)


def no_complaint(watched: WatchedPage) -> None:
    assert [error for error in watched.errors if "favicon" not in error] == []
    assert watched.page.evaluate("window.taken") is None
    assert not watched.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")


@SIZES
def test_a_need_is_sent_by_touch_and_told_sent_with_its_code(
    open_page: OpenPage, room: tuple[str, Path], size: tuple[int, int]
) -> None:
    url, workshop = room
    watched = open_page(size)
    page = watched.page
    page.goto(f"{url}/ici?groupe=Table+1")
    expect(page.get_by_text("Groupe : Table 1")).to_be_visible()
    need_at(page, HOSTILE)
    page.locator("#envoyer").tap()
    expect(page.locator("#t-done")).to_have_text("✓ C'est envoyé")
    expect(page.locator("#code")).to_contain_text("-")
    no_complaint(watched)
    sent = recorded(workshop)
    assert [(row.kind, row.filiere, row.text) for row in sent] == [("need", "se_nourrir", HOSTILE)]
    page.locator("#encore").tap()
    expect(page.locator("#t-kind")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_the_whole_path_is_in_the_language_of_the_button(open_page: OpenPage, app_url: str, language: Any) -> None:
    watched = open_page(PHONE)
    page = watched.page
    page.goto(f"{app_url}/ici?lang=en")
    page.get_by_role("link", name=language.name).tap()
    expect(page.locator("html")).to_have_attribute("lang", language.code)
    expect(page.locator("html")).to_have_attribute("dir", language.dir)
    need_at(page, "…")
    if language.code != "fr":
        shown = page.locator("main").inner_text()
        assert not any(french in shown for french in ("Envoyer", "Continuer", "Quelques mots", "Retour"))
    page.locator("#envoyer").tap()
    expect(page.locator("#t-done")).to_contain_text("✓")
    no_complaint(watched)


def test_what_is_sent_without_network_waits_survives_a_reload_and_arrives_once(
    open_page: OpenPage, room: tuple[str, Path]
) -> None:
    url, workshop = room
    page = open_page(SMALL).page
    page.goto(f"{url}/ici")
    need_at(page, "Un marché")
    cut = "**/api/contributions"
    page.route(cut, lambda route: route.abort("internetdisconnected"))
    page.locator("#envoyer").tap()
    expect(page.locator("#t-done")).to_have_text("En attente")
    assert recorded(workshop) == []
    page.reload()
    expect(page.locator("#t-done")).to_have_text("En attente")
    page.unroute(cut)
    page.locator("#ressayer").tap()
    expect(page.locator("#t-done")).to_have_text("✓ C'est envoyé")
    assert [row.text for row in recorded(workshop)] == ["Un marché"]


def test_an_answer_lost_on_the_way_back_does_not_make_two(open_page: OpenPage, room: tuple[str, Path]) -> None:
    url, workshop = room
    page = open_page(SMALL).page
    page.goto(f"{url}/ici")
    need_at(page, "Une fois")
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route("**/api/contributions", lose_the_first)
    page.locator("#envoyer").tap()
    # It leaves again by itself.
    expect(page.locator("#t-done")).to_have_text("✓ C'est envoyé")
    assert lost == [201]
    assert [row.text for row in recorded(workshop)] == ["Une fois"]


def test_a_page_of_the_wifi_that_answers_yes_to_everything_is_not_believed(
    open_page: OpenPage, room: tuple[str, Path]
) -> None:
    url, workshop = room
    page = open_page(SMALL).page
    page.goto(f"{url}/ici")
    need_at(page, "Portail")
    page.route("**/api/contributions", lambda route: route.fulfill(status=200, body="<html>Bienvenue</html>"))
    with page.expect_response("**/api/contributions"):
        page.locator("#envoyer").tap()
    expect(page.locator("#t-done")).to_have_text("En attente")
    assert recorded(workshop) == []


def test_a_refusal_says_why_and_gives_back_what_was_written(open_page: OpenPage, room: tuple[str, Path]) -> None:
    url, workshop = room
    page = open_page(SMALL).page
    page.goto(f"{url}/ici")
    need_at(page, "Mot à garder")
    refused = {"erreur": "Il manque une lettre."}
    page.route(
        "**/api/contributions",
        lambda route: route.fulfill(status=400, content_type="application/json", body=json.dumps(refused)),
    )
    page.locator("#envoyer").tap()
    expect(page.locator("#t-done")).to_have_text("À corriger")
    expect(page.locator("#phrase")).to_have_text("Il manque une lettre.")
    page.unroute("**/api/contributions")
    page.locator("#corriger").tap()
    expect(page.locator("#texte")).to_have_value("Mot à garder")
    page.locator("#envoyer").tap()
    expect(page.locator("#t-done")).to_have_text("✓ C'est envoyé")
    assert [row.text for row in recorded(workshop)] == ["Mot à garder"]


def test_back_and_reload_lose_nothing(open_page: OpenPage, app_url: str) -> None:
    page = open_page(SMALL).page
    page.goto(f"{app_url}/ici")
    need_at(page, "À moitié")
    page.go_back()
    expect(page.locator("#t-filiere")).to_be_visible()
    page.locator('[data-step="filiere"] .back').tap()
    expect(page.locator("#choisi")).to_contain_text("un point sur la carte")
    page.reload()
    expect(page.locator("#t-where")).to_be_visible()
    page.locator("#suite-where").tap()
    expect(page.locator('input[value="se_nourrir"]')).to_be_checked()
    page.locator("#suite-filiere").tap()
    expect(page.locator("#texte")).to_have_value("À moitié")


def test_a_lived_area_is_drawn_by_touch_mended_when_it_crosses_and_sent(
    open_page: OpenPage, room: tuple[str, Path]
) -> None:
    """Corners touched in the order 1 2 3 4 make a bow tie; put in order, a rectangle.

    1 . . 3
    . \\ / .
    4 . . 2
    """
    url, workshop = room
    page = open_page(SMALL).page
    page.goto(f"{url}/ici")
    choose(page, "lived_area")
    corners = [(0.3, 0.3), (0.7, 0.7), (0.7, 0.3), (0.3, 0.7)]
    for count, (x, y) in enumerate(corners, start=1):
        touch_map(page, x, y)
        expect(page.locator("#coins li")).to_have_count(count)
    expect(page.locator("#croise")).to_be_visible()
    page.locator("#suite-where").tap()
    expect(page.locator("#erreur")).to_contain_text("se croise")
    page.locator("#demeler").tap()
    expect(page.locator("#croise")).to_be_hidden()
    page.locator("#defaire").tap()
    expect(page.locator("#coins li")).to_have_count(3)
    page.locator("#suite-where").tap()
    page.locator("#envoyer").tap()
    expect(page.locator("#t-done")).to_have_text("✓ C'est envoyé")
    (row,) = recorded(workshop)
    assert row.kind == "lived_area"
    assert (row.geometry.geom_type, len(row.geometry.exterior.coords), row.geometry.is_valid) == ("Polygon", 4, True)


def test_without_map_a_place_is_said_by_its_quartier_with_the_keyboard(
    open_page: OpenPage, room: tuple[str, Path]
) -> None:
    url, workshop = room
    page = open_page(SMALL).page
    page.route("**/carto/leaflet.js*", lambda route: route.abort())
    page.goto(f"{url}/ici")
    page.locator('input[value="premises"]').focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Continuer").first.press("Enter")
    expect(page.locator("#carte-absente")).to_be_visible()
    page.locator("#quartier").select_option(index=1)
    page.locator("#suite-where").press("Enter")
    page.locator("#sans-filiere").press("Enter")
    page.locator("#envoyer").press("Enter")
    expect(page.locator("#t-done")).to_have_text("✓ C'est envoyé")
    assert [(row.kind, row.placement) for row in recorded(workshop)] == [("premises", "zone")]


def test_the_plain_form_works_without_javascript(open_page: OpenPage, room: tuple[str, Path]) -> None:
    url, workshop = room
    browser = open_page(SMALL).page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, locale="fr-FR", viewport={"width": 360, "height": 640})
    outside: list[str] = []
    context.on("request", lambda request: outside.append(request.url) if goes_outside(request.url) else None)
    page = context.new_page()
    page.goto(f"{url}/ici")
    page.locator('input[value="place"]').check(force=True)
    page.locator('input[value="reparer"]').check(force=True)
    page.locator("#texte").fill("Trop tôt, sans endroit")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    expect(page.locator("#texte")).to_have_value("Trop tôt, sans endroit")
    page.locator("#quartier").select_option(index=1)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("✓ C'est envoyé")
    expect(page.locator(".code strong")).to_contain_text("-")
    context.close()
    assert outside == []
    assert [(row.kind, row.filiere) for row in recorded(workshop)] == [("place", "reparer")]


def test_a_known_place_nearby_is_confirmed_instead_of_added(open_page: OpenPage, room: tuple[str, Path]) -> None:
    url, workshop = room
    page = open_page(SMALL).page
    page.goto(f"{url}/ici")
    before = answers_of(workshop)
    near = [{"id": known_actor(page, url), "name": "Épicerie", "distance_m": 12.4, "filieres": ["se_nourrir"]}]
    page.route("**/api/proches*", lambda route: route.fulfill(content_type="application/json", body=json.dumps(near)))
    choose(page, "place")
    touch_map(page, 0.5, 0.4)
    page.locator("#suite-where").tap()
    page.locator('.choice:has(input[value="se_nourrir"])').tap()
    page.locator("#envoyer").tap()
    expect(page.locator("#t-same")).to_have_text("C'est lui ?")
    page.locator("#voisins button").tap()
    page.get_by_role("button", name="J'y vais").tap()
    expect(page.locator("#t-done")).to_have_text("✓ C'est envoyé")
    assert recorded(workshop) == []
    assert answers_of(workshop) - before == Counter({(near[0]["id"], "uses"): 1})


def answers_of(workshop: Path) -> Counter[tuple[str, str]]:
    store = open_store(str(workshop))
    try:
        known = store.knowledge()
        return Counter(zip(known["target_id"], known["answer"], strict=True))
    finally:
        store.close()


def known_actor(page: Page, url: str) -> str:
    points = page.request.get(f"{url}/api/carte").json()["points"]
    return next(str(point[6]) for point in points if point[3] == "official")


def test_the_first_load_is_light_and_our_part_of_it_lighter(open_page: OpenPage, app_url: str) -> None:
    page = open_page(SMALL).page
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{app_url}/ici")
    page.wait_for_load_state("networkidle")
    first = sum(weight(answer) for answer in answers)
    choose(page, "need")
    touch_map(page, 0.5, 0.5)
    page.wait_for_load_state("networkidle")
    ours = sum(weight(answer) for answer in answers if answer.url.split("?")[0].removeprefix(app_url) in OURS[1:])
    assert 0 < first < FIRST_LOAD_BYTES
    assert 0 < ours < OURS_BYTES


def weight(answer: Response) -> int:
    """Return the bytes of an answer once unpacked: no less than what goes through the air."""
    return len(answer.body())


def test_fingers_and_eyes_have_what_they_need(open_page: OpenPage, app_url: str) -> None:
    page = open_page(SMALL).page
    page.goto(f"{app_url}/ici")
    for step in ("kind", "where", "filiere", "words"):
        if step == "where":
            choose(page, "need")
            touch_map(page, 0.5, 0.4)
        if step == "filiere":
            page.locator("#suite-where").tap()
        if step == "words":
            page.locator('.choice:has(input[value="se_nourrir"])').tap()
        assert page.evaluate(TOO_SMALL) == [], step


TOO_SMALL = """() => {
  const found = [];
  document.querySelectorAll('main a, main button, main input:not([type=hidden]):not([type=radio]), main select,'
    + 'main summary, .choice, .languages a').forEach(element => {
    const box = element.getBoundingClientRect();
    if (!box.width || element.closest('.leaflet-control-attribution')) return;
    if (box.height < 44 || box.width < 44) found.push(element.outerHTML.slice(0, 80) + box.width + 'x' + box.height);
  });
  document.querySelectorAll('main p, main span, main strong, main label, main button').forEach(element => {
    if (!element.offsetParent || element.closest('#carte')) return;
    if (parseFloat(getComputedStyle(element).fontSize) < 18) found.push('letters: ' + element.outerHTML.slice(0, 80));
  });
  return found;
}"""


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_axe_finds_no_serious_violation(open_page: OpenPage, app_url: str, code: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe n'est pas installé").Axe()
    page = open_page(SMALL).page
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{app_url}/ici?lang={code}")
    found = serious(axe.run(page))
    choose(page, "lived_area")
    touch_map(page, 0.5, 0.4)
    found += serious(axe.run(page))
    page.go_back()
    need_at(page, "…")
    found += serious(axe.run(page))
    page.locator("#envoyer").tap()
    expect(page.locator("#t-done")).to_contain_text("✓")
    found += serious(axe.run(page))
    assert found == []


def serious(results: Any) -> list[str]:
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in results.response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
