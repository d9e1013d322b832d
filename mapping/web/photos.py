"""The photos that the facilitator shows; the others are not served by any address."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from mapping.domain.errors import CartoquartierError
from mapping.maps.popups import PHOTO_URL
from mapping.services.phone import shared_room
from mapping.services.photos import shown_photo
from mapping.settings import read_settings
from mapping.web.calls import refusal, run_reading, speak

_HEADERS = {
    # A photo that is hidden again is gone from every screen at the next look.
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


def photo_routes() -> list[BaseRoute]:
    """Return the route of the photos that may be seen."""
    return [Route(f"{PHOTO_URL}{{id}}", _photo, methods=["GET"])]


async def _photo(request: Request) -> Response:
    speak(request)
    identifier = request.path_params["id"]
    try:
        content = await run_reading(lambda: shown_photo(shared_room(read_settings().workshop).store, identifier))
    except CartoquartierError as error:
        status, sentence, headers = refusal(error)
        return PlainTextResponse(sentence, status, {**_HEADERS, **headers})
    return Response(content, media_type="image/jpeg", headers=_HEADERS)
