"""Registry of the front-end files: what the browser may ask for, and where each one is on disk.

Libraries and fonts stay in the packages that carry them; nothing comes from another site. The route is mounted at the
root of the server: an application served under another path (``server.baseUrlPath``) must bring ``ASSET_URL`` with it.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import folium
import fontpkg_atkinson_hyperlegible
import xstatic.pkg.leaflet

ASSET_URL = "/carto"
"""Where ``mapping.web.routes`` serves the registry."""

_STATIC = Path(__file__).parent / "static"
_LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)
_ATKINSON = Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"
_NAMED = re.compile(r"\{\{ ([a-z0-9.-]+) \}\}")
_LEAFLET_PICTURE = re.compile(r"url\(images/[a-z0-9.-]+\)")

_JS = "text/javascript; charset=utf-8"
_CSS = "text/css; charset=utf-8"
_TTF = "font/ttf"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file that the browser may ask for."""

    name: str
    path: Path
    media_type: str


ASSETS: Mapping[str, Asset] = MappingProxyType(
    {
        asset.name: asset
        for asset in (
            Asset("leaflet.js", _LEAFLET / "leaflet.js", _JS),
            Asset("leaflet.css", _LEAFLET / "leaflet.css", _CSS),
            Asset("signs.js", _STATIC / "signs.js", _JS),
            Asset("points.js", _STATIC / "points.js", _JS),
            Asset("base.js", _STATIC / "base.js", _JS),
            Asset("overlays.js", _STATIC / "overlays.js", _JS),
            Asset("carto.css", _STATIC / "carto.css", _CSS),
            Asset("atkinson-regular.ttf", _ATKINSON / "AtkinsonHyperlegible-Regular.ttf", _TTF),
            Asset("atkinson-bold.ttf", _ATKINSON / "AtkinsonHyperlegible-Bold.ttf", _TTF),
        )
    }
)

SCRIPTS = ("leaflet.js", "signs.js", "points.js", "base.js", "overlays.js")
"""What a map needs, in order."""
STYLES = ("leaflet.css", "carto.css")


@lru_cache
def asset_bytes(name: str) -> bytes:
    """Return what the server sends for a name of the registry.

    Raises
    ------
    KeyError
        When the registry has no such name.
    """
    asset = ASSETS[name]
    if asset.media_type == _CSS:
        return stylesheet(name, asset_url).encode("utf-8")
    return asset.path.read_bytes()


@lru_cache
def asset_version(name: str) -> str:
    """Return a short hash of the content: the address changes when the file does, so browsers may keep it for ever."""
    return hashlib.sha256(asset_bytes(name)).hexdigest()[:16]


def asset_url(name: str) -> str:
    """Return the address of an asset on this server.

    Examples
    --------
    >>> asset_url("leaflet.js").split("?")[0]
    '/carto/leaflet.js'
    """
    return f"{ASSET_URL}/{name}?v={asset_version(name)}"


def asset_data_uri(name: str) -> str:
    """Return an asset as a ``data:`` address, for a page that stands alone."""
    content = base64.b64encode(asset_bytes(name)).decode("ascii")
    return f"data:{ASSETS[name].media_type.split(';')[0]};base64,{content}"


def stylesheet(name: str, address: Callable[[str], str]) -> str:
    """Return a style sheet with the address of each asset that it names.

    Leaflet's own pictures are taken out: they belong to markers and layer menus that no map of ours has.
    """
    text = ASSETS[name].path.read_text(encoding="utf-8")
    bare = _LEAFLET_PICTURE.sub("none", text)
    return _NAMED.sub(lambda match: address(match[1]), bare)


# Class attributes of folium, hence the same for the whole process: set here once, never by a session.
folium.Map.default_js = [(name, asset_url(name)) for name in SCRIPTS]
folium.Map.default_css = [(name, asset_url(name)) for name in STYLES]
