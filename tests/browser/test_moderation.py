"""A facilitator decides with the keyboard, and gives the code first when there is one."""

import subprocess
import sys
from datetime import date
from pathlib import Path

from playwright.sync_api import expect

from mapping.domain.models import ContributionKind
from mapping.services import sessions
from mapping.services.access_code import set_code
from mapping.services.contribute import Request, contribute, point_wkt
from mapping.services.workshops import open_store
from tests.browser.conftest import PROJECT_DIR, OpenPage, Serve, make_demonstration

WORDS = ("premier lieu", "voir Mme Diallo au 06 12 34 56 78", "troisième lieu")


def _workshop(folder: Path, *, code: str = "") -> Path:
    path = make_demonstration(folder / "animer.atelier")
    store = open_store(str(path))
    pending = store.contributions().query("status == 'pending'")["id"].tolist()
    command = [sys.executable, "-m", "mapping", "moderate", str(path), *pending, "accept"]
    subprocess.run(command, cwd=PROJECT_DIR, check=True, capture_output=True)
    for words in WORDS:
        contribute(store, Request(ContributionKind.PLACE, point_wkt(2.361, 48.933), filiere="reparer", text=words))
    if code:
        set_code(store, code)
    store.close()
    return path


def test_the_queue_is_worked_through_with_five_keys(serve: Serve, open_page: OpenPage, tmp_path: Path) -> None:
    watched = open_page()
    page = watched.page
    page.goto(f"{serve(_workshop(tmp_path))}/animer")
    expect(page.get_by_text("3 à relire")).to_be_visible()
    expect(page.get_by_text("premier lieu").first).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_text("2 à relire")).to_be_visible()
    expect(page.get_by_text("ressemble à un numéro de téléphone")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_text("3 à relire")).to_be_visible()
    page.keyboard.press("c")
    box = page.get_by_label("Quelques mots").first
    expect(box).to_be_visible()
    box.fill("un car à réparer, avec trois fauteuils")
    box.press("a")
    expect(page.get_by_text("3 à relire")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("f")
    expect(page.get_by_text("C'est la même chose que…")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_text("Pourquoi ?")).to_be_visible()
    page.get_by_text("Hors sujet").click()
    page.get_by_role("button", name="Refuser", exact=True).click()
    expect(page.get_by_text("2 à relire")).to_be_visible()


def test_the_code_is_asked_before_the_page_and_once_for_all_pages(
    serve: Serve, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page().page
    page.goto(f"{serve(_workshop(tmp_path, code='tambour 47'))}/animer")
    expect(page.get_by_role("heading", name="Quel est le code de l'animateur ?")).to_be_visible()
    assert "premier lieu" not in page.content()
    page.locator(".st-key-porte_code input").fill("faux-code")
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_text("Ce n'est pas le bon code.")).to_be_visible()
    page.locator(".st-key-porte_code input").fill("Tambour-47")
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_text("3 à relire")).to_be_visible()
    page.get_by_role("link", name="Restituer").click()
    expect(page.get_by_role("heading", name="Qu'est-ce que vous voulez emporter ?")).to_be_visible()


def test_during_a_seance_nothing_that_decides_is_under_the_fold(
    serve: Serve, open_page: OpenPage, tmp_path: Path
) -> None:
    path = _workshop(tmp_path)
    store = open_store(str(path))
    sessions.open_session(store, sessions.create_session(store, sessions.new_session(date(2026, 3, 14))).id)
    store.close()
    page = open_page().page
    page.goto(f"{serve(path)}/animer")
    expect(page.get_by_text("premier lieu").first).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_text("ressemble à un numéro de téléphone")).to_be_visible()
    for name in ("Accepter (A)", "Fusionner (F)", "Plus tard", "Clore la séance", "Préparer les séances"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("link", name="Ouvrir le mur")).to_be_in_viewport(ratio=1)
    for key, ends in (("c", "Enregistrer la correction"), ("f", "Fusionner avec ce lieu"), ("r", "Refuser")):
        page.keyboard.press(key)
        expect(page.get_by_role("button", name=ends, exact=True)).to_be_in_viewport(ratio=1)
        page.locator("h1").click()
    page.get_by_role("button", name="Les téléphones").click()
    page.get_by_role("button", name="Ouvrir aux téléphones").click()
    expect(page.get_by_role("button", name="Fermer aux téléphones")).to_be_in_viewport(ratio=1)
