"""The scripts and styles of the wall, its headers and its templates: nothing inline, nothing from elsewhere."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mapping.i18n import _
from mapping.maps.assets import asset_url

WALL_URL = "/mur"
PAGE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

_HERE = Path(__file__).parent
_TYPES: Mapping[str, str] = {
    "wall.css": "text/css; charset=utf-8",
    "votes.css": "text/css; charset=utf-8",
    "wall.js": "text/javascript; charset=utf-8",
}
_FONTS = ("atkinson-regular.ttf", "atkinson-bold.ttf")


def static_url(name: str) -> str:
    """Return the address of a script or style; it changes with the content."""
    return f"{WALL_URL}/{name}?v={_version(name)}"


async def static_file(request: Request) -> Response:
    """Send a script or style; a name is looked up, never joined to a path."""
    name = request.path_params["name"]
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
    if name not in _TYPES:
        return PlainTextResponse(_("Ce fichier n'existe pas."), status_code=404, headers=headers)
    if request.query_params.get("v") == _version(name):
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return Response(_content(name), media_type=_TYPES[name], headers=headers)


def rendered(template: str, **context: Any) -> str:
    """Return a page, every value escaped."""
    return _environment().get_template(template).render(static_url=static_url, asset_url=asset_url, **context)


@lru_cache
def _content(name: str) -> bytes:
    text = (_HERE / "static" / name).read_text(encoding="utf-8")
    for font in _FONTS:
        text = text.replace(f"{{{{ {font} }}}}", asset_url(font))
    return text.encode("utf-8")


@lru_cache
def _version(name: str) -> str:
    return hashlib.sha256(_content(name)).hexdigest()[:16]


@lru_cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
