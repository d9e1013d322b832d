"""The walking network.

d---e       a-b-c is one street, d-b another that ends on it, e-f a path apart
|           x-y crosses a-b without a vertex there: a bridge
a-x-b---c
  y     f
"""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pandas.testing import assert_index_equal

from mapping.analysis.network import components, walking_network
from mapping.domain.crs import WGS84
from mapping.domain.errors import ColumnError, CrsError
from mapping.domain.layers import NETWORK_EDGES, NETWORK_NODES
from mapping.domain.tables import require_columns

STEP = 0.001


def streets(*lines: list[tuple[int, int]], foot: list[bool] | None = None) -> gpd.GeoDataFrame:
    """Return streets through points of a grid of 0.001 degree around 2° E 48° N."""
    shapes = [shapely.LineString([(2 + x * STEP, 48 + y * STEP) for x, y in line]) for line in lines]
    columns = {"osm_id": "1", "name": "", "highway": "path", "foot": foot or [True] * len(lines)}
    return gpd.GeoDataFrame(columns, index=range(len(lines)), geometry=shapes, crs=WGS84)


def test_lines_meet_where_they_share_a_vertex_and_not_where_they_cross() -> None:
    network = walking_network(streets([(0, 0), (2, 0), (4, 0)], [(2, 2), (2, 0)], [(1, 1), (1, -1)]))
    require_columns(network.nodes, NETWORK_NODES)
    require_columns(network.edges, NETWORK_EDGES)
    assert (len(network.nodes), len(network.edges)) == (6, 4)
    assert components(network).value_counts().to_dict() == {0: 4, 1: 2}


def test_a_degree_of_latitude_is_111_kilometres_long() -> None:
    network = walking_network(streets([(0, 0), (0, 1)]))
    # 111.2 m for a thousandth of a degree at 48° N; Lambert-93 is right to a thousandth.
    assert network.edges["length_m"].tolist() == pytest.approx([111.2], rel=2e-3)


def test_a_street_where_one_does_not_walk_is_left_out() -> None:
    network = walking_network(streets([(0, 0), (1, 0)], [(1, 0), (2, 0)], foot=[True, False]))
    assert (len(network.nodes), len(network.edges)) == (2, 1)


def test_node_numbers_join_and_separate_better_than_positions() -> None:
    crossing = streets([(0, 0), (1, 0)], [(1, 0), (1, 1)])
    apart = walking_network(crossing, vertex_ids=np.array([10, 11, 12, 13]))
    joined = walking_network(crossing, vertex_ids=np.array([10, 11, 11, 13]))
    assert (len(apart.nodes), len(joined.nodes)) == (4, 3)
    assert len(walking_network(crossing).nodes) == 3


def test_node_numbers_of_streets_left_out_are_left_out_too() -> None:
    both = streets([(0, 0), (1, 0)], [(1, 0), (2, 0)], foot=[False, True])
    network = walking_network(both, vertex_ids=np.array([1, 2, 3, 4]))
    assert sorted(network.nodes["lon"].round(6)) == [2.001, 2.002]


def test_a_segment_drawn_twice_or_backwards_is_one_edge_and_a_point_repeated_is_none() -> None:
    network = walking_network(streets([(0, 0), (1, 0)], [(1, 0), (0, 0)], [(0, 0), (0, 0)]))
    assert len(network.edges) == 1


def test_edges_name_nodes_by_rank_and_the_total_is_the_length_of_the_lines() -> None:
    drawn = streets([(0, 0), (2, 0), (4, 0), (4, 3)], [(2, 2), (2, 0)])
    network = walking_network(drawn)
    assert network.nodes["node_id"].tolist() == list(range(len(network.nodes)))
    assert network.edges[["from_node", "to_node"]].to_numpy().max() < len(network.nodes)
    assert network.edges["length_m"].sum() == pytest.approx(drawn.to_crs(2154).length.sum())


def test_pieces_are_numbered_from_the_biggest_on_the_index_of_the_nodes() -> None:
    network = walking_network(streets([(0, 0), (1, 0)], [(5, 5), (6, 5), (7, 5)]))
    piece = components(network)
    assert_index_equal(piece.index, network.nodes.index)
    assert piece.value_counts().to_dict() == {0: 3, 1: 2}


def test_no_street_makes_an_empty_network() -> None:
    network = walking_network(streets())
    assert (len(network.nodes), len(network.edges), len(components(network))) == (0, 0, 0)


def test_streets_without_crs_or_columns_are_refused() -> None:
    drawn = streets([(0, 0), (1, 0)])
    with pytest.raises(CrsError):
        walking_network(drawn.set_crs(None, allow_override=True))
    with pytest.raises(ColumnError):
        walking_network(drawn.drop(columns="foot"))
    with pytest.raises(ValueError, match="3 vertex identifiers for 2"):
        walking_network(drawn, vertex_ids=np.array([1, 2, 3]))
