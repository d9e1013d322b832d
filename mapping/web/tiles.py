"""The tiles of the basemap, for the pages of the laptop and for the phones."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mapping.domain.errors import CartoquartierError
from mapping.maps.basemap.source import TILES_URL
from mapping.services.basemap import shared_tiles
from mapping.settings import read_settings

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_ROW = re.compile(r"(\d{1,8})(@2x)?\.png", re.ASCII)
_DEEPEST = 24


def tile_routes() -> list[BaseRoute]:
    """Return the routes of the tiles; before that of the other files, whose names have no folder."""
    return [Route(f"{TILES_URL}/{{zoom:int}}/{{x:int}}/{{name}}", _tile, methods=["GET"])]


# Not a coroutine: starlette runs it beside the loop that serves everybody, which drawing would hold up.
def _tile(request: Request) -> Response:
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": _ASK_AGAIN}
    told = _ROW.fullmatch(request.path_params["name"])
    zoom = request.path_params["zoom"]
    if told is None or zoom > _DEEPEST:
        return Response(status_code=404, headers=headers)
    try:
        tiles = shared_tiles(read_settings().workshop)
        picture = tiles.tile(zoom, request.path_params["x"], int(told[1]), scale=2 if told[2] else 1)
    except CartoquartierError:
        # A workshop that is absent or damaged is told by the page; a tile has no room for a sentence.
        return Response(status_code=204, headers=headers)
    if request.query_params.get("v"):
        headers["Cache-Control"] = _FOR_EVER
    if picture is None:
        return Response(status_code=204, headers=headers)
    return Response(picture.content, media_type=picture.media_type, headers=headers)
