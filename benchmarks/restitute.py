"""The whole set of documents of the demonstration (22 QPV), and one map against a screenshot of a browser.

The peer does what one does without print maps: a folium page of the same quartiers and places, opened in headless
Chromium without a network and photographed, at the very pixels of our PNG. It has no legend to draw, no scale in round
metres, no sources, and no name is placed: the comparison is to its advantage. Starting the browser is counted apart.
The documents are then made as the app makes them, each in a process of its own, for its time and its peak memory.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import folium
from _bench import PROJECT_DIR, Result, alternate, arguments, peak_mb, show, versions
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from pypdf import PdfReader

from mapping.exports.bundle import Bundle
from mapping.exports.printing.contents import MapSubject
from mapping.exports.printing.maps import Press, map_png
from mapping.maps.assets import ASSETS
from mapping.services.bundle import make_bundle
from mapping.services.workshops import now_utc, open_store

PIXELS = (1600, 1100)
DPI = 200.0
DOCUMENTS = (("atlas", "pdf", "atlas"), ("rapport", "pdf", "report"), ("tout", "zip", None))
"""The archive holds every other one: page, map, sheets, both formats of the report, every file of data."""
MEASURED = """
import atexit, resource, sys
from mapping.cli import main
sys.argv[0] = "mapping"
atexit.register(lambda: print("\\nPEAK", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
main()
"""


def photographed(browser: Browser, bundle: Bundle, folder: Path) -> Path:
    """Return a screenshot of a folium page of the same quartiers and places."""
    page_file, out = folder / "carte.html", folder / "carte.png"
    zones, actors = bundle.snapshot.zones, bundle.snapshot.actors
    made = folium.Map(tiles=None)
    for code, name, shape in zip(zones["code"], zones["name"], zones.geometry, strict=True):
        folium.GeoJson(shape, name=str(code), tooltip=str(name)).add_to(made)
    filieres = {filiere.id: filiere.color for filiere in bundle.snapshot.workshop.filieres}
    for row in actors[actors["lon"].notna()].itertuples():
        color = filieres.get(str(row.filieres).split("|")[0], "#555555")
        folium.CircleMarker([row.lat, row.lon], radius=5, color=color, fill=True, tooltip=row.name).add_to(made)
    west, south, east, north = zones.total_bounds
    made.fit_bounds([[south, west], [north, east]])
    made.save(page_file)
    page_file.write_text(_offline(page_file.read_text(encoding="utf-8")), encoding="utf-8")
    page = browser.new_page(viewport={"width": PIXELS[0], "height": PIXELS[1]})
    try:
        page.goto(page_file.as_uri())
        page.wait_for_function(f"document.querySelectorAll('path.leaflet-interactive').length >= {len(zones)}")
        page.screenshot(path=out)
    finally:
        page.close()
    return out


def printed(press: Press, folder: Path) -> Path:
    """Return our map of the same, with its legend, its names, its scale and its sources."""
    width, height = (side / DPI * 25.4 for side in PIXELS)
    png, _told = map_png(press, MapSubject.TERRITORY, width_mm=width, height_mm=height, dpi=DPI)
    out = folder / "imprimee.png"
    out.write_bytes(png)
    return out


def measured(workshop: Path, out: Path, file_format: str, document: str | None) -> tuple[float, float]:
    """Make one document in a process of its own; return its seconds, imports included, and its peak (10^6 bytes)."""
    asked = ["export", str(workshop), "--format", file_format, "--out", str(out), "--public"]
    asked += ["--document", document] if document else []
    begin = perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *asked], cwd=PROJECT_DIR, capture_output=True, text=True, check=True
    )
    found = re.search(r"^PEAK (\d+)$", done.stdout, re.MULTILINE)
    if found is None:
        raise SystemExit(f"Pas de mesure : {done.stdout}{done.stderr}")
    return perf_counter() - begin, int(found.group(1)) * 1024 / 1e6


def whole_set(workshop: Path, folder: Path) -> Iterator[str]:
    """Make the documents; yield a line for each."""
    for label, file_format, document in DOCUMENTS:
        out = folder / f"{label}.{file_format}"
        seconds, peak = measured(workshop, out, file_format, document)
        line = f"{label:11} {seconds:6.1f} s  {peak:5.0f} Mo de pointe  {out.stat().st_size / 1e6:5.2f} Mo"
        if file_format == "pdf":
            pages = len(PdfReader(out).pages)
            line += f"  {pages} pages, {seconds / pages * 1000:.0f} ms par page"
        yield line


def _offline(page: str) -> str:
    """Return the page with its scripts and styles read from disk, and without those that nothing of it needs."""

    def found(match: re.Match[str]) -> str:
        asset = ASSETS.get(Path(match.group(2)).name.partition("?")[0])
        return f"{match.group(1)}'{asset.path.as_uri() if asset else 'about:blank'}'"

    return re.sub(r"""((?:src|href)=)"((?:https?:/)?/[^"]+)\"""", found, page)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open a headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            browser.close()


def main() -> None:
    """Run the benchmark."""
    parser = arguments("Les documents de la démonstration, et une carte contre une photo de navigateur")
    parser.add_argument("--only-map", action="store_true", help="sans refaire tous les documents")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        workshop = folder / "demo.atelier"
        subprocess.run(
            [sys.executable, "-m", "mapping", "demo", str(workshop)], cwd=PROJECT_DIR, check=True, capture_output=True
        )
        store = open_store(str(workshop))
        bundle = make_bundle(store, public=True, generated_at=now_utc())
        store.close()
        press = Press(bundle)
        begin = perf_counter()
        browser = stack.enter_context(chromium())
        started_s = perf_counter() - begin
        timing = alternate(
            lambda: printed(press, folder), lambda: photographed(browser, bundle, folder), runs=options.runs
        )
        sizes = [Image.open(path).size for path in (timing.ours, timing.peer)]
        if sizes[0] != sizes[1]:
            raise SystemExit(f"Les images n'ont pas la même taille : {sizes}.")
        memory = peak_mb(lambda: printed(press, folder))
        notes = [
            f"navigateur  {started_s:.1f} s de plus pour l'ouvrir la première fois ; images de {sizes[0]} pixels",
            "à noter     la photo n'a ni légende, ni noms placés, ni échelle ronde, ni sources : travail moindre",
            *([] if options.only_map or options.json else whole_set(workshop, folder)),
        ]
        zones, places = len(bundle.snapshot.zones), int(bundle.snapshot.actors["lon"].notna().sum())
    result = Result(
        name="restitute",
        work=f"une carte de {zones} quartiers et {places} structures, {PIXELS[0]} × {PIXELS[1]} pixels",
        ours_s=timing.ours_s,
        peer="folium photographié par Chromium",
        peer_s=timing.peer_s,
        ratio=timing.ours_s / timing.peer_s,
        peak_mb=memory,
        versions=versions("matplotlib", "folium", "playwright", "typst", "python-docx"),
    )
    show(result, as_json=options.json, notes=notes)


if __name__ == "__main__":
    main()
