"""A hamlet drawn by hand, as an extract and as an answer of Overpass.

Nodes (id), one thousandth of a degree apart::

    48.002   7-----8-----9      the footbridge 4-8 passes over the street 5-2 without meeting it
             |  b  |     |
    48.001   4--5--6     |      rue Basse: 1-2-3    chemin Haut: 7-8-9    ruelle: 1-4-7   allée: 3-9
             |           |
    48.000   1-----2-----3
           2.000 2.001 2.002
"""

from pathlib import Path
from typing import Any

import osmium

NODES: dict[int, tuple[float, float]] = {
    1: (2.000, 48.000),
    2: (2.001, 48.000),
    3: (2.002, 48.000),
    4: (2.000, 48.001),
    5: (2.0005, 48.001),
    6: (2.001, 48.001),
    7: (2.000, 48.002),
    8: (2.001, 48.002),
    9: (2.002, 48.002),
    20: (2.0015, 48.0015),
    21: (2.0016, 48.0015),
}
TAGGED: dict[int, dict[str, str]] = {
    20: {"amenity": "townhall", "name": "Hôtel de Ville"},
    21: {"amenity": "pharmacy", "name": "Pharmacie de la Mairie"},
}
WAYS: dict[int, tuple[list[int], dict[str, str]]] = {
    101: ([1, 2, 3], {"highway": "residential", "name": "Rue Basse"}),
    102: ([7, 8, 9], {"highway": "path", "name": "Chemin Haut"}),
    103: ([1, 4, 7], {"highway": "steps"}),
    104: ([3, 9], {"highway": "motorway"}),
    105: ([4, 6, 8, 7, 4], {"building": "apartments", "building:levels": "4"}),
    106: ([2, 3, 9, 2], {"leisure": "park", "name": "Parc des Sources"}),
    107: ([5, 6], {"railway": "rail"}),
}


def write_pbf(path: Path, *, nodes: dict[int, tuple[float, float]] = NODES) -> Path:
    with osmium.SimpleWriter(str(path)) as writer:
        for identifier, (lon, lat) in nodes.items():
            writer.add_node(
                osmium.osm.mutable.Node(id=identifier, location=(lon, lat), tags=TAGGED.get(identifier, {}))
            )
        for identifier, (refs, tags) in WAYS.items():
            writer.add_way(osmium.osm.mutable.Way(id=identifier, nodes=refs, tags=tags))
    return path


def overpass_answer(*, geometry: bool = True) -> dict[str, Any]:
    """Return ``out body geom`` (positions in the ways) or ``out body`` (ways by their nodes, nodes apart)."""
    shown = TAGGED if geometry else NODES
    elements: list[dict[str, Any]] = [
        {"type": "node", "id": identifier, "lon": NODES[identifier][0], "lat": NODES[identifier][1]}
        | ({"tags": TAGGED[identifier]} if identifier in TAGGED else {})
        for identifier in shown
    ]
    for identifier, (refs, tags) in WAYS.items():
        way: dict[str, Any] = {"type": "way", "id": identifier, "nodes": refs, "tags": tags}
        if geometry:
            way["geometry"] = [{"lon": NODES[ref][0], "lat": NODES[ref][1]} for ref in refs]
        elements.append(way)
    return {
        "version": 0.6,
        "generator": "Overpass API",
        "osm3s": {"timestamp_osm_base": "2026-11-22T06:00:00Z", "copyright": "ODbL"},
        "elements": elements,
    }
