"""The application is called as a server does, without one: no port, no other library."""

import asyncio

import pytest
from starlette.applications import Starlette

from mapping.maps.assets import ASSETS, asset_bytes, asset_url
from mapping.web.routes import routes


def _get(path, *, headers=(), method="GET"):
    path, _mark, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(Starlette(routes=routes())(scope, receive, send))
    head = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], head, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("name", ASSETS)
def test_every_asset_is_served_with_its_type_and_may_be_kept_for_ever(name):
    status, head, body = _get(asset_url(name))
    assert (status, body) == (200, asset_bytes(name))
    assert head["content-type"] == ASSETS[name].media_type
    assert head["x-content-type-options"] == "nosniff"
    assert head["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("query", ["", "?v=", "?v=0000000000000000"])
def test_an_address_without_the_right_version_is_asked_again(query):
    status, head, _body = _get(f"/carto/leaflet.js{query}")
    assert (status, head["cache-control"]) == (200, "no-cache")


def test_what_the_browser_already_has_is_not_sent_again():
    _status, head, _body = _get("/carto/carto.css")
    status, _head, body = _get("/carto/carto.css", headers=[("if-none-match", head["etag"])])
    assert (status, body) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/carto/../settings.py",
        "/carto/..%2fsettings.py",
        "/carto/..\\settings.py",
        "/carto//etc/passwd",
        "/carto/images/layers.png",
        "/carto/points.py",
        "/carto/",
        "/carto/LEAFLET.JS",
    ],
)
def test_a_name_outside_the_registry_is_not_found(path):
    status, head, body = _get(path)
    assert status == 404
    assert b"import" not in body
    assert head.get("cache-control") != "public, max-age=31536000, immutable"


def test_the_assets_cannot_be_written():
    assert _get("/carto/leaflet.js", method="POST")[0] == 405
