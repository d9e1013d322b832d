"""What every route of the JSON API has in common: who may post, how much, in what language, and errors in a sentence.

A handler is a plain function: it runs beside the loop that serves everybody, in threads of the API's own, so that a
workshop that is slow to answer holds up neither the pages of the facilitator nor the reading of the others.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from mapping.domain.errors import CartoquartierError, ClosedError, NotFoundError, WorkshopError
from mapping.i18n import _, use_language
from mapping.i18n.languages import negotiate
from mapping.web.limits import Limiter, TooManyError

API_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
JSON_BYTES_MAX = 64 * 1024
BODY_WITHIN_S = 30.0
ANSWER_WITHIN_S = 12.0
"""Less than phones wait: they are told, instead of guessing."""
RETRY_AFTER_S = 5

_READERS = ThreadPoolExecutor(4, "api-read")
# Those who write at the same moment share a transaction: several threads for one writer.
_WRITERS = ThreadPoolExecutor(12, "api-write")
# Fifty phones behind one address of a router still pass; one phone alone never needs as much.
_POSTS = Limiter(per_minute=120, burst=120)


class RefusedError(CartoquartierError):
    """A request that is not acceptable as such; ``status`` is that of HTTP."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Call:
    """What a handler is given. ``values`` is the JSON object of a POST, ``body`` its bytes where it is a picture."""

    address: str
    language: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    values: Mapping[str, Any] = field(default_factory=dict)
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler gives back: JSON types, and the status of HTTP."""

    content: Any
    status: int = 200


Handler = Callable[[Call], Answer]
Endpoint = Callable[[Request], Any]
Result = TypeVar("Result")


def reading(handler: Handler) -> Endpoint:
    """Return the route of a handler that answers a GET."""

    async def endpoint(request: Request) -> Response:
        return await _answered(request, lambda: run_reading(lambda: handler(_call(request))))

    return endpoint


def posting(handler: Handler) -> Endpoint:
    """Return the route of a handler that is given a JSON object."""

    async def endpoint(request: Request) -> Response:
        async def work() -> Answer:
            body = await posted(request, types=("application/json",), bytes_max=JSON_BYTES_MAX)
            values = json_object(body)
            call = replace(_call(request), values=values, language=speak(request, str(values.get("lang", ""))))
            return await run_writing(lambda: handler(call))

        return await _answered(request, work)

    return endpoint


def sending(handler: Handler, *, types: tuple[str, ...], bytes_max: int) -> Endpoint:
    """Return the route of a handler that is given bytes, as a picture."""

    async def endpoint(request: Request) -> Response:
        async def work() -> Answer:
            body = await posted(request, types=types, bytes_max=bytes_max)
            return await run_reading(lambda: handler(replace(_call(request), body=body)))

        return await _answered(request, work)

    return endpoint


async def run_reading(work: Callable[[], Result]) -> Result:
    """Run what only reads, or computes, beside the loop."""
    return await _run(_READERS, work)


async def run_writing(work: Callable[[], Result]) -> Result:
    """Run what writes beside the loop, each in its turn."""
    return await _run(_WRITERS, work)


async def posted(request: Request, *, types: tuple[str, ...], bytes_max: int) -> bytes:
    """Return the body of a POST, once it is known to come from our own page.

    Raises
    ------
    RefusedError, TooManyError
        From another site, of another type, too big, too slow, cut, or too often.
    """
    check_origin(request)
    told = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not any(told == known or (known.endswith("/*") and told.startswith(known[:-1])) for known in types):
        raise RefusedError(415, _("Ce contenu n'est pas de la sorte attendue."))
    address = client_address(request)
    # The laptop itself is not a phone: measuring fifty phones from it must not be refused.
    if address not in {"127.0.0.1", "::1"}:
        _POSTS.take(address)
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            return await _body(request, bytes_max)
    except TimeoutError as error:
        raise RefusedError(408, _("La connexion est trop lente. Rien n'est perdu : essayez encore.")) from error
    except ClientDisconnect as error:
        raise RefusedError(400, _("La connexion a été coupée. Rien n'est perdu : essayez encore.")) from error


def check_origin(request: Request) -> None:
    """Raise when a page of another site sends something in the name of a phone.

    Raises
    ------
    RefusedError
        When the request says where it comes from, and it is not from here.
    """
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        raise RefusedError(403, _("Cet envoi vient d'une autre page. Ouvrez la page de l'atelier et recommencez."))


def client_address(request: Request) -> str:
    """Return the address that a request comes from; it is only counted, in memory."""
    return request.client.host if request.client else ""


def json_object(body: bytes) -> Mapping[str, Any]:
    """Return the JSON object of a body.

    Raises
    ------
    RefusedError
        When it is not one.
    """
    try:
        read = json.loads(body, parse_constant=_not_a_number)
    except (ValueError, RecursionError) as error:
        raise RefusedError(400, _("Cet envoi est illisible : un objet JSON est attendu.")) from error
    if not isinstance(read, dict):
        raise RefusedError(400, _("Cet envoi est illisible : un objet JSON est attendu."))
    return read


def speak(request: Request, asked: str = "") -> str:
    """Choose the language of what follows, and return its code."""
    wished = asked or request.query_params.get("lang")
    code = negotiate(request.headers.get("accept-language", ""), wished)
    use_language(code)
    return code


def refusal(error: CartoquartierError) -> tuple[int, str, dict[str, str]]:
    """Return the status, the sentence and the headers by which an error is told to a phone."""
    match error:
        case RefusedError():
            return error.status, str(error), {}
        case TooManyError():
            return 429, str(error), {"Retry-After": str(ceil(error.wait_s))}
        case NotFoundError():
            return 404, str(error), {}
        case ClosedError():
            return 409, str(error), {}
        case WorkshopError():
            # Its own sentence names files of the laptop.
            return 503, unavailable(), {"Retry-After": str(RETRY_AFTER_S)}
        case _:
            return 400, str(error), {}


def unavailable() -> str:
    """Return the sentence of a workshop that cannot answer now."""
    return _("L'ordinateur de l'atelier ne peut pas enregistrer maintenant. Rien n'est perdu : essayez encore.")


async def _answered(request: Request, work: Callable[[], Any]) -> Response:
    speak(request)
    try:
        answer = await work()
    except CartoquartierError as error:
        status, sentence, headers = refusal(error)
        return JSONResponse({"erreur": sentence}, status_code=status, headers={**API_HEADERS, **headers})
    if isinstance(answer.content, bytes):
        return Response(answer.content, answer.status, API_HEADERS, "application/json")
    return JSONResponse(answer.content, status_code=answer.status, headers=API_HEADERS)


async def _run(threads: ThreadPoolExecutor, work: Callable[[], Result]) -> Result:
    context = copy_context()
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return await asyncio.get_running_loop().run_in_executor(threads, context.run, work)
    except TimeoutError as error:
        # What was waiting its turn is taken out of the queue; what had begun ends, and the phone sends it again.
        raise WorkshopError(unavailable()) from error


async def _body(request: Request, bytes_max: int) -> bytes:
    too_big = RefusedError(413, _("C'est trop gros pour être envoyé : {most} au plus.").format(most=_size(bytes_max)))
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > bytes_max:
        raise too_big
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > bytes_max:
            raise too_big
    return bytes(received)


def _size(size_bytes: int) -> str:
    return (
        _("{n} Mo").format(n=size_bytes // 2**20) if size_bytes >= 2**20 else _("{n} Ko").format(n=size_bytes // 1024)
    )


def _call(request: Request) -> Call:
    return Call(
        address=client_address(request),
        language=speak(request),
        path=request.path_params,
        query=request.query_params,
        headers=request.headers,
    )


def _not_a_number(word: str) -> NoReturn:
    raise ValueError(word)
