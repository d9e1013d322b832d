"""The walking network of one territory, ready to be searched: metres from any place to every node.

What is drawn in a street file is cleaned here, in three steps that ``docs/indicators.md`` states. Small pieces that
are joined to nothing (a courtyard behind a gate) are left out, so that nobody is found unreachable because the file
forgot a door. Long straight segments are cut, so that a door in the middle of a street is near a node. A point or a
place joins the network at its nearest node, and the metres up to it are walked too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from mapping.analysis.network import Network, components
from mapping.domain.crs import metric_codes, project_points

SNAP_M = 250.0
"""Farther than this from any street, the way up to it is no longer a few steps: its rest is made longer by the detour.

A zone most of whose inhabitants are farther than that has no network."""
CUT_M = 50.0
"""Segments longer than this are cut in equal parts."""
PIECE_SHARE = 0.1
"""A piece of network with fewer nodes than this share of the biggest one is left out."""
_TOUCHING_M = 1e-6
"""An edge of no length at all would be read as no edge."""

Metres = NDArray[np.float64]
Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Graph:
    """``xy``: (n, 2) metres of the nodes in the CRS of the territory; ``edges``: (m, 2) ranks, ``length_m`` of each.

    ``matrix``: the same edges both ways, metres. ``tree`` finds the node nearest to a place.
    """

    xy: Metres
    edges: Positions
    length_m: Metres
    matrix: csr_array
    tree: cKDTree


@dataclass(frozen=True, slots=True)
class Snapped:
    """Where each of some places joins a graph: ``node``, and ``metres`` to walk up to it."""

    node: Positions
    metres: Metres


def graphs(network: Network) -> dict[int, Graph]:
    """Return the graph of each territory of a network, by EPSG code of its metric CRS."""
    nodes = network.nodes
    if not len(network.edges):
        return {}
    lon, lat = nodes["lon"].to_numpy(float), nodes["lat"].to_numpy(float)
    ends = network.edges[["from_node", "to_node"]].to_numpy(np.intp)
    length_m = network.edges["length_m"].to_numpy(float)
    codes = metric_codes(lon, lat)
    piece = components(network).to_numpy()
    sizes = np.bincount(piece)
    found: dict[int, Graph] = {}
    for epsg in np.unique(codes):
        here = codes == epsg
        biggest = sizes[piece[here]].max()
        kept = np.flatnonzero(here & (sizes[piece] >= PIECE_SHARE * biggest))
        rank = np.full(len(nodes), -1, dtype=np.intp)
        rank[kept] = np.arange(len(kept))
        whole = (rank[ends] >= 0).all(axis=1)
        if whole.any():
            xy = project_points(lon[kept], lat[kept], epsg=int(epsg))
            found[int(epsg)] = graph_of(xy, rank[ends[whole]], length_m[whole])
    return found


def graph_of(xy: Metres, edges: Positions, length_m: Metres) -> Graph:
    """Return a graph walked both ways, its long segments cut in equal parts of ``CUT_M`` at most."""
    parts = np.maximum(np.ceil(length_m / CUT_M), 1).astype(np.intp)
    new = parts - 1
    first = len(xy) + np.concatenate([[0], np.cumsum(new)[:-1]]).astype(np.intp)
    edge = np.repeat(np.arange(len(edges)), parts)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(parts) - parts, parts)
    start = np.where(step == 0, edges[edge, 0], first[edge] + step - 1)
    end = np.where(step == parts[edge] - 1, edges[edge, 1], first[edge] + step)
    along = (step + 1) / parts[edge]
    between = step < parts[edge] - 1
    ends_xy = xy[edges]
    added = (ends_xy[edge, 0] + (ends_xy[edge, 1] - ends_xy[edge, 0]) * along[:, None])[between]
    nodes = np.vstack([xy, added])
    cut = np.maximum((length_m / parts)[edge], _TOUCHING_M)
    both = (np.concatenate([start, end]), np.concatenate([end, start]))
    matrix = csr_array((np.concatenate([cut, cut]), both), shape=(len(nodes), len(nodes)))
    return Graph(nodes, np.column_stack([start, end]), cut, matrix, cKDTree(nodes))


def snap(graph: Graph, xy: Metres, *, detour: float) -> Snapped:
    """Join places, (n, 2) metres, to their nearest node; beyond ``SNAP_M`` what is left counts ``detour`` times."""
    if not len(xy):
        return Snapped(np.empty(0, dtype=np.intp), np.empty(0))
    apart, node = graph.tree.query(xy)
    return Snapped(node.astype(np.intp), apart + (detour - 1) * np.maximum(apart - SNAP_M, 0))


def metres_to_nearest(graph: Graph, sources: Snapped, *, limit_m: float = np.inf) -> Metres:
    """Return, for each node, the metres to the nearest of ``sources``; infinite where none can be walked to.

    One search for all of them: each source is a node of its own, whose only edge leads to the street.
    """
    if not len(sources.node):
        return np.full(len(graph.xy), np.inf)
    extended = _with_sources(graph.matrix, sources)
    indices = np.arange(len(graph.xy), extended.shape[0])
    reached = dijkstra(extended, directed=True, indices=indices, min_only=True, limit=limit_m)
    return np.asarray(reached[: len(graph.xy)], dtype=float)


def metres_to_each(graph: Graph, sources: Snapped, *, limit_m: float = np.inf) -> Metres:
    """Return (sources, nodes): the metres from each node to each source by itself."""
    reached = dijkstra(graph.matrix, directed=True, indices=sources.node, limit=limit_m)
    return np.asarray(reached, dtype=float) + sources.metres[:, None]


def _with_sources(matrix: csr_array, sources: Snapped) -> csr_array:
    size = matrix.shape[0] + len(sources.node)
    starts = matrix.indptr[-1] + np.arange(1, len(sources.node) + 1)
    return csr_array(
        (
            np.concatenate([matrix.data, np.maximum(sources.metres, _TOUCHING_M)]),
            np.concatenate([matrix.indices, sources.node.astype(matrix.indices.dtype)]),
            np.concatenate([matrix.indptr, starts.astype(matrix.indptr.dtype)]),
        ),
        shape=(size, size),
    )
