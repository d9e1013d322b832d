"""The walking network: nodes and edges from the lines of streets, joined where they share a vertex."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mapping.domain.crs import metric_epsg, project_points, require_wgs84
from mapping.domain.layers import STREETS
from mapping.domain.tables import require_columns

_STEPS_PER_DEGREE = 1e7
"""Positions of OpenStreetMap have seven decimals, about a centimetre: equal ones are one place."""


@dataclass(frozen=True, slots=True)
class Network:
    """``nodes`` follows ``layers.NETWORK_NODES`` and ``edges`` ``layers.NETWORK_EDGES``; walked both ways."""

    nodes: pd.DataFrame
    edges: pd.DataFrame


def walking_network(streets: gpd.GeoDataFrame, *, vertex_ids: NDArray[np.int64] | None = None) -> Network:
    """Return the network of the streets that are open to pedestrians.

    Every vertex of a line is a node, so that a home is never far from one along its street. Two lines meet where
    they share a vertex, not where they merely cross: a bridge does not lead to the road under it.

    Parameters
    ----------
    streets
        ``layers.STREETS`` in WGS 84, lines without parts; those with ``foot`` false are left out.
    vertex_ids
        Identifier of each vertex of all the lines, one line after another (the nodes of OpenStreetMap): equal ones
        are one node. When None, vertices at the same position (seven decimals of a degree) are one node.

    Returns
    -------
    Network
        Lengths in metres in the legal metric CRS of the middle of the streets. An edge joins two different nodes and
        is there once. Pieces that are not joined to the rest are kept: see `components`.

    Raises
    ------
    CrsError
        When ``streets`` is not declared in WGS 84.
    ColumnError
        When ``streets`` lacks a column of its contract.
    ValueError
        When there is not one identifier per vertex.

    Examples
    --------
    >>> crossing = [shapely.LineString([(2.0, 48.0), (2.001, 48.0)]), shapely.LineString([(2.001, 48.0), (2.0, 48.1)])]
    >>> streets = gpd.GeoDataFrame({"osm_id": "", "name": "", "highway": "path", "foot": True}, index=[0, 1],
    ...                            geometry=crossing, crs="OGC:CRS84")
    >>> network = walking_network(streets)
    >>> len(network.nodes), network.edges["length_m"].round(0).tolist()
    (3, [75.0, 11113.0])
    """
    require_wgs84(streets)
    require_columns(streets, STREETS)
    geometry = streets.geometry.to_numpy()
    walkable = streets["foot"].to_numpy(bool)
    positions, line = shapely.get_coordinates(geometry[walkable], return_index=True)
    identity = _identity(geometry, walkable, positions, vertex_ids)
    _ids, first, node = np.unique(identity, return_index=True, return_inverse=True)
    along = np.flatnonzero(line[1:] == line[:-1])
    places = positions[first]
    return Network(_nodes(places), _edges(places, node[along], node[along + 1]))


def components(network: Network) -> pd.Series:
    """Return the piece of the network that each node is in: 0 is the one with the most nodes.

    Parameters
    ----------
    network
        Nodes and edges.

    Returns
    -------
    Series
        Integers on the index of ``network.nodes``; pieces of equal size are ordered by their first node.
    """
    size = len(network.nodes)
    ends = (network.edges["from_node"].to_numpy(), network.edges["to_node"].to_numpy())
    graph = coo_array((np.ones(len(network.edges), dtype=np.int8), ends), shape=(size, size))
    count, label = connected_components(graph, directed=False) if size else (0, np.empty(0, dtype=np.int32))
    biggest_first = np.argsort(-np.bincount(label, minlength=count), kind="stable")
    rank = np.empty(count, dtype=np.int64)
    rank[biggest_first] = np.arange(count)
    return pd.Series(rank[label], index=network.nodes.index, name="component", dtype="int64")


def _identity(
    geometry: NDArray[np.object_],
    walkable: NDArray[np.bool_],
    positions: NDArray[np.float64],
    vertex_ids: NDArray[np.int64] | None,
) -> NDArray[np.int64]:
    if vertex_ids is None:
        steps = np.rint(positions * _STEPS_PER_DEGREE).astype(np.int64)
        return steps[:, 0] * (1 << 32) + steps[:, 1]
    counts = shapely.get_num_coordinates(geometry)
    if len(vertex_ids) != counts.sum():
        raise ValueError(f"{len(vertex_ids)} vertex identifiers for {counts.sum()} vertices")
    return vertex_ids[np.repeat(walkable, counts)]


def _nodes(places: NDArray[np.float64]) -> pd.DataFrame:
    return pd.DataFrame({"node_id": np.arange(len(places)), "lon": places[:, 0], "lat": places[:, 1]})


def _edges(places: NDArray[np.float64], start: NDArray[np.intp], end: NDArray[np.intp]) -> pd.DataFrame:
    low, high = np.minimum(start, end), np.maximum(start, end)
    apart = low != high
    pairs = np.unique(low[apart] * len(places) + high[apart])
    from_node, to_node = np.divmod(pairs, max(len(places), 1))
    length_m = np.zeros(len(pairs))
    if len(pairs):
        middle = (places.min(axis=0) + places.max(axis=0)) / 2
        metres = project_points(places[:, 0], places[:, 1], epsg=metric_epsg(middle[0], middle[1]))
        length_m = np.hypot(*(metres[to_node] - metres[from_node]).T)
    return pd.DataFrame({"from_node": from_node, "to_node": to_node, "length_m": length_m})
