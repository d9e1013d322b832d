"""What a page is told of the basemap under its zones; nothing is drawn here."""

from collections.abc import Mapping
from dataclasses import dataclass

from mapping.maps.assets import ASSET_URL

TILES_URL = f"{ASSET_URL}/tuiles"
"""Where ``mapping.web.tiles`` serves the tiles, to the pages and to the phones."""
ATTRIBUTION = "© les contributeurs d'OpenStreetMap"


@dataclass(frozen=True, slots=True)
class Basemap:
    """A tiled basemap: ``url`` as Leaflet takes it, ``bounds`` in degrees (west, south, east, north)."""

    url: str
    attribution: str
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class CarriedBasemap:
    """The tiles that a page carries, by ``zoom/x/y``, each as a ``data:`` address."""

    tiles: Mapping[str, str]
    attribution: str
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]


def tiles_url(version: str) -> str:
    """Return the address of the tiles; ``version`` changes when they do, so that a browser may keep them.

    Examples
    --------
    >>> tiles_url("a1")
    '/carto/tuiles/{z}/{x}/{y}{r}.png?v=a1'
    """
    return f"{TILES_URL}/{{z}}/{{x}}/{{y}}{{r}}.png?v={version}"
