"""From a ``.osm.pbf`` to the walking network, the buildings and tiles of a basemap, against GDAL's OSM driver.

The peer is what an analyst writes: pyogrio (GDAL) reads the lines and the multipolygons, geopandas projects,
networkx holds the graph, ``GeoDataFrame.plot`` draws each tile on a figure of matplotlib, in the same colours, widths
and order as ours, from what its spatial index finds there. It writes no name on the tiles: placing them is our extra
work, with the names and the landmarks of the extract.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import pyogrio
import shapely
from _bench import SHARED_DATA_DIR, Result, alternate, arguments, peak_mb, show, versions
from _plotted_tiles import Spot, plotted_tile, way_name
from PIL import Image

from mapping.analysis.network import walking_network
from mapping.domain.crs import LAMBERT_93, WEB_MERCATOR
from mapping.maps.basemap.mercator import TILE_PX, around, tile_bounds, tiles_over
from mapping.maps.basemap.picture import Drawing
from mapping.maps.basemap.prepared import prepare
from mapping.maps.basemap.style import OTHER_WAY, WAYS, value_at
from mapping.sources.osm.layers import layers_of
from mapping.sources.osm.pbf import read_pbf
from mapping.sources.osm.tags import area_kind, is_street, is_walkable, line_kind

TARGET_RATIO = 1.0
TOLERANCE = 0.01
"""GDAL gives closed ways with ``area=yes`` as polygons: 0.75 % of the length of this network in the real extract."""
REAL = SHARED_DATA_DIR / "osm" / "monaco.osm.pbf"
ZOOMS = (14, 15, 16)
HALF_SIDE_PX = 160
"""Half of the side of the square that the tiles cover, in pixels of the first zoom: 2.2 km in all at 43.7° north."""
GROUND_COLUMNS = ["landuse", "leisure", "natural", "place", "amenity"]
GROUND_TAGS = '"(?:highway|waterway)"=>'


@dataclass(frozen=True)
class Totals:
    """What both sides must find: the size of the network, its length in metres, the number of buildings."""

    nodes: int
    edges: int
    length_m: float
    buildings: int


@dataclass(frozen=True)
class Work:
    """What one side made: totals, tiles as PNG, and the seconds that each half took."""

    totals: Totals
    tiles: dict[Spot, bytes]
    extract_s: float
    tiles_s: float


def ours(path: Path, spots: list[Spot]) -> Work:
    """Extract and draw with the project's own code."""
    start = perf_counter()
    layers = layers_of(read_pbf(path))
    network = walking_network(layers.streets, vertex_ids=layers.vertex_ids)
    length_m = float(network.edges["length_m"].sum())
    totals = Totals(len(network.nodes), len(network.edges), length_m, len(layers.buildings))
    extracted = perf_counter()
    drawing = Drawing(
        prepare(layers.streets, buildings=layers.buildings, landscape=layers.landscape, names=layers.names)
    )
    tiles = {spot: drawing.tile(*spot) for spot in spots}
    return Work(totals, tiles, extracted - start, perf_counter() - extracted)


def peer(path: Path, spots: list[Spot]) -> Work:
    """Extract with GDAL, geopandas and networkx, streets meeting where vertices are equal; draw with geopandas."""
    start = perf_counter()
    with warnings.catch_warnings():
        # GDAL remarks on rings that the extract cuts.
        warnings.simplefilter("ignore", RuntimeWarning)
        lines = pyogrio.read_dataframe(
            path, layer="lines", where="highway IS NOT NULL OR waterway IS NOT NULL OR railway IS NOT NULL"
        )
        areas = pyogrio.read_dataframe(path, layer="multipolygons")
    tags = _tags(lines)
    graph = _graph(lines[[is_walkable(row) for row in tags]])
    length_m = sum(length for _start, _end, length in graph.edges(data="length_m"))
    built = areas["building"]
    buildings = areas[built.notna() & ~built.isin(["no", "construction", "ruins", "proposed", "demolished"])]
    totals = Totals(graph.number_of_nodes(), graph.number_of_edges(), length_m, len(buildings))
    extracted = perf_counter()
    landscape = areas[
        areas[GROUND_COLUMNS].notna().any(axis=1) | areas["other_tags"].str.contains(GROUND_TAGS, na=False)
    ]
    layers = {
        "building": buildings,
        **_by(landscape, [area_kind(row) for row in _tags(landscape)]),
        **_by(lines, [line_kind(row) for row in tags]),
        **_by(lines, [way_name(row["highway"]) if is_street(row) else "" for row in tags]),
    }
    projected = {name: frame[["geometry"]].to_crs(WEB_MERCATOR) for name, frame in layers.items()}
    tiles = {spot: plotted_tile(projected, spot) for spot in spots}
    return Work(totals, tiles, extracted - start, perf_counter() - extracted)


def _tags(frame: gpd.GeoDataFrame) -> list[dict[str, str]]:
    """Return the tags of each row, from the columns that GDAL makes of some and the text it leaves the others in."""
    out: list[dict[str, str]] = []
    for row in frame.drop(columns=["geometry", "osm_id"]).to_dict("records"):
        tags = {key: value for key, value in row.items() if isinstance(value, str)}
        for part in filter(None, tags.pop("other_tags", "").split('","')):
            key, _arrow, value = part.strip('"').partition('"=>"')
            tags[key] = value
        out.append(tags)
    return out


