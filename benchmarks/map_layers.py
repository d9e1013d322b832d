"""Server time of a map of 5 000 actors in the app: our point layer against folium's MarkerCluster of Markers.

Both sides start from the same table and go through the whole of ``st_folium`` (every rendering it makes), up to what
it would send to the browser; only its last call, which needs a running page, is replaced. The peer escapes names as
it must, and its bubbles hold the same text as ours.
"""

import html
import json
import re
import sys
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import shapely
import streamlit_folium
from _bench import Result, alternate, arguments, peak_mb, show, versions
from folium.plugins import MarkerCluster

from mapping.domain.crs import WGS84
from mapping.domain.nomenclature import default_filieres
from mapping.domain.tables import STORED_ACTORS
from mapping.maps.base import base_map
from mapping.maps.layers import feature_group
from mapping.maps.points import actor_points

TARGET_RATIO = 0.02
CENTER_LON, CENTER_LAT = 2.36, 48.93

Sent = Mapping[str, Any]


def synthetic_actors(number: int) -> pd.DataFrame:
    """Return ``tables.STORED_ACTORS`` on a grid of 100 columns, about 15 m apart."""
    filieres = default_filieres()
    rows = range(number)
    table = pd.DataFrame(dict.fromkeys(STORED_ACTORS.names, ""), index=rows)
    return table.assign(
        actor_id=[f"a{row}" for row in rows],
        name=[f"L'Épicerie <{row}> & fille" for row in rows],
        filieres=[filieres[row % len(filieres)].id for row in rows],
        description="Courses à petit prix et ateliers de cuisine.",
        address=[f"{row} place de l'Exemple" for row in rows],
        city="Saint-Denis",
        lon=[CENTER_LON + 0.0002 * (row % 100) for row in rows],
        lat=[CENTER_LAT + 0.0002 * (row // 100) for row in rows],
    )


def sent_by(draw: Callable[[], tuple[folium.Map, folium.FeatureGroup | None]]) -> Sent:
    """Return what ``st_folium`` sends to the browser for a map."""
    carte, group = draw()
    sent: dict[str, Any] = {}
    component = streamlit_folium._component_func
    streamlit_folium._component_func = lambda **arguments: sent.update(arguments)
    try:
        streamlit_folium.st_folium(carte, feature_group_to_add=group, returned_objects=["last_clicked"])
    finally:
        streamlit_folium._component_func = component
    return sent


def ours(actors: pd.DataFrame, zones: gpd.GeoDataFrame) -> Sent:
    """Draw with the project's own layer, as the page of the map does."""
    return sent_by(lambda: (base_map(zones), feature_group(actor_points(actors, default_filieres()))))


def peer(actors: pd.DataFrame, texts: list[str]) -> Sent:
    """Draw one Marker with one Popup per actor in a MarkerCluster, in the group that changes."""

    def draw() -> tuple[folium.Map, folium.FeatureGroup]:
        group = folium.FeatureGroup()
        cluster = MarkerCluster().add_to(group)
        for lat, lon, text in zip(actors["lat"], actors["lon"], texts):
            folium.Marker((lat, lon), popup=folium.Popup(html.escape(text), lazy=False)).add_to(cluster)
        return folium.Map((CENTER_LAT, CENTER_LON), tiles=None), group

    return sent_by(draw)


def our_texts(sent: Sent) -> list[str]:
    """Return the text of each bubble that our layer sends, in order."""
    call = re.search(r"Carto\.points\((.*)\)\.addTo\(", sent["feature_group"])
    payload = json.loads(call.group(1))
    return [" ".join([title, *texts]) for *_place, title, texts in ((*row[:6], row[6:]) for row in payload["rows"])]


def peer_texts(sent: Sent) -> list[str]:
    """Return the text of each bubble of a marker that the peer sends, in order."""
    markers = len(re.findall(r"L\.marker\(", sent["feature_group"]))
    texts = [_text_of(found) for found in re.findall(r"\$\(`(<div id=\"html_.*?</div>)`\)", sent["feature_group"])]
    if markers != len(texts):
        raise AssertionError(f"{markers} markers and {len(texts)} bubbles")
    return texts


def _text_of(fragment: str) -> str:
    parts: list[str] = []
    parser = HTMLParser()
    parser.handle_data = parts.append  # type: ignore[method-assign]
    parser.feed(fragment)
    parser.close()
    return "".join(parts)


def measure(number: int, runs: int) -> Result:
    """Run both sides in turn and check that both send the same bubbles."""
    actors = synthetic_actors(number)
    zone = shapely.box(CENTER_LON, CENTER_LAT, CENTER_LON + 0.02, CENTER_LAT + 0.02)
    zones = gpd.GeoDataFrame(
        {"code": ["Z"], "name": ["Zone"], "kind": "quartier", "vintage": ""}, geometry=[zone], crs=WGS84
    )
    texts = our_texts(ours(actors, zones))
    timing = alternate(lambda: ours(actors, zones), lambda: peer(actors, texts), runs=runs)
    if not our_texts(timing.ours) == peer_texts(timing.peer) or len(texts) != number:
        raise AssertionError("both sides must send the same bubbles")
    return Result(
        name="map_layers",
        work=f"{number} actors, from the table to what st_folium sends",
        ours_s=timing.ours_s,
        peer="folium MarkerCluster of Markers with Popups",
        peer_s=timing.peer_s,
        ratio=timing.ours_s / timing.peer_s,
        peak_mb=peak_mb(lambda: ours(actors, zones)),
        versions=versions("folium", "streamlit-folium", "streamlit", "pandas"),
    )


def main() -> int:
    """Print one line of evidence; refuse when the target is missed."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--points", type=int, default=5_000, help="nombre de points")
    options = parser.parse_args()
    result = measure(options.points, options.runs)
    show(result, as_json=options.json, target=TARGET_RATIO)
    return 0 if result.ratio <= TARGET_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
