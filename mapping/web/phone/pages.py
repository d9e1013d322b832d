"""The phone page as HTML: one light form that works alone, and that a script turns into four steps."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import jinja2
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from mapping.i18n import _, use_language
from mapping.i18n.languages import LANGUAGES, language
from mapping.maps.assets import asset_url
from mapping.maps.icons import icon
from mapping.services.notice import Part
from mapping.web.phone.words import phone_words

PAGE_URL = "/ici"
PAGE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Sent with every page of this module: nothing inline, nothing from elsewhere."""

_HERE = Path(__file__).parent
_STATIC: Mapping[str, str] = {
    "phone.css": "text/css; charset=utf-8",
    "phone.js": "text/javascript; charset=utf-8",
    "phone_send.js": "text/javascript; charset=utf-8",
    "phone_map.js": "text/javascript; charset=utf-8",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


def page_html(
    atelier: Mapping[str, Any], *, lang: str, group: str = "", values: Mapping[str, str] | None = None, error: str = ""
) -> str:
    """Return the page of ``/ici``.

    Parameters
    ----------
    atelier
        What ``GET /api/atelier`` answers.
    lang
        Language of the page (ISO 639-1).
    group
        The group that the address named, as ``/ici?groupe=Table+1`` does.
    values
        The fields of a form that was refused, so that nothing typed is lost.
    error
        Why it was refused, in words.
    """
    values = values or {}
    return _render(
        "page.html", atelier, lang, group=group, values=values, error=error, id=values.get("id") or str(uuid4())
    )


def sent_html(atelier: Mapping[str, Any], *, lang: str, code: str, group: str = "") -> str:
    """Return what follows a form sent without JavaScript: the withdrawal code, and the way to add another."""
    return _render("sent.html", atelier, lang, code=code, group=group)


def withdrawn_html(atelier: Mapping[str, Any], *, lang: str, withdrawn: int | None = None, error: str = "") -> str:
    """Return what follows a withdrawal without JavaScript; ``withdrawn`` counts what was taken back."""
    return _render("withdrawn.html", atelier, lang, withdrawn=withdrawn, error=error, group="")


def information_html(atelier: Mapping[str, Any], *, lang: str, parts: Sequence[Part], group: str = "") -> str:
    """Return the whole notice on personal data."""
    return _render("information.html", atelier, lang, short=atelier["data"], parts=parts, group=group)


def phone_static_routes() -> list[BaseRoute]:
    """Return the routes of the scripts and styles of the page."""
    return [Route(f"{PAGE_URL}/{{name}}", _static, methods=["GET"])]


def static_url(name: str) -> str:
    """Return the address of a script or style; it changes with the content, so that a phone may keep it."""
    return f"{PAGE_URL}/{name}?v={_version(name)}"


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": _ASK_AGAIN}
    if name not in _STATIC:
        return PlainTextResponse(_("Ce fichier n'existe pas."), status_code=404, headers=headers)
    if request.query_params.get("v") == _version(name):
        headers["Cache-Control"] = _FOR_EVER
    return Response(_content(name), media_type=_STATIC[name], headers=headers)


@lru_cache
def _content(name: str) -> bytes:
    text = (_HERE / "static" / name).read_text(encoding="utf-8")
    for font in ("atkinson-regular.ttf", "atkinson-bold.ttf"):
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


def _render(template: str, atelier: Mapping[str, Any], lang: str, **context: Any) -> str:
    use_language(lang)
    words = phone_words()
    told = language(lang)
    return (
        _environment()
        .get_template(template)
        .render(
            atelier=atelier,
            languages=LANGUAGES,
            lang=told.code,
            dir=told.dir,
            w=words,
            icon=icon,
            page_url=PAGE_URL,
            static_url=static_url,
            script={
                "atelier": dict(atelier),
                "words": words,
                "lang": told.code,
                "group": context.get("group", ""),
                "leaflet": {
                    "js": asset_url("leaflet.js"),
                    "css": asset_url("leaflet.css"),
                    "map": static_url("phone_map.js"),
                },
            },
            **context,
        )
    )
