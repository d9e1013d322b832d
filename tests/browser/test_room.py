"""A whole room: a place told twice, a server that stops, a photo from hidden to shown, seven languages."""

import urllib.parse
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from mapping.i18n import SOURCE_LANGUAGE, _, use_language
from mapping.i18n.languages import LANGUAGES
from mapping.services.workshops import open_store
from tests.browser import conftest
from tests.browser.conftest import LAPTOP, OpenPage, make_demonstration
from tests.browser.test_phone import answers_of, choose, need_at, recorded, touch_map

pytestmark = pytest.mark.browser

PHONE = (360, 740)
TITLE = "Qu'est-ce que vous connaissez ?"
TITLES = {
    "fr": "Qu'est-ce que vous connaissez ?",
    "en": "What do you know?",
    "ar": "ماذا تعرف؟",
    "pt": "O que é que conhece?",
}


def test_a_place_that_the_server_knows_nearby_is_confirmed(
    open_page: OpenPage, fresh_app_url: str, tmp_path: Path
) -> None:
    """The server answers for itself; only where the finger fell is said to it, to be sure that a place is there."""
    page = open_page(PHONE).page
    points = page.request.get(f"{fresh_app_url}/api/carte").json()["points"]
    lon, lat, need, _kind, name, _status, identifier = next(point for point in points if point[3] == "official")

    def there(route: Route) -> None:
        query = {"lon": lon, "lat": lat, "filiere": need, "nom": name}
        route.continue_(url=f"{fresh_app_url}/api/proches?{urllib.parse.urlencode(query)}")

    page.route("**/api/proches*", there)
    page.goto(f"{fresh_app_url}/ici")
    choose(page, "place")
    touch_map(page, 0.5, 0.4)
    page.locator("#suite-where").tap()
    page.locator(f'.choice:has(input[value="{need}"])').tap()
    page.locator("#texte").fill(name)
    page.locator("#envoyer").tap()
    expect(page.locator("#t-same")).to_have_text("C'est lui ?")
    page.locator("#voisins button").filter(has_text=name).first.tap()
    page.get_by_role("button", name="Je le connais").tap()
    expect(page.locator("#t-done")).to_have_text("✓ C'est envoyé")
    workshop = tmp_path / "demonstration.atelier"
    assert recorded(workshop) == []
    assert answers_of(workshop)[(identifier, "knows")] >= 1


