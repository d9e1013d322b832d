"""What every answer bears, and what is not answered: other sites, files of residents, addresses that nobody needs."""

import asyncio
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from mapping.services.opened import remember_session
from mapping.web.guard import HEADERS, Guard, inline_hashes, page_policy
from mapping.web.lan_gate import Message
from mapping.web.routes import routes
from tests.web.phones import make_workshop

PHONE, LAPTOP = "192.168.1.40", "127.0.0.1"
OURS = "192.168.1.5:8501"


def ask(
    path: str,
    *,
    app: Any = None,
    method: str = "GET",
    origin: str | None = None,
    client: str = PHONE,
    kind: str = "http",
    headers: Iterable[tuple[str, str]] = (),
) -> tuple[int, dict[str, str]]:
    """Return the status and the headers of an answer; for a websocket, 101 or the code of its end."""
    told = [("host", OURS), *([("origin", origin)] if origin else []), *headers]
    scope = {
        "type": kind, "method": method, "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": b"", "headers": [(name.encode(), value.encode()) for name, value in told],
        "http_version": "1.1", "scheme": "http", "server": ("192.168.1.5", 8501), "client": (client, 40000),
    }  # fmt: skip
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Guard(app or Starlette(routes=routes()))(scope, receive, send))
    first = sent[0]
    if first["type"] == "websocket.close":
        return int(first["code"]), {}
    return int(first.get("status", 101)), {name.decode(): value.decode() for name, value in first.get("headers", [])}


async def streamlit(scope: Any, _receive: Any, send: Any) -> None:
    """Stand for Streamlit: it answers a page, with the headers that it gives to anybody."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"access-control-allow-origin", b"*")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", make_workshop(tmp_path))


ADDRESSES = ["/ici", "/ici/phone.js", "/ici/absent", "/mur", "/mur/wall.css", "/ici/gommettes", "/api/atelier",
             "/api/carte", "/api/mur", "/api/case?nom=Z9", "/carto/leaflet.js", "/carto/photo/x", "/carto/absent",
             "/carto/tuiles/1/1/1.png"]  # fmt: skip


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_answer_of_ours_bears_the_headers(path: str, workshop: None) -> None:
    _status, headers = ask(path)
    assert {name for name in HEADERS if not headers.get(name.lower())} == set()
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors" in headers["content-security-policy"] or path == "/carto/photo/x"
    assert "access-control-allow-origin" not in headers
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", ["/ici", "/mur", "/ici/gommettes"])
def test_the_pages_of_the_room_run_no_inline_script_and_no_inline_style(path: str, workshop: None) -> None:
    policy = ask(path)[1]["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy


def test_a_page_of_streamlit_runs_no_inline_script_but_those_of_files() -> None:
    _status, headers = ask("/restituer", app=streamlit)
    script = re.search(r"script-src ([^;]*);", headers["content-security-policy"])
    assert script is not None
    assert script[1].split() == ["'self'", *inline_hashes()]
    assert len(inline_hashes()) >= 2
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_only_the_document_of_the_map_may_run_text_and_it_may_not_be_framed_elsewhere() -> None:
    _status, headers = ask("/component/streamlit_folium.st_folium/index.html", app=streamlit)
    assert "'unsafe-eval'" in headers["content-security-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "unsafe-eval" not in ask("/component/other/index.html", app=streamlit)[1]["content-security-policy"]


def test_the_name_of_the_server_cannot_add_to_the_policy() -> None:
    assert "evil" not in page_policy("a; script-src evil.example")
    assert "evil" not in page_policy("a\r\nSet-Cookie: evil=1")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://192.168.1.5", "https://share.streamlit.io"])
@pytest.mark.parametrize("path", ["/_stcore/stream", "/_stcore/upload_file/s/f", "/api/contributions", "/ici/envoyer"])
def test_another_site_opens_no_session_and_sends_nothing(path: str, origin: str) -> None:
    kind = "websocket" if path == "/_stcore/stream" else "http"
    status, _headers = ask(path, app=streamlit, origin=origin, method="POST", kind=kind)
    assert status == (1008 if kind == "websocket" else 403)


def test_our_own_page_opens_a_session() -> None:
    assert ask("/_stcore/stream", app=streamlit, origin=f"http://{OURS}", kind="websocket")[0] == 101


def test_another_site_reads_nothing_of_streamlit() -> None:
    assert "access-control-allow-origin" not in ask("/_stcore/host-config", app=streamlit, origin="http://e.example")[1]


def test_files_are_taken_from_the_laptop_and_from_sessions_where_a_page_of_the_facilitator_is_open() -> None:
    address = "/_stcore/upload_file/{}/f1"
    assert ask(address.format("resident"), app=streamlit, method="PUT")[0] == 403
    assert ask(address.format("resident"), app=streamlit, method="PUT", client=LAPTOP)[0] == 200
    remember_session("facilitator-1")
    assert ask(address.format("facilitator-1"), app=streamlit, method="PUT")[0] == 200


@pytest.mark.parametrize(
    "path", ["/_stcore/agent/interact", "/_stcore/agent/mcp", "/_stcore/agent/openapi.json", "/_stcore/metrics"]
)
def test_what_nobody_here_needs_is_closed(path: str) -> None:
    assert ask(path, app=streamlit)[0] == 404
    assert ask(path, app=streamlit, method="POST")[0] == 404


@pytest.mark.parametrize(
    "path",
    ["/carto/..%2f..%2fapp.py", "/carto/photo/../../app.py", "/carto/tuiles/1/1/..%2f..%2fapp.py", "/ici/../app.py",
     "/mur/..\\..\\app.py", "/ici/%00", "/carto/tuiles/99999999999999999999/1/1.png", "/carto/tuiles/1/-1/1.png"],
)  # fmt: skip
def test_no_address_leads_to_a_file_of_the_laptop(path: str, workshop: None) -> None:
    assert ask(path)[0] in {204, 404}
