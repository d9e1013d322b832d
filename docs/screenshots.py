"""Make the pictures of the documentation from the demonstration workshop, so that they stay true.

Run ``python docs/screenshots.py`` from the project, with what the tests need installed and Chromium on the PATH.
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
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PROJECT_DIR = Path(__file__).resolve().parent.parent
IMAGES_DIR = PROJECT_DIR / "docs" / "images"
LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
PICTURES = (
    ("preparer", "preparer", LAPTOP),
    ("carte", "", LAPTOP),
    ("contribuer", "contribuer", LAPTOP),
    ("contribuer-telephone", "contribuer", PHONE),
    ("analyser", "analyser", LAPTOP),
    ("restituer", "restituer", LAPTOP),
)
SETTLED_MS = 6_000


def main() -> None:
    """Take every picture."""
    IMAGES_DIR.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, _app(Path(folder) / "demo.atelier") as address, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for name, path, viewport in PICTURES:
            page = browser.new_page(viewport=viewport, locale="fr-FR")
            _take(page, f"{address}/{path}", IMAGES_DIR / f"{name}.png")
            page.close()
        browser.close()


def _take(page: Page, url: str, out: Path) -> None:
    page.goto(url)
    page.wait_for_selector("h1")
    page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=out)
    print(out.relative_to(PROJECT_DIR))


@contextmanager
def _app(workshop: Path) -> Iterator[str]:
    mapping = [sys.executable, "-m", "mapping"]
    subprocess.run([*mapping, "demo", str(workshop)], cwd=PROJECT_DIR, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*mapping, "serve", str(workshop), "--port", str(port), "--no-browser"]
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
