"""A real Chromium on the real app, with every request that leaves this machine stopped and counted."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, WebSocket, expect, sync_playwright

PROJECT_DIR = Path(__file__).resolve().parents[2]
RESULTS_DIR = PROJECT_DIR / "test-results"
LAPTOP = (1366, 768)
PHONE = (390, 844)
READY_WITHIN_S = 90.0
PATIENCE_MS = 30_000
# A machine with two cores draws a page late when it also serves it.
expect.set_options(timeout=15_000)

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # What the interception of pages does not see, the browser itself cannot resolve.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)
_HERE = {"127.0.0.1", "localhost", "::1"}
_WITHOUT_NETWORK = {"data", "blob", "about", "file"}
_failed = pytest.StashKey[bool]()


@dataclass(frozen=True)
class WatchedPage:
    """A page, with what it asked of the outside and the errors of its console."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


OpenPage = Callable[..., WatchedPage]
Serve = Callable[[Path], str]


def goes_outside(url: str) -> bool:
    """Say whether a request for ``url`` would leave this machine."""
    parts = urlsplit(url)
    return parts.scheme not in _WITHOUT_NETWORK and parts.hostname not in _HERE


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember a failure, for the picture that is taken of it."""
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Give the browser of this machine: the variable CHROMIUM, else the first one found on the PATH."""
    given = os.environ.get("CHROMIUM")
    found = given or next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    if not found:
        pytest.skip("aucun Chromium sur cette machine : installez-le, ou donnez son chemin dans la variable CHROMIUM")
    return found


# Not for the whole session: while it lives, Playwright's loop runs in the main thread, and `asyncio.run` of other
# tests would be refused.
@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """Give a browser, for the tests of one module."""
    arguments = list(_ARGUMENTS)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's own refusal to run as root, which containers do.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Give a function that opens a page of a size in pixels; the test fails if any page asked something outside.

    A failed test leaves a picture of each of its pages in ``test-results/``.
    """
    opened: list[WatchedPage] = []

    def open_one(size: tuple[int, int] = LAPTOP) -> WatchedPage:
        watched = _open(chromium, size)
        opened.append(watched)
        return watched

    yield open_one
    if request.node.stash.get(_failed, False):
        _picture(opened, request.node.nodeid)
    for watched in opened:
        watched.page.context.close()
    outside = [url for watched in opened for url in watched.outside]
    assert not outside, f"asked outside this machine: {outside}"


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Give a function that serves a workshop until the end of the session and returns the address."""
    with _Servers(tmp_path_factory.mktemp("servers")) as servers:
        yield servers.start


@pytest.fixture(scope="session")
def app_url(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the address of the app on a fresh demonstration workshop, shared by the session."""
    return serve(make_demonstration(tmp_path_factory.mktemp("workshop") / "demonstration.atelier"))


@pytest.fixture
def fresh_app_url(chromium_path: str, tmp_path: Path) -> Iterator[str]:
    """Give the address of the app on a demonstration workshop of the test's own."""
    with _Servers(tmp_path) as servers:
        yield servers.start(make_demonstration(tmp_path / "demonstration.atelier"))


def make_demonstration(path: Path) -> Path:
    """Make a demonstration workshop with the command that a person has."""
    command = [sys.executable, "-m", "mapping", "demo", str(path)]
    made = subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, encoding="utf-8", check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    return path


def _open(browser: Browser, size: tuple[int, int]) -> WatchedPage:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=width < LAPTOP[0] // 2,
        is_mobile=width < LAPTOP[0] // 2,
        locale="fr-FR",
        service_workers="block",
        accept_downloads=True,
    )
    context.set_default_timeout(PATIENCE_MS)
    watched = WatchedPage(context.new_page())

    def answer(route: Route, request: Request) -> None:
        if goes_outside(request.url):
            watched.outside.append(request.url)
            route.abort()
        else:
            route.continue_()

    def listen(socket_opened: WebSocket) -> None:
        if goes_outside(socket_opened.url):
            watched.outside.append(socket_opened.url)

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            watched.errors.append(message.text)

    context.route("**/*", answer)
    watched.page.on("websocket", listen)
    watched.page.on("console", hear)
    watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
    return watched


def _picture(opened: list[WatchedPage], nodeid: str) -> None:
    RESULTS_DIR.mkdir(exist_ok=True)
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", nodeid)
    for number, watched in enumerate(opened, start=1):
        watched.page.screenshot(path=RESULTS_DIR / f"{name}-{number}.png")


class _Servers:
    """Apps started by the tests, stopped at the end whatever happens."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "_Servers":
        return self

    def __exit__(self, *_error: object) -> None:
        for app in self._running:
            app.terminate()
            try:
                app.wait(timeout=10)
            except subprocess.TimeoutExpired:
                app.kill()
                app.wait()

    def start(self, workshop: Path) -> str:
        """Serve ``workshop`` on a free port; return the address once the app answers."""
        port = _free_port()
        log = self._folder / f"app-{port}.log"
        command = [sys.executable, "-m", "mapping", "serve", str(workshop), "--port", str(port), "--no-browser"]
        with log.open("wb") as output:
            app = subprocess.Popen(command, cwd=PROJECT_DIR, stdout=output, stderr=subprocess.STDOUT)
        self._running.append(app)
        address = f"http://127.0.0.1:{port}"
        ready = _answers(f"{address}/_stcore/health", while_running=app)
        assert ready, f"the app did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-4000:]}"
        return address


def _answers(url: str, *, while_running: subprocess.Popen[bytes]) -> bool:
    tick_s = 0.2
    never = threading.Event()
    for _attempt in range(int(READY_WITHIN_S / tick_s)):
        if while_running.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(url, timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            never.wait(tick_s)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
