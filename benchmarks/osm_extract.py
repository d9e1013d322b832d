"""From a ``.osm.pbf`` to the walking network and the buildings, against GDAL's OSM driver and networkx.

The peer is what an analyst writes: pyogrio (GDAL) reads the lines and the multipolygons, geopandas projects,
networkx holds the graph. Our side also assembles the landscape, the names and the landmarks, which the peer does not.
"""

import warnings
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import pyogrio
import shapely
from _bench import SHARED_DATA_DIR, Result, alternate, arguments, peak_mb, show, versions

from mapping.analysis.network import walking_network
from mapping.domain.crs import LAMBERT_93
from mapping.sources.osm.layers import layers_of
from mapping.sources.osm.pbf import read_pbf
from mapping.sources.osm.tags import is_walkable

TARGET_RATIO = 1.0
TOLERANCE = 0.01
"""GDAL gives closed ways with ``area=yes`` as polygons: 0.75 % of the length of this network in the real extract."""
REAL = SHARED_DATA_DIR / "osm" / "monaco.osm.pbf"


@dataclass(frozen=True)
class Totals:
    """What both sides must find: the size of the network, its length in metres, the number of buildings."""

    nodes: int
    edges: int
    length_m: float
    buildings: int


def ours(path: Path) -> Totals:
    """Extract with the project's own readers."""
    layers = layers_of(read_pbf(path))
    network = walking_network(layers.streets, vertex_ids=layers.vertex_ids)
    length_m = float(network.edges["length_m"].sum())
    return Totals(len(network.nodes), len(network.edges), length_m, len(layers.buildings))


def peer(path: Path) -> Totals:
    """Extract with GDAL, geopandas and networkx; streets meet where their vertices are equal."""
    with warnings.catch_warnings():
        # GDAL remarks on rings that the extract cuts.
        warnings.simplefilter("ignore", RuntimeWarning)
        lines = pyogrio.read_dataframe(path, layer="lines", where="highway IS NOT NULL")
        areas = pyogrio.read_dataframe(path, layer="multipolygons", where="building IS NOT NULL")
    walked = lines[[_walkable(row.highway, row.other_tags) for row in lines.itertuples(index=False)]]
    graph = _graph(walked)
    length_m = sum(length for _start, _end, length in graph.edges(data="length_m"))
    buildings = int((~areas["building"].isin(["no", "construction", "ruins", "proposed", "demolished"])).sum())
    return Totals(graph.number_of_nodes(), graph.number_of_edges(), length_m, buildings)


def _walkable(highway: str, other_tags: object) -> bool:
    tags = {"highway": highway}
    for part in (other_tags if isinstance(other_tags, str) else "").split('","'):
        key, _arrow, value = part.strip('"').partition('"=>"')
        tags[key] = value
    return is_walkable(tags)


def _graph(walked: gpd.GeoDataFrame) -> nx.Graph:
    graph = nx.Graph()
    degrees, line = shapely.get_coordinates(walked.geometry.to_numpy(), return_index=True)
    metres = shapely.get_coordinates(walked.to_crs(LAMBERT_93).geometry.to_numpy())
    for place in np.flatnonzero(line[1:] == line[:-1]):
        start, end = tuple(degrees[place]), tuple(degrees[place + 1])
        if start != end:
            graph.add_edge(start, end, length_m=float(np.hypot(*(metres[place + 1] - metres[place]))))
    return graph


def synthetic(path: Path, *, side: int = 150) -> Path:
    """Write a town of side × side crossings, with a building in each block."""
    step = 0.001
    with osmium.SimpleWriter(str(path)) as writer:
        for row in range(side):
            for column in range(side):
                location = (2.0 + column * step, 48.0 + row * step)
                writer.add_node(osmium.osm.mutable.Node(id=1 + row * side + column, location=location))
        way = 1
        for row in range(side):
            across = [1 + row * side + column for column in range(side)]
            down = [1 + column * side + row for column in range(side)]
            for refs in (across, down):
                writer.add_way(osmium.osm.mutable.Way(id=way, nodes=refs, tags={"highway": "residential"}))
                way += 1
        for row in range(side - 1):
            for column in range(side - 1):
                low = 1 + row * side + column
                ring = [low, low + 1, low + side + 1, low + side, low]
                writer.add_way(osmium.osm.mutable.Way(id=way, nodes=ring, tags={"building": "yes"}))
                way += 1
    return path


def main() -> None:
    """Run the benchmark."""
    parser = arguments("Un .osm.pbf vers le réseau à pied et les bâtiments, contre GDAL + geopandas + networkx")
    parser.add_argument("--file", type=Path, help="un autre .osm.pbf")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        given = options.file or (REAL if REAL.exists() else synthetic(Path(folder) / "synthetic.osm.pbf"))
        timing = alternate(lambda: ours(given), lambda: peer(given), runs=max(options.runs, 3))
        memory_mb = peak_mb(lambda: ours(given))
        name = given.name
    mine, theirs = timing.ours, timing.peer
    errors = {
        field: abs(getattr(mine, field) / getattr(theirs, field) - 1)
        for field in ("nodes", "edges", "length_m", "buildings")
    }
    if max(errors.values()) > TOLERANCE:
        raise SystemExit(f"Les totaux diffèrent ({mine} contre {theirs}) : la comparaison ne vaut rien.")
    result = Result(
        name="osm_extract",
        work=f"{name} : {mine.nodes} nœuds, {mine.edges} arêtes, {mine.buildings} bâtiments",
        ours_s=timing.ours_s,
        peer="pyogrio (GDAL) + geopandas + networkx",
        peer_s=timing.peer_s,
        ratio=timing.ours_s / timing.peer_s,
        peak_mb=memory_mb,
        versions=versions("osmium", "pyogrio", "geopandas", "networkx", "shapely", "numpy"),
    )
    notes = [f"écart        {field} : {error:.4%}" for field, error in errors.items()]
    notes.append("en plus      nous faisons aussi le paysage, les noms et les repères ; le pair, non")
    show(result, as_json=options.json, target=TARGET_RATIO, notes=notes)


if __name__ == "__main__":
    main()
