"""Layers of the territory that are neither boundaries nor actors: names, columns, units. All in WGS 84.

A layer is replaced as a whole; the store keeps it as Parquet.
"""

from dataclasses import dataclass
from enum import StrEnum

from mapping.domain.tables import Column, Contract, Type


class LayerName(StrEnum):
    """What ``Store.save_layer`` takes."""

    STREETS = "streets"
    NETWORK_NODES = "network_nodes"
    NETWORK_EDGES = "network_edges"
    BUILDINGS = "buildings"
    LANDSCAPE = "landscape"
    NAMES = "names"
    GRID = "grid"


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of a tiled basemap, in the XYZ scheme (row 0 in the north)."""

    zoom: int
    x: int
    y: int
    content: bytes


@dataclass(frozen=True, slots=True)
class TileSet:
    """What is known of a tiled basemap; ``bounds`` are degrees (west, south, east, north)."""

    media_type: str
    min_zoom: int
    max_zoom: int
    attribution: str
    bounds: tuple[float, float, float, float]
    count: int


STREETS = Contract(
    "streets",
    (
        Column("osm_id", Type.TEXT, "Identifiant OpenStreetMap du tronçon", True),
        Column("name", Type.TEXT, "Nom de la voie, vide si elle n'en a pas"),
        Column("highway", Type.TEXT, "Valeur OpenStreetMap de highway", True),
        Column("foot", Type.BOOLEAN, "Praticable à pied", True),
        Column("geometry", Type.GEOMETRY, "Ligne", True),
    ),
)
NETWORK_NODES = Contract(
    "network_nodes",
    (
        Column("node_id", Type.INTEGER, "Rang du nœud, de 0 à n-1", True),
        Column("lon", Type.NUMBER, "Longitude, degrés", True),
        Column("lat", Type.NUMBER, "Latitude, degrés", True),
    ),
)
NETWORK_EDGES = Contract(
    "network_edges",
    (
        Column("from_node", Type.INTEGER, "Rang d'un bout", True),
        Column("to_node", Type.INTEGER, "Rang de l'autre bout ; à pied, les deux sens", True),
        Column("length_m", Type.NUMBER, "Longueur en mètres, système métrique légal du territoire", True),
    ),
)
BUILDINGS = Contract(
    "buildings",
    (
        Column("osm_id", Type.TEXT, "Identifiant OpenStreetMap", True),
        Column("kind", Type.TEXT, "Valeur OpenStreetMap de building", True),
        Column("levels", Type.NUMBER, "Nombre de niveaux, vide si inconnu"),
        Column("residential", Type.BOOLEAN, "Logement probable", True),
        Column("geometry", Type.GEOMETRY, "Polygone", True),
    ),
)
LANDSCAPE = Contract(
    "landscape",
    (
        Column("kind", Type.TEXT, "water, waterway, park, wood, rail, square, cemetery, sport ou industry", True),
        Column("name", Type.TEXT, "Nom, vide s'il n'y en a pas"),
        Column("geometry", Type.GEOMETRY, "Ligne ou polygone", True),
    ),
)
NAMES = Contract(
    "names",
    (
        Column("name", Type.TEXT, "Nom écrit sur la carte", True),
        Column(
            "kind",
            Type.TEXT,
            "suburb, quarter, neighbourhood, station, townhall, school, hospital, place_of_worship…",
            True,
        ),
        Column("geometry", Type.GEOMETRY, "Point", True),
    ),
)
GRID = Contract(
    "grid",
    (
        Column("cell_id", Type.TEXT, "Identifiant Insee du carreau (idcar_200m)", True),
        Column("ind", Type.NUMBER, "Habitants", True),
        Column("men", Type.NUMBER, "Ménages"),
        Column("men_pauv", Type.NUMBER, "Ménages pauvres"),
        Column("children", Type.NUMBER, "Moins de 18 ans : ind_0_3 + ind_4_5 + ind_6_10 + ind_11_17"),
        Column("over_65", Type.NUMBER, "65 ans et plus : ind_65_79 + ind_80p"),
        Column("imputed", Type.BOOLEAN, "Valeurs imputées par l'Insee (i_est_200)", True),
        Column("geometry", Type.GEOMETRY, "Carreau de 200 m", True),
    ),
)
INDICATORS = Contract(
    "indicators",
    (
        Column("code", Type.TEXT, "Code du quartier", True),
        Column("name", Type.TEXT, "Nom de la variable chez l'éditeur", True),
        Column("label", Type.TEXT, "Libellé"),
        Column("value", Type.NUMBER, "Valeur, vide si secret ou non disponible"),
        Column("status", Type.TEXT, "ns, nd, s ou so quand la valeur est absente"),
        Column("year", Type.TEXT, "Année"),
        Column("source", Type.TEXT, "Qui publie"),
    ),
)

CONTRACTS = {
    LayerName.STREETS: STREETS,
    LayerName.NETWORK_NODES: NETWORK_NODES,
    LayerName.NETWORK_EDGES: NETWORK_EDGES,
    LayerName.BUILDINGS: BUILDINGS,
    LayerName.LANDSCAPE: LANDSCAPE,
    LayerName.NAMES: NAMES,
    LayerName.GRID: GRID,
}
