"""Make the pictures of the documentation from the demonstration workshop, so that they stay true.

Run ``python docs/screenshots.py`` from the project, with what the tests need installed, Chromium and pdftoppm too.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from mapping.domain.models import Action, ContributionKind
from mapping.services import sessions
from mapping.services.contribute import Request, contribute, point_wkt
from mapping.services.moderate import moderate_many
from mapping.services.workshops import open_store

PROJECT_DIR = Path(__file__).resolve().parent.parent
IMAGES_DIR = PROJECT_DIR / "docs" / "images"
LAPTOP: ViewportSize = {"width": 1366, "height": 768}
SMALL: ViewportSize = {"width": 360, "height": 740}
PHONE: ViewportSize = {"width": 390, "height": 844}
TALL: ViewportSize = {"width": 1366, "height": 1300}
PICTURES = (
    ("preparer", "preparer", LAPTOP),
    ("carte", "", LAPTOP),
    ("contribuer", "contribuer", LAPTOP),
    ("contribuer-telephone", "contribuer", PHONE),
    ("analyser", "analyser", LAPTOP),
    ("restituer", "restituer", LAPTOP),
)
PAPERS = (
    ("carte-imprimee", 1, ("--document", "map", "--subject", "gaps", "--filiere", "se_deplacer", "--paper", "A4")),
    ("feuille-atelier", 1, ("--document", "sheet", "--qpv", "QN09328M", "--paper", "A3")),
    ("rapport", 11, ("--document", "report")),
)
"""Name, page and options of what is printed; the last page number is that of the first quartier of the report."""
SETTLED_MS = 6_000
OSM_DIR = PROJECT_DIR.parent / "shared" / "data" / "osm"
"""Where the streets of the picture of the basemap come from, when they are there (© OpenStreetMap contributors)."""
SWAPPED_LIST = """Structure;Coord. X;Coord. Y;Pour quoi
Épicerie La Girafe (exemple);48,9577;2,2945;alimentation
Atelier Le Rayon voilé (exemple);48,9581;2,2951;vélo
Ressourcerie du Port (exemple);48,9301;2,3412;réemploi
"""
SAID = (
    ("se_nourrir", "Un marché le samedi (exemple)"),
    ("garder_enfants", "Une crèche qui ouvre tôt (exemple)"),
    ("reparer", "Un endroit où réparer son vélo (exemple)"),
    ("se_rencontrer", "Une salle pour les fêtes de famille (exemple)"),
)
"""What residents say of the séance in the pictures; invented."""
MAPPING = [sys.executable, "-m", "mapping"]


def main() -> None:
    """Take every picture."""
    IMAGES_DIR.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        _run("demo", folder / "demo.atelier")
        _papers(folder / "demo.atelier", folder)
        with _app(folder / "demo.atelier") as address:
            for name, path, viewport in PICTURES:
                _shoot(_open(browser, f"{address}/{path}", viewport), name)
            _readings(browser, address)
            _list_preview(_open(browser, f"{address}/preparer", TALL), folder)
            _coverage(_open(browser, f"{address}/preparer", LAPTOP))
            _room(browser, address, folder / "demo.atelier")
        if OSM_DIR.is_dir():
            _basemap(browser, folder / "rues.atelier")
        browser.close()


def _readings(browser: Browser, address: str) -> None:
    """Take the pictures of what Analyser leads to: the sheet, a place imagined, the premises, the specialists."""
    sheet = _open(browser, f"{address}/analyser", LAPTOP)
    sheet.get_by_test_id("stButtonGroup").get_by_text("Fiche d'un quartier", exact=True).click()
    sheet.locator(".carto-small-maps img").first.wait_for()
    sheet.wait_for_timeout(SETTLED_MS)
    _shoot(sheet, "fiche")
    imagined = _open(browser, f"{address}/et-si", LAPTOP)
    frame = imagined.locator('iframe[title="streamlit_folium.st_folium"]')
    box = frame.bounding_box()
    assert box is not None
    frame.click(position={"x": box["width"] * 0.5, "y": box["height"] * 0.5})
    imagined.get_by_text("Après : à moins de").wait_for()
    imagined.wait_for_timeout(SETTLED_MS)
    _shoot(imagined, "et-si")
    premises = _open(browser, f"{address}/et-si", TALL)
    premises.get_by_text("Quel local choisir ?").click()
    premises.get_by_text("Le mieux placé").first.wait_for()
    premises.wait_for_timeout(SETTLED_MS)
    _shoot(premises, "quel-local")
    experts = _open(browser, f"{address}/specialistes", LAPTOP)
    experts.get_by_test_id("stDataFrame").first.wait_for()
    experts.wait_for_timeout(SETTLED_MS)
    _shoot(experts, "specialistes")


def _papers(workshop: Path, folder: Path) -> None:
    """Take the pictures of what is printed: a map, a workshop sheet, a page of the report."""
    for name, page, told in PAPERS:
        out = folder / f"{name}.pdf"
        _run("export", workshop, "--format", "pdf", "--public", *told, "--out", out)
        asked = ["-r", "80", "-f", page, "-l", page, "-singlefile", "-scale-to", "1000", "-png"]
        subprocess.run(["pdftoppm", *map(str, asked), out, IMAGES_DIR / name], check=True)
        _lighten(IMAGES_DIR / f"{name}.png")


def _list_preview(page: Page, folder: Path) -> None:
    path = folder / "liste-du-partenaire.csv"
    path.write_text(SWAPPED_LIST, encoding="utf-8")
    page.locator('input[type="file"]').first.set_input_files(path)
    page.wait_for_timeout(SETTLED_MS)
    page.get_by_text("Est-ce que j'ai bien compris").first.scroll_into_view_if_needed()
    _shoot(page, "liste")


def _coverage(page: Page) -> None:
    page.get_by_text("Qui nous a dit quoi").first.click()
    page.wait_for_timeout(1_500)
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 5_000)
    page.wait_for_timeout(1_500)
    _shoot(page, "couverture")


def _room(browser: Browser, address: str, workshop: Path) -> None:
    """Take the pictures of a séance: its page, what the facilitator, the phones and the wall show."""
    store = open_store(str(workshop))
    pending = store.contributions().query("status == 'pending'")["id"].tolist()
    moderate_many(store, pending[3:], Action.ACCEPT)
    made = sessions.create_session(store, sessions.new_session(date(2026, 11, 23)))
    sessions.open_session(store, made.id)
    sessions.go_to_step(store, made.id, 3)
    sessions.start_timer(store, made.id)
    for number, (filiere, text) in enumerate(SAID):
        where = point_wkt(2.3405 + number / 400, 48.9335 + number / 700)
        told = Request(
            ContributionKind.NEED, where, filiere=filiere, text=text, people=number + 2, group_name="Table 1"
        )
        moderate_many(store, [contribute(store, told).contribution.id], Action.ACCEPT)
    store.close()
    _shoot(_open(browser, f"{address}/seances", LAPTOP), "seances")
    room = _open(browser, f"{address}/animer", LAPTOP)
    room.get_by_role("button", name="Les téléphones").click()
    room.get_by_role("button", name="Ouvrir aux téléphones").click()
    room.get_by_role("button", name="Fermer aux téléphones").wait_for()
    room.keyboard.press("Escape")
    room.wait_for_timeout(1_500)
    _shoot(room, "animer")
    phone = _open(browser, f"{address}/ici?groupe=Table+1", SMALL)
    phone.screenshot(path=IMAGES_DIR / "telephone.png")
    Image.open(IMAGES_DIR / "telephone.png").convert("RGB").quantize(160).save(IMAGES_DIR / "telephone.png")
    phone.locator('.choice:has(input[value="need"])').click()
    phone.wait_for_timeout(2_000)
    _shoot(phone, "telephone-ou")
    wall = browser.new_page(viewport=LAPTOP, locale="fr-FR")
    wall.goto(f"{address}/mur")
    wall.wait_for_timeout(SETTLED_MS)
    _shoot(wall, "mur")


def _basemap(browser: Browser, workshop: Path) -> None:
    _run("new", workshop, "--boundaries", OSM_DIR / "beausoleil-communes.geojson", "--title", "Beausoleil")
    _run("import", workshop, OSM_DIR / "monaco.osm.pbf", "--as", "streets")
    with _app(workshop) as address:
        page = _open(browser, address, LAPTOP)
        frame = page.frame_locator('iframe[title="streamlit_folium.st_folium"]')
        for _step in range(3):
            frame.locator(".leaflet-control-zoom-in").click()
            page.wait_for_timeout(800)
        page.wait_for_timeout(SETTLED_MS)
        _shoot(page, "fond-de-carte")


def _open(browser: Browser, url: str, viewport: ViewportSize) -> Page:
    page = browser.new_page(viewport=viewport, locale="fr-FR")
    page.goto(url)
    page.wait_for_selector("h1")
    page.wait_for_timeout(SETTLED_MS)
    return page


def _shoot(page: Page, name: str) -> None:
    out = IMAGES_DIR / f"{name}.png"
    page.screenshot(path=out)
    page.close()
    _lighten(out)


def _lighten(out: Path) -> None:
    # Flat colours: a palette weighs a third, and nothing is seen of it.
    Image.open(out).convert("RGB").quantize(160).save(out, optimize=True)
    print(out.relative_to(PROJECT_DIR))


def _run(*arguments: object) -> None:
    subprocess.run([*MAPPING, *(str(argument) for argument in arguments)], cwd=PROJECT_DIR, check=True)


@contextmanager
def _app(workshop: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*MAPPING, "serve", str(workshop), "--port", str(port), "--no-browser"]
    app = subprocess.Popen(command, cwd=PROJECT_DIR)
    try:
        address = f"http://127.0.0.1:{port}"
        while not _answers(f"{address}/_stcore/health"):
            time.sleep(0.3)
        yield address
    finally:
        app.terminate()
        app.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


if __name__ == "__main__":
    main()
