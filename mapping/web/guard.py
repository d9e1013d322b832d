"""What holds for every answer of this server, whoever writes it: headers, no other site, no address that nobody needs.

Streamlit's own pages come without any policy. The one given here lets no inline script in but those of installed files,
named by their hash. Only the map of streamlit-folium, which is sent as text to run, has a document of its own where
scripts may be inline and evaluated: both were tried without, and the map stays blank.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware

from mapping.i18n import _
from mapping.services.opened import is_facilitators
from mapping.web.lan_gate import App, Message, Receive, Scope, Send, is_this_machine, refuse

HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "geolocation=(self), camera=(self), clipboard-write=(self), fullscreen=(self), microphone=(), payment=(), "
        "usb=(), serial=(), bluetooth=(), midi=(), display-capture=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}
"""Given to every answer that does not say the same thing in its own way."""

_MAP_DOCUMENT = "/component/streamlit_folium."
_STREAMLIT = "/_stcore/"
# Streamlit can let programs drive the pages, and tells anybody how many people are there: nobody here needs either.
_CLOSED = ("/_stcore/agent", "/_stcore/metrics", "/_stcore/script-health-check")
_UPLOAD = "/_stcore/upload_file/"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_NAME_AND_PORT = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_MAP_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)


class Guard:
    """ASGI middleware: headers on what leaves, other sites stopped at the door.

    Parameters
    ----------
    app
        What is behind.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        sending = send if scope["type"] == "websocket" else _with_headers(scope, send)
        if _comes_from_elsewhere(scope):
            await refuse(scope, sending, 403, _("Cet envoi vient d'une autre page. Ouvrez la page de l'atelier."))
        elif _is_upload(scope) and not _may_send_files(scope):
            await refuse(scope, sending, 403, _("Seul l'animateur peut envoyer des fichiers ici."))
        elif str(scope["path"]).startswith(_CLOSED) and not _is_watched_by_hand(scope):
            await refuse(scope, sending, 404, _("Cette adresse n'existe pas."))
        else:
            await self._app(scope, receive, sending)


def guard() -> list[Middleware]:
    """Return what ``app.py`` gives to ``st.App``, before the door of the room."""
    return [Middleware(Guard)]


def page_policy(host: str) -> str:
    """Return the content policy of Streamlit's pages, for the ``Host`` that the browser names.

    Examples
    --------
    >>> "ws://localhost:8501" in page_policy("localhost:8501"), "evil" in page_policy("x; script-src evil")
    (True, False)
    """
    # Safari before 15.4 does not take 'self' for the websocket of the same page.
    sockets = f" ws://{host} wss://{host}" if _NAME_AND_PORT.fullmatch(host) else ""
    hashes = " ".join(inline_hashes())
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; "
        f"connect-src 'self'{sockets}; frame-src 'self'; worker-src 'self' blob:; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@lru_cache
def inline_hashes() -> tuple[str, ...]:
    """Return the hashes of the inline scripts that are files: Streamlit's page, and what ``mapping/ui`` adds to it."""
    streamlit = find_spec("streamlit")
    pages = sorted((Path(__file__).parents[1] / "ui").glob("*.html"))
    if streamlit is not None and streamlit.origin:
        pages.insert(0, Path(streamlit.origin).parent / "static" / "index.html")
    scripts = [script for page in pages for script in _INLINE.findall(page.read_text(encoding="utf-8"))]
    return tuple(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in scripts)


def _comes_from_elsewhere(scope: Scope) -> bool:
    """Say whether a page of another site asks for a websocket, or for anything to be changed."""
    if scope["type"] == "http" and scope["method"] in _READING:
        return False
    headers = Headers(scope=scope)
    origin, host = headers.get("origin"), headers.get("host", "")
    return origin is not None and urlsplit(origin).netloc.lower() != host.lower()


def _is_upload(scope: Scope) -> bool:
    return str(scope["path"]).startswith(_UPLOAD) and scope["type"] == "http" and scope["method"] not in _READING


def _may_send_files(scope: Scope) -> bool:
    # Streamlit keeps in memory what any visitor sends it, whether the page asked for a file or not.
    session = str(scope["path"]).removeprefix(_UPLOAD).partition("/")[0]
    return is_this_machine(scope) or is_facilitators(session)


def _is_watched_by_hand(scope: Scope) -> bool:
    # Whoever runs a server reads its figures on it; a browser, which names a site, does not.
    return str(scope["path"]) == "/_stcore/metrics" and is_this_machine(scope)


def _with_headers(scope: Scope, send: Send) -> Send:
    path = str(scope["path"])
    host = Headers(scope=scope).get("host", "")

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message.setdefault("headers", [])
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", _policy(path, headers.get("content-type", ""), host))
            # The name of the server and the pages that may drive it are nobody's business.
            if path.startswith(_STREAMLIT):
                for name in ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"):
                    del headers[name]
        await send(message)

    return sending


def _policy(path: str, content_type: str, host: str) -> str:
    if path.startswith(_MAP_DOCUMENT):
        return _MAP_POLICY
    if content_type.startswith("text/html"):
        return page_policy(host)
    # An answer that is no page, opened as one: nothing of it runs.
    return "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
