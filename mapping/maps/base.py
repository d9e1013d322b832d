"""The part of a map that does not change while people work on it: zones, names, controls.

``st_folium`` mounts its frame again, and forgets where one was looking, as soon as one byte of this part differs.
So the same zones always give the same script, and whatever changes goes in ``layers.feature_group``.
"""

from typing import Any

import folium
import geopandas as gpd

from mapping.domain.crs import require_wgs84
from mapping.i18n import _
from mapping.maps.basemap.source import Basemap, CarriedBasemap
from mapping.maps.palette import ZONE_FILL, ZONE_LINE
from mapping.maps.popups import escape
from mapping.maps.scripted import CartoCall
from mapping.maps.shapes import polygon_parts

MAX_ZOOM = 19
MIN_ZOOM = 4
MAINLAND = (-5.2, 41.3, 9.6, 51.1)
"""What is shown when there is no zone yet, in degrees: west, south, east, north."""


def base_map(
    zones: gpd.GeoDataFrame,
    *,
    bounds: tuple[float, float, float, float] | None = None,
    basemap: Basemap | None = None,
) -> folium.Map:
    """Return the map that pages lay their points on: nothing is asked of another site.

    Parameters
    ----------
    zones
        ``tables.ZONES`` in WGS 84, whose order must be stable.
    bounds
        First view in degrees (west, south, east, north); that of the zones by default.
    basemap
        What is shown under the zones, whose inside is then left clear.

    Returns
    -------
    folium.Map
        For ``st_folium(base_map(zones), feature_group_to_add=feature_group(...), ...)``; see ``clicks`` for what
        comes back.

    Raises
    ------
    CrsError
        When the zones are not in WGS 84.
    """
    require_wgs84(zones)
    carte = folium.Map(
        location=(0, 0),
        zoom_start=2,
        tiles=None,
        zoom_control=False,
        control_scale=False,
        max_zoom=MAX_ZOOM,
        # Between two zooms a browser stretches tiles, and the names of streets blur.
        zoom_snap=1 if basemap else 0.5,
    )
    # `Map(max_zoom=...)` only reaches the tiles of folium, and there are none.
    carte.options |= {"max_zoom": MAX_ZOOM, "min_zoom": MIN_ZOOM}
    carte.add_child(CartoCall("base", base_payload(zones, bounds=bounds, basemap=basemap)))
    return carte


def base_payload(
    zones: gpd.GeoDataFrame,
    *,
    bounds: tuple[float, float, float, float] | None = None,
    basemap: Basemap | CarriedBasemap | None = None,
) -> dict[str, Any]:
    """Return what ``Carto.base`` draws: JSON types only."""
    west, south, east, north = bounds or _bounds_of(zones)
    inner = zones.geometry.representative_point()
    payload: dict[str, Any] = {
        "zones": [
            [code, name, round(spot.y, 5), round(spot.x, 5), polygon_parts(shape)]
            for code, name, spot, shape in zip(zones["code"], zones["name"], inner, zones.geometry)
        ],
        "bounds": [[south, west], [north, east]],
        "line": ZONE_LINE,
        "fill": ZONE_FILL,
        "attribution": escape(attribution(zones)),
        "words": {"zoom_in": _("Agrandir"), "zoom_out": _("Réduire"), "close": _("Fermer")},
    }
    return payload | ({"tiles": _tiles_payload(basemap)} if basemap else {})


def _tiles_payload(basemap: Basemap | CarriedBasemap) -> dict[str, Any]:
    west, south, east, north = basemap.bounds
    source = {"url": basemap.url} if isinstance(basemap, Basemap) else {"pictures": dict(basemap.tiles)}
    return source | {
        "attribution": escape(basemap.attribution),
        "min_zoom": basemap.min_zoom,
        "max_zoom": basemap.max_zoom,
        "bounds": [[south, west], [north, east]],
    }


def _bounds_of(zones: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    if zones.empty:
        return MAINLAND
    west, south, east, north = (round(float(value), 5) for value in zones.total_bounds)
    return west, south, east, north


def attribution(zones: gpd.GeoDataFrame) -> str:
    """Return who the outlines come from, as a map must say."""
    vintages = sorted({str(vintage) for vintage in zones["vintage"] if vintage})
    if (zones["kind"] == "qpv").any():
        return _("Contours : ANCT, quartiers prioritaires {vintages}").format(vintages=", ".join(vintages)).strip()
    return _("Contours : fichier de l'atelier {vintages}").format(vintages=", ".join(vintages)).strip()
