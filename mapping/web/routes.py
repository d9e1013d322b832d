"""Routes beside the pages, in the same process: the front-end files of the maps, and the tiles under them."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from mapping.i18n import _
from mapping.maps.assets import ASSET_URL, ASSETS, asset_bytes, asset_version
from mapping.web.phone.routes import phone_routes
from mapping.web.photos import photo_routes
from mapping.web.tiles import tile_routes
from mapping.web.wall.routes import wall_routes

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


def routes() -> list[BaseRoute]:
    """Return what ``app.py`` gives to ``st.App``."""
    assets = Route(f"{ASSET_URL}/{{name}}", _asset, methods=["GET"])
    return [*tile_routes(), *wall_routes(), *phone_routes(), *photo_routes(), assets]


async def _asset(request: Request) -> Response:
    """Send a file of the registry; a name is looked up, never joined to a path."""
    name = request.path_params["name"]
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": _ASK_AGAIN}
    if name not in ASSETS:
        return PlainTextResponse(_("Ce fichier n'existe pas."), status_code=404, headers=headers)
    version = asset_version(name)
    etag = f'"{version}"'
    if request.query_params.get("v") == version:
        headers["Cache-Control"] = _FOR_EVER
    headers["ETag"] = etag
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(asset_bytes(name), media_type=ASSETS[name].media_type, headers=headers)
