"""The resident's page, its JSON API, and the same path without script: a form, and pages that lose nothing typed."""

import json
from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from mapping.domain.errors import CartoquartierError, WorkshopError
from mapping.i18n import _
from mapping.web.calls import (
    JSON_BYTES_MAX,
    client_address,
    posted,
    refusal,
    run_reading,
    run_writing,
    speak,
)
from mapping.web.phone.api import api_routes, atelier, notice_parts, own_copy, room, take_back
from mapping.web.phone.pages import (
    PAGE_HEADERS,
    PAGE_URL,
    information_html,
    page_html,
    phone_static_routes,
    sent_html,
    withdrawn_html,
)
from mapping.web.phone.reading import request_from_form

_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
_FIELDS_MAX = 60


def phone_routes() -> list[BaseRoute]:
    """Return the routes of the resident's page and of its API."""
    return [
        *api_routes(),
        Route(PAGE_URL, _page, methods=["GET"]),
        Route(f"{PAGE_URL}/envoyer", _form_sent, methods=["GET", "POST"]),
        Route(f"{PAGE_URL}/informations", _information, methods=["GET"]),
        Route(f"{PAGE_URL}/copie", _copy_asked, methods=["GET", "POST"]),
        Route(f"{PAGE_URL}/retirer", _code_sent, methods=["GET", "POST"]),
        *phone_static_routes(),
    ]


async def _page(request: Request) -> Response:
    language = speak(request)
    group = request.query_params.get("groupe", "")[:200]
    try:
        return _html(await run_reading(lambda: page_html(atelier(), lang=language, group=group)))
    except CartoquartierError as error:
        return _without_workshop(error)


async def _form_sent(request: Request) -> Response:
    # The links of the page that follows a refusal go to the address of the form.
    if request.method == "GET":
        return _back(request)
    language = speak(request)
    values: dict[str, str] = {}
    try:
        body = await posted(request, types=_FORM_TYPES, bytes_max=JSON_BYTES_MAX)
        values = form_fields(body, request.headers.get("content-type", ""))
        language = speak(request, values.get("lang", ""))
        code = await run_writing(lambda: _send(values, language))
    except CartoquartierError as refused:
        return await _refused(refused, values, language)
    group = values.get("group", "")
    try:
        return _html(await run_reading(lambda: sent_html(atelier(), lang=language, code=code, group=group)), 201)
    except CartoquartierError as error:
        return _without_workshop(error)


async def _code_sent(request: Request) -> Response:
    if request.method == "GET":
        return _back(request)
    language = speak(request)
    withdrawn, told, status = None, "", 200
    headers: Mapping[str, str] = {}
    try:
        body = await posted(request, types=_FORM_TYPES, bytes_max=JSON_BYTES_MAX)
        values = form_fields(body, request.headers.get("content-type", ""))
        language = speak(request, values.get("lang", ""))
        withdrawn = await run_writing(lambda: take_back(values.get("code", ""), client_address(request)))
    except CartoquartierError as error:
        status, told, headers = refusal(error)
    try:
        page = await run_reading(lambda: withdrawn_html(atelier(), lang=language, withdrawn=withdrawn, error=told))
    except CartoquartierError as error:
        return _without_workshop(error)
    return _html(page, status, headers)


async def _information(request: Request) -> Response:
    language = speak(request)
    group = request.query_params.get("groupe", "")[:200]
    try:
        return _html(
            await run_reading(lambda: information_html(atelier(), lang=language, parts=notice_parts(), group=group))
        )
    except CartoquartierError as error:
        return _without_workshop(error)


async def _copy_asked(request: Request) -> Response:
    if request.method == "GET":
        return _back(request)
    language = speak(request)
    try:
        body = await posted(request, types=_FORM_TYPES, bytes_max=JSON_BYTES_MAX)
        values = form_fields(body, request.headers.get("content-type", ""))
        language = speak(request, values.get("lang", ""))
        told = await run_reading(lambda: own_copy(values.get("code", ""), client_address(request)))
    except CartoquartierError as error:
        status, sentence, headers = refusal(error)
        try:
            page = await run_reading(lambda: withdrawn_html(atelier(), lang=language, error=sentence))
        except CartoquartierError as absent:
            return _without_workshop(absent)
        return _html(page, status, headers)
    content = json.dumps(told, ensure_ascii=False, indent=2, default=str)
    headers = {
        "Content-Disposition": 'attachment; filename="mes-contributions.json"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type="application/json; charset=utf-8", headers=headers)


def form_fields(body: bytes, content_type: str) -> dict[str, str]:
    """Return the text fields of a form, in either of the two ways in which browsers send one; files are left out."""
    if content_type.lower().startswith("multipart/form-data"):
        return _multipart_fields(body, content_type)
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_FIELDS_MAX)
    except ValueError:
        return {}
    return {name: _typed(value) for name, value in pairs}


def _multipart_fields(body: bytes, content_type: str) -> dict[str, str]:
    head = b"Content-Type: " + content_type.encode("latin-1", "replace").replace(b"\r", b"").replace(b"\n", b"")
    message = BytesParser(policy=HTTP).parsebytes(head + b"\r\n\r\n" + body)
    fields: dict[str, str] = {}
    for part in list(message.iter_parts())[:_FIELDS_MAX] if message.is_multipart() else []:
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and part.get_filename() is None and isinstance(content, bytes):
            fields[name] = _typed(content.decode("utf-8", "replace"))
    return fields


def _typed(text: str) -> str:
    # Forms send line ends as two characters: a text of the longest length would be refused for them.
    return text.replace("\r\n", "\n")


def _send(values: Mapping[str, str], language: str) -> str:
    here = room()
    code = values.get("code") or here.new_code()
    here.send(request_from_form(values, here.map, language=language), code=code)
    return code


async def _refused(error: CartoquartierError, values: Mapping[str, str], language: str) -> Response:
    """Return the form again, with the reason and all that was typed."""
    status, sentence, headers = refusal(error)
    group = values.get("group", "")
    try:
        page = await run_reading(
            lambda: page_html(atelier(), lang=language, group=group, values=values, error=sentence)
        )
    except CartoquartierError as absent:
        return _without_workshop(absent)
    return _html(page, status, headers)


def _without_workshop(error: CartoquartierError) -> Response:
    """Return a sentence where there is no workshop to make a page of."""
    status, sentence, headers = refusal(error)
    advice = _("Revenez en arrière : ce que vous avez écrit y est encore.") if isinstance(error, WorkshopError) else ""
    text = f"{sentence}\n{advice}".strip()
    return Response(text, status, {**PAGE_HEADERS, **headers}, "text/plain; charset=utf-8")


def _back(request: Request) -> Response:
    kept = {name: request.query_params[name] for name in ("lang", "groupe") if name in request.query_params}
    return RedirectResponse(f"{PAGE_URL}?{urlencode(kept)}" if kept else PAGE_URL, status_code=303)


def _html(page: str, status: int = 200, headers: Mapping[str, Any] | None = None) -> Response:
    return HTMLResponse(page, status_code=status, headers={**PAGE_HEADERS, **(headers or {})})