def test_a_server_stopped_under_a_phone_and_started_again_receives_once(
    open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = make_demonstration(tmp_path / "demonstration.atelier")
    page = open_page(PHONE).page
    with conftest._Servers(tmp_path) as first:
        address = first.start(workshop)
        page.goto(f"{address}/ici")
        need_at(page, "Pendant la panne")
    page.locator("#envoyer").tap()
    expect(page.locator("#t-done")).to_have_text("En attente")
    monkeypatch.setattr(conftest, "_free_port", lambda: int(address.rpartition(":")[2]))
    with conftest._Servers(tmp_path) as second:
        second.start(workshop)
        # Nobody touches the phone: it sends again by itself.
        expect(page.locator("#t-done")).to_have_text("✓ C'est envoyé", timeout=60_000)
    assert [row.text for row in recorded(workshop)] == ["Pendant la panne"]


def test_a_photo_is_hidden_until_the_facilitator_shows_it(
    open_page: OpenPage, fresh_app_url: str, tmp_path: Path
) -> None:
    picture = tmp_path / "photo.png"
    Image.new("RGB", (80, 60), "teal").save(picture)
    phone, wall = open_page(PHONE).page, open_page(LAPTOP).page
    phone.goto(f"{fresh_app_url}/ici")
    need_at(phone, "Un banc à l'ombre")
    phone.locator('[data-step="words"] summary').tap()
    phone.locator("#photo").set_input_files(picture)
    expect(phone.locator("#photo-vue")).to_be_visible()
    with phone.expect_response("**/photo") as sent:
        phone.locator("#envoyer").tap()
    assert sent.value.status == 201
    address = f"{fresh_app_url}/carto/photo/{photo_id(tmp_path / 'demonstration.atelier')}"
    wall.goto(f"{fresh_app_url}/mur")
    expect(wall.locator("#words li").first).to_be_visible()
    expect(wall.locator("#words img.photo")).to_have_count(0)
    assert phone.request.get(address, max_retries=3).status == 404
    facilitator = open_page(LAPTOP).page
    show_photo(facilitator, fresh_app_url)
    expect(wall.locator("#words img.photo")).to_have_count(1)
    # The server closes a connection that was left idle; a browser asks again by itself.
    assert phone.request.get(address, max_retries=3).headers["content-type"] == "image/jpeg"


def photo_id(workshop: Path) -> str:
    store = open_store(str(workshop))
    try:
        rows = store.contributions()
        [found] = rows.loc[rows["photo_id"] != "", "photo_id"]
        return str(found)
    finally:
        store.close()


def show_photo(page: Page, url: str) -> None:
    page.goto(f"{url}/animer")
    page.get_by_text("Photos (1)").click()
    page.get_by_role("button", name="Montrer la photo à tous").last.click()
    expect(page.get_by_role("button", name="Cacher la photo").last).to_be_visible()


def test_the_page_of_the_laptop_is_in_the_language_of_its_button_and_the_next_page_in_french(
    open_page: OpenPage, app_url: str
) -> None:
    page = open_page(LAPTOP).page
    page.goto(f"{app_url}/contribuer")
    title = page.locator("h1").first
    seen = []
    for language in LANGUAGES:
        page.get_by_role("radio", name=language.name).or_(page.get_by_role("button", name=language.name)).click()
        if language.code in TITLES:
            expect(title).to_have_text(TITLES[language.code])
        else:
            expect(title).not_to_have_text(seen[-1])
        seen.append(title.inner_text())
    assert len(set(seen)) == len(LANGUAGES)
    page.get_by_role("link", name="Carte").click()
    expect(page.get_by_role("heading", name="Qu'est-ce qu'il y a dans nos quartiers ?")).to_be_visible()
    expect(page.get_by_text("Démonstration : les structures")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_on_a_laptop_the_whole_path_is_in_each_language_up_to_what_is_kept(
    open_page: OpenPage, fresh_app_url: str, tmp_path: Path, language: Any
) -> None:
    """Once on the phones' page with a mouse, once on the laptop's page without its map; both keep the language."""
    page = open_page(LAPTOP).page
    page.goto(f"{fresh_app_url}/ici?lang={language.code}")
    page.locator('.choice:has(input[name="kind"][value="need"])').click()
    carte = page.locator("#carte.leaflet-container")
    expect(carte).to_be_visible()
    carte.click(position={"x": 200, "y": 150})
    page.locator("#suite-where").click()
    page.locator('.choice:has(input[value="se_nourrir"])').click()
    page.locator("#texte").fill("ici")
    page.locator("#envoyer").click()
    expect(page.locator("#t-done")).to_contain_text("✓")
    page.goto(f"{fresh_app_url}/contribuer")
    page.get_by_role("radio", name=language.name).or_(page.get_by_role("button", name=language.name)).click()
    expect(page.locator("h1").first).to_have_text(translated(TITLE, language.code))
    page.get_by_role("tab").nth(1).click()
    page.locator('[class*="st-key-liste_lieu_"] input').click()
    page.get_by_role("option").first.click()
    page.locator('[class*="st-key-besoin_liste"] button').first.click()
    page.locator('[class*="st-key-texte_liste"] textarea').fill("contribuer")
    page.locator('[class*="st-key-texte_liste"] textarea').blur()
    page.locator(".st-key-liste_envoyer button").click()
    expect(page.locator(".st-key-annuler_ajout button")).to_be_visible()
    store = open_store(str(tmp_path / "demonstration.atelier"))
    rows = store.contributions()
    store.close()
    kept = rows[rows["text"].isin(["ici", "contribuer"])]
    assert sorted(zip(kept["text"], kept["language"], strict=True)) == [
        ("contribuer", language.code),
        ("ici", language.code),
    ]


def translated(text: str, code: str) -> str:
    use_language(code)
    try:
        return _(text)
    finally:
        use_language(SOURCE_LANGUAGE)
