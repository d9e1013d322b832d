"""Small frames that follow the contracts, for the tests of maps.

      2.34      2.36      2.38
48.94 ┌─────────┬─────────┐
      │  Cordon │  Calon  │
48.92 └─────────┴─────────┘
"""

import geopandas as gpd
import pandas as pd
import shapely

from mapping.domain.crs import WGS84
from mapping.domain.tables import CONTRIBUTIONS, STORED_ACTORS

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "\"'`${alert(1)}",
    "{{ 7 * 7 }}{% for x in y %}{# rien #}{{ 'x' }}",
    "\u202eéliaf \u2028\u2029 😀 &amp; العربية",
    "<!--",
)


def zones(names=("Cordon", "Calon")):
    shapes = [shapely.box(2.34 + 0.02 * rank, 48.92, 2.36 + 0.02 * rank, 48.94) for rank in range(len(names))]
    columns = {
        "code": [f"QN0000{rank}M" for rank in range(len(names))],
        "name": list(names),
        "kind": "qpv",
        "vintage": "2024",
        "communes": "93066",
        "commune_names": "Saint-Denis",
        "source_id": "limites",
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=WGS84)


def actors(*rows):
    blank = dict.fromkeys(STORED_ACTORS.names, "") | {"actor_id": "a1", "name": "La Girafe", "lon": 2.35, "lat": 48.93}
    frame = pd.DataFrame([blank | row for row in rows], columns=STORED_ACTORS.names)
    return frame.astype({"lon": float, "lat": float})


def contributions(*rows):
    blank = dict.fromkeys(CONTRIBUTIONS.names, "") | {
        "id": "c1",
        "kind": "need",
        "filiere": "reparer",
        "people": 1,
        "placement": "exact",
        "status": "accepted",
        "geometry": "POINT (2.35 48.93)",
    }
    frame = pd.DataFrame([blank | row for row in rows], columns=CONTRIBUTIONS.names)
    shapes = shapely.from_wkt(frame.pop("geometry").to_numpy(object))
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=WGS84)
