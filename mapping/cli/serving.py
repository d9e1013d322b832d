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
from mapping.services.access_code import ensure_code
from mapping.services.data_protection import require_retention
from mapping.services.demonstrate import open_or_create_demonstration
from mapping.services.lan import DOOR, how_to_join, phone_urls, qr_text
from mapping.services.workshops import open_store
from mapping.settings import DEFAULT_WORKSHOP, PROJECT_DIR

_HOST = "127.0.0.1"
"""Where this laptop's own browser goes, and where the port is tried."""
_READY_WITHIN_S = 60.0


def serve_workshop(target: str | None, *, port: int, open_browser: bool, lan: bool = False) -> None:
    """Serve the app until interrupted, on the demonstration workshop when ``target`` is None.

    With ``lan``, the phones of the room are answered from the start: their address and its QR code are printed, and the
    facilitator's pages get a code if they had none.

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
    code = _facilitator_code(target, lan=lan)
    _require_free(port)
    url = f"http://{_HOST}:{port}"
    print(_("Cartoquartier s'ouvre sur {url}\nPour arrêter : Ctrl+C.").format(url=url), flush=True)
    if lan:
        _tell_phones(port, code)
    if open_browser:
        threading.Thread(target=_open_when_ready, args=(url,), daemon=True).start()
    os.environ |= {
        "CARTOQUARTIER_WORKSHOP": target,
        "CARTOQUARTIER_PORT": str(port),
        "CARTOQUARTIER_LAN": "1" if lan else "",
    }
    # Streamlit reads its settings from the folder where it starts.
    os.chdir(PROJECT_DIR)
    launcher = PROJECT_DIR / "app.py"
    sys.argv = [str(launcher)]
    runpy.run_path(str(launcher), run_name="__main__")


def _facilitator_code(target: str, *, lan: bool) -> str | None:
    """Check that the workshop opens; return the code just made, for want of one before phones come."""
    store = open_store(target)
    try:
        if lan:
            require_retention(store.workshop())
        return ensure_code(store) if lan else None
    finally:
        store.close()


def _tell_phones(port: int, code: str | None) -> None:
    DOOR.port = port
    urls = phone_urls()
    if not urls:
        print(how_to_join(), flush=True)
    for i, url in enumerate(urls):
        print(_("Téléphones, sur le même wifi : {url}").format(url=url), flush=True)
        if i == 0:
            _print_qr(url)
    if code:
        print(_("Code de l'animateur, à noter (il n'est plus montré ensuite) : {code}").format(code=code), flush=True)


def _print_qr(url: str) -> None:
    """Print the QR code, unless the terminal has no characters for it; the address is already there."""
    try:
        print(qr_text(url), flush=True)
    except UnicodeEncodeError:
        return


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
