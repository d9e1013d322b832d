"""A very small territory for the tests of storage: one street, one building, four tiles, two indicators.

       n1 (2.361, 48.931)
       /
street/  [building]
     /
n0 (2.36, 48.93)
"""

import geopandas as gpd
import pandas as pd
import shapely

from mapping.domain.crs import WGS84
from mapping.domain.layers import LayerName, Tile, TileSet
from mapping.domain.models import DatasetKind
from mapping.storage import SqlStore
from tests.storage.samples import source

TILE_SET = TileSet("image/png", 0, 1, "© les contributeurs d'OpenStreetMap", (2.3, 48.9, 2.4, 49.0), 0)


def streets() -> gpd.GeoDataFrame:
    table = {"osm_id": ["w1"], "name": ["Rue de l'Été 🚲"], "highway": ["residential"], "foot": [True]}
    return gpd.GeoDataFrame(table, geometry=[shapely.LineString([(2.36, 48.93), (2.361, 48.931)])], crs=WGS84)


def buildings() -> gpd.GeoDataFrame:
    table = {"osm_id": ["w2", "w3"], "kind": "apartments", "levels": [4.0, float("nan")], "residential": [True, False]}
    outline = shapely.box(2.3605, 48.9302, 2.3605 + 1 / 3000, 48.9303)
    return gpd.GeoDataFrame(table, geometry=[outline, outline], crs=WGS84)


def nodes() -> pd.DataFrame:
    return pd.DataFrame({"node_id": [0, 1], "lon": [2.36, 2.361], "lat": [48.93, 48.931]})


def edges() -> pd.DataFrame:
    return pd.DataFrame({"from_node": [0], "to_node": [1], "length_m": [133.1]})


def tiles(*, zoom: int = 1) -> list[Tile]:
    return [Tile(zoom, x, y, f"{zoom}/{x}/{y}".encode()) for x in (0, 1) for y in (0, 1)]


def indicators(**columns: object) -> pd.DataFrame:
    table = {
        "code": ["QN1", "QN1"],
        "name": ["TP60", "TX_DET"],
        "label": ["Taux de pauvreté", "Taux de détention"],
        "value": [41.5, float("nan")],
        "status": ["", "ns"],
        "year": "2021",
        "source": "Insee",
    }
    return pd.DataFrame(table).assign(**columns)


def save_territory(store: SqlStore) -> None:
    """Put a little of everything into a workshop."""
    network = {LayerName.NETWORK_NODES: nodes(), LayerName.NETWORK_EDGES: edges()}
    store.save_layers(source(DatasetKind.STREETS), {LayerName.STREETS: streets(), **network})
    store.save_layers(source(DatasetKind.BUILDINGS), {LayerName.BUILDINGS: buildings()})
    store.save_tiles(source(DatasetKind.BASEMAP), tiles(), tile_set=TILE_SET)
    store.save_indicators(source(DatasetKind.POPULATION), indicators())
    store.save_layout("nom;adresse", {"name": "nom"})
