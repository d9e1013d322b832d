"""A town that holds in one view: two streets that cross, a square of houses, a park, water, two names.

      2.3500        2.3550        2.3600
48.9350 ┌─────────────┬─────────────┐
        │    park     │   houses    │
48.9325 ├── Rue des Lilas ──────────┤
        │    water    │   Mairie ×  │
48.9300 └─────────────┴─────────────┘
                Avenue Nord-Sud (vertical, at 2.3550)
"""

from itertools import pairwise

import geopandas as gpd
import shapely

from mapping.domain.crs import WGS84
from mapping.maps.basemap.prepared import prepare

WEST, SOUTH, EAST, NORTH = 2.35, 48.93, 2.36, 48.935
BOUNDS = (WEST, SOUTH, EAST, NORTH)
MIDDLE = (2.355, 48.9325)


def frame(geometries, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(geometries), crs=WGS84)


def streets(name="Rue des Lilas", *, pieces=4):
    steps = [WEST + (EAST - WEST) * rank / pieces for rank in range(pieces + 1)]
    across = [shapely.LineString([(a, MIDDLE[1]), (b, MIDDLE[1])]) for a, b in pairwise(steps)]
    upright = shapely.LineString([(MIDDLE[0], SOUTH), (MIDDLE[0], NORTH)])
    return frame(
        [*across, upright],
        osm_id=[str(rank) for rank in range(pieces + 1)],
        name=[name] * pieces + ["Avenue Nord-Sud"],
        highway=["residential"] * pieces + ["primary"],
        foot=[True] * (pieces + 1),
    )


def buildings():
    hole = shapely.box(2.3572, 48.9338, 2.3578, 48.9342)
    return frame(
        [shapely.box(2.3570, 48.9336, 2.3580, 48.9344).difference(hole)],
        osm_id=["b"],
        kind=["yes"],
        levels=[2.0],
        residential=[True],
    )


def landscape():
    return frame(
        [
            shapely.box(2.3505, 48.9330, 2.3545, 48.9348),
            shapely.box(2.3505, 48.9302, 2.3545, 48.9320),
            shapely.LineString([(2.3580, SOUTH), (2.3580, 48.9320)]),
        ],
        kind=["park", "water", "rail"],
        name=["Parc des Essais", "", ""],
    )


def names(*rows):
    rows = rows or (("Mairie", "townhall", 2.3585, 48.9312),)
    points = [shapely.Point(lon, lat) for _name, _kind, lon, lat in rows]
    return frame(points, name=[row[0] for row in rows], kind=[row[1] for row in rows])


def town(**changed):
    layers = {"buildings": buildings(), "landscape": landscape(), "names": names()} | changed
    return prepare(layers.pop("streets", streets()), **layers)
