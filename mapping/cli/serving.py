"""Run the app on a workshop, in this process."""

import os
import runpy
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

from mapping.domain.errors import WorkshopError
from mapping.i18n import _
from mapping.services.demonstrate import open_or_create_demonstration
from mapping.services.workshops import open_store
from mapping.settings import DEFAULT_WORKSHOP, PROJECT_DIR, Settings

_HOST = Settings().host
_READY_WITHIN_S = 60.0


def serve_workshop(target: str | None, *, port: int, open_browser: bool) -> None:
    """Serve the app until interrupted, on the demonstration workshop when ``target`` is None.

    Raises
    ------
    WorkshopError
        When the workshop cannot be opened, or the port is taken.
    """
    if target is None:
        open_or_create_demonstration(DEFAULT_WORKSHOP)
        target = str(DEFAULT_WORKSHOP)
    elif "://" not in target:
        target = str(Path(target).resolve())
    open_store(target).close()
    _require_free(port)
    url = f"http://{_HOST}:{port}"
    print(_("Cartoquartier s'ouvre sur {url}\nPour arrêter : Ctrl+C.").format(url=url), flush=True)
    if open_browser:
        threading.Thread(target=_open_when_ready, args=(url,), daemon=True).start()
    os.environ |= {"CARTOQUARTIER_WORKSHOP": target, "CARTOQUARTIER_PORT": str(port)}
    # Streamlit reads its settings from the folder where it starts.
    os.chdir(PROJECT_DIR)
    launcher = PROJECT_DIR / "app.py"
    sys.argv = [str(launcher)]
    runpy.run_path(str(launcher), run_name="__main__")


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        # Without it, a port that a stopped app has just left would seem taken for a minute.
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise WorkshopError(
                _(
                    "Le port {port} est déjà pris, sans doute par Cartoquartier déjà ouvert. Essayez --port {other}."
                ).format(port=port, other=port + 1)
            ) from error


def _open_when_ready(url: str) -> None:
    deadline = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                webbrowser.open(url)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