def _by(frame: gpd.GeoDataFrame, names: Sequence[str]) -> dict[str, gpd.GeoDataFrame]:
    return {name: rows for name, rows in frame.groupby(np.array(names, dtype=object)) if name}


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
    # GDAL stops in the middle of a large file that osmium compresses.
    plain = osmium.io.File(str(path), "pbf,pbf_compression=none,add_metadata=false")
    with osmium.SimpleWriter(plain) as writer:
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


def middle_tiles(streets: gpd.GeoDataFrame) -> list[Spot]:
    """Return the tiles of ``ZOOMS`` that meet a square around the median vertex of the streets."""
    lon, lat = np.median(shapely.get_coordinates(streets.geometry.to_numpy()), axis=0).tolist()
    square = around((lon, lat, lon, lat), HALF_SIDE_PX, ZOOMS[0])
    return [(zoom, x, y) for zoom in ZOOMS for x, y in tiles_over(square, zoom)]


def check_tiles(streets: gpd.GeoDataFrame, spots: list[Spot], *sides: Work) -> None:
    """Stop when a side lacks a tile, or left blank one that a street crosses."""
    for side in sides:
        if list(side.tiles) != spots:
            raise SystemExit("Les deux côtés n'ont pas dessiné les mêmes tuiles : la comparaison ne vaut rien.")
        for spot, png in side.tiles.items():
            picture = Image.open(BytesIO(png)).convert("RGB")
            inside = shapely.box(*around(tile_bounds(*spot), -1, spot[0]))
            widths = {kind: value_at(way.widths, spot[0]) for kind, way in WAYS.items()}
            seen = streets[streets["highway"].map(widths).fillna(widths[OTHER_WAY]) > 0]
            blank = picture.getcolors(1) is not None
            if picture.size != (TILE_PX, TILE_PX) or (blank and len(seen.sindex.query(inside, predicate="intersects"))):
                raise SystemExit(f"La tuile {spot} est vide ou d'une autre taille : la comparaison ne vaut rien.")


def main() -> None:
    """Run the benchmark."""
    parser = arguments(
        "Un .osm.pbf vers le réseau à pied, les bâtiments et des tuiles, contre GDAL + geopandas + networkx"
    )
    parser.add_argument("--file", type=Path, help="un autre .osm.pbf")
    options = parser.parse_args()
    mine: list[Work] = []
    theirs: list[Work] = []
    with TemporaryDirectory() as folder:
        given = options.file or (REAL if REAL.exists() else synthetic(Path(folder) / "synthetic.osm.pbf"))
        streets = layers_of(read_pbf(given)).streets
        spots = middle_tiles(streets)
        timing = alternate(
            lambda: mine.append(ours(given, spots)),
            lambda: theirs.append(peer(given, spots)),
            runs=max(options.runs, 3),
        )
        memory_mb = peak_mb(lambda: ours(given, spots))
        peer_memory_mb = peak_mb(lambda: peer(given, spots))
        name = given.name
    check_tiles(streets, spots, mine[-1], theirs[-1])
    found, expected = mine[-1].totals, theirs[-1].totals
    errors = {
        field: abs(getattr(found, field) / getattr(expected, field) - 1)
        for field in ("nodes", "edges", "length_m", "buildings")
    }
    if max(errors.values()) > TOLERANCE:
        raise SystemExit(f"Les totaux diffèrent ({found} contre {expected}) : la comparaison ne vaut rien.")
    result = Result(
        name="osm_extract",
        work=f"{name} : {found.nodes} nœuds, {found.edges} arêtes, {found.buildings} bâtiments, "
        f"{len(spots)} tuiles de {TILE_PX} px du milieu, zooms {ZOOMS[0]} à {ZOOMS[-1]}",
        ours_s=timing.ours_s,
        peer="pyogrio (GDAL) + geopandas + networkx + matplotlib",
        peer_s=timing.peer_s,
        ratio=timing.ours_s / timing.peer_s,
        peak_mb=memory_mb,
        versions=versions("osmium", "pyogrio", "geopandas", "networkx", "matplotlib", "shapely", "numpy"),
    )
    notes = [f"dont         {part}" for part in _parts(mine[1:], theirs[1:])]
    notes += [f"écart        {field} : {error:.4%}" for field, error in errors.items()]
    notes.append(f"mémoire      {peer_memory_mb:.1f} Mo de pointe chez le pair, comptée pareil : sans GDAL ni GEOS")
    notes.append(
        "en plus      nous trouvons les noms et les repères et écrivons les noms sur les tuiles ; le pair, non"
    )
    show(result, as_json=options.json, target=TARGET_RATIO, notes=notes)


def _parts(mine: list[Work], theirs: list[Work]) -> list[str]:
    """Return the medians of both halves of the work; the first run, which is not timed, is left out."""
    halves = {"réseau et bâtiments": "extract_s", "tuiles": "tiles_s"}
    return [
        f"{name} : {median(getattr(work, half) for work in mine) * 1000:.0f} ms, "
        f"le pair {median(getattr(work, half) for work in theirs) * 1000:.0f} ms"
        for name, half in halves.items()
    ]


if __name__ == "__main__":
    main()
