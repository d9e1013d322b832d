"""Walks on a street bent at a right angle, in metres.

600       • R          R repairs, F feeds; speed 75 m a minute, detour 1.3
          |
300     P3|            P1 and P2 are at 0 and 20 m from the south-west end, P3 on the way up
          |
 20 P2    |
  0 P1----+     s--s   a small piece joined to nothing
    0    300   1000
"""

import itertools

import geopandas as gpd
import networkx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapping.analysis.access import WalkMethod, minutes_to, minutes_to_nearest, walking_model, with_places
from mapping.analysis.access_graph import SNAP_M, graph_of, graphs, metres_to_nearest, snap
from mapping.analysis.access_points import Basis, demand_points
from mapping.analysis.access_table import access_table
from mapping.analysis.network import Network
from mapping.analysis.population import Distribution, distribute
from mapping.domain.errors import ColumnError, CrsError
from mapping.domain.parameters import Parameters
from tests.analysis.conftest import Plane
from tests.analysis.streets import network, people

CHOSEN = Parameters()
BEND = ([(0, 0), (300, 0), (300, 600)], [(0, 1), (1, 2)])
SAINT_DENIS = Plane(2.3598, 48.9356)


def metres(model, *filieres):
    return (minutes_to_nearest(model, filieres) * CHOSEN.speed_m_min).to_numpy()


def test_one_walks_along_the_streets_and_up_to_them_at_both_ends(plane):
    """R at 600: P1 walks 300 + 600, P2 20 more, P3 300. F is 10 m north of P1, hence 10 m more for each."""
    points = people(plane, (0, 0, 1), (0, 20, 1), (300, 300, 1))
    places = plane.places((300, 600), (0, 10), filieres=["reparer", "se_loger|se_nourrir"])
    model = walking_model(points, places, network(plane, *BEND), parameters=CHOSEN)
    expected = [[900, 10], [920, 30], [300, 610]]
    np.testing.assert_allclose(metres(model, "reparer", "se_nourrir"), expected, atol=0.01)
    np.testing.assert_allclose(metres(model, "se_loger")[:, 0], [10, 30, 610], atol=0.01)


def test_without_streets_the_crow_flies_a_detour(plane):
    """From P1 to R: √(300² + 600²) = 670.8 m, × 1.3 = 872.1 m."""
    model = walking_model(
        people(plane, (0, 0, 1)), plane.places((300, 600), filieres="reparer"), None, parameters=CHOSEN
    )
    np.testing.assert_allclose(metres(model, "reparer"), [[872.07]], atol=0.01)
    assert model.methods.to_dict() == {"A": WalkMethod.CROW_FLY}


def test_each_zone_says_what_it_was_measured_on(plane):
    """A lives on the street, B 2 km away from any: B walks as the crow flies, and A does not."""
    points = pd.concat([people(plane, (0, 0, 1)), people(plane, (2300, 600, 1), code="B")], ignore_index=True)
    places = plane.places((300, 600), filieres="reparer")
    model = walking_model(points, places, network(plane, *BEND), parameters=CHOSEN)
    assert model.methods.to_dict() == {"A": WalkMethod.NETWORK, "B": WalkMethod.CROW_FLY}
    np.testing.assert_allclose(metres(model, "reparer")[:, 0], [900, 2000 * 1.3], atol=0.1)


@pytest.mark.parametrize(("inhabitants", "method"), [(49, WalkMethod.CROW_FLY), (51, WalkMethod.NETWORK)])
def test_half_of_the_inhabitants_decide_of_the_method(plane, inhabitants, method):
    points = people(plane, (0, 0, inhabitants), (-260, 0, 100 - inhabitants))
    model = walking_model(points, plane.places((0, 0)), network(plane, *BEND), parameters=CHOSEN)
    assert model.methods["A"] == method


def test_a_place_nobody_can_name_a_street_for_is_reached_with_a_detour_beyond_250_m(plane):
    """350 m west of the end: 250 + 100 × 1.3."""
    points, places = people(plane, (0, 0, 1)), plane.places((-350, 0), filieres="reparer")
    model = walking_model(points, places, network(plane, *BEND), parameters=CHOSEN)
    np.testing.assert_allclose(metres(model, "reparer"), [[380]], atol=0.01)


def test_a_small_piece_joined_to_nothing_makes_nobody_unreachable(plane):
    """Twenty-one nodes along 1 km, and two near a place: the place joins the street, 30 m away, not its courtyard."""
    street = [(50 * rank, 0) for rank in range(21)]
    links = [(rank, rank + 1) for rank in range(20)]
    drawn = network(plane, [*street, (500, 30), (500, 60)], [*links, (21, 22)])
    model = walking_model(people(plane, (0, 0, 1)), plane.places((500, 30)), drawn, parameters=CHOSEN)
    np.testing.assert_allclose(metres(model, "se_nourrir"), [[530]], atol=0.01)


def test_two_pieces_of_the_same_size_are_both_kept_and_not_joined(plane):
    drawn = network(plane, [(0, 0), (300, 0), (0, 500), (300, 500)], [(0, 1), (2, 3)])
    model = walking_model(people(plane, (0, 0, 1)), plane.places((0, 500)), drawn, parameters=CHOSEN)
    assert metres(model, "se_nourrir").tolist() == [[np.inf]]


def test_a_door_in_the_middle_of_a_long_street_does_not_walk_to_its_end(plane):
    """One segment of 300 m; a door at 150 m, a place at 200 m: 50 m along it."""
    drawn = network(plane, [(0, 0), (300, 0)], [(0, 1)])
    model = walking_model(people(plane, (150, 5, 1)), plane.places((200, 0)), drawn, parameters=CHOSEN)
    np.testing.assert_allclose(metres(model, "se_nourrir"), [[55]], atol=0.01)


@pytest.mark.parametrize("streets", [None, BEND], ids=["crow-fly", "network"])
def test_a_need_that_no_place_answers_is_infinitely_far(plane, streets):
    drawn = network(plane, *streets) if streets else None
    model = walking_model(people(plane, (0, 0, 1)), plane.places((0, 0)), drawn, parameters=CHOSEN)
    assert metres(model, "reparer").tolist() == [[np.inf]]


def test_places_without_coordinates_are_nowhere(plane):
    lost = plane.places((0, 0)).assign(lon=np.nan, lat=np.nan)
    model = walking_model(people(plane, (0, 0, 1)), lost, network(plane, *BEND), parameters=CHOSEN)
    assert metres(model, "se_nourrir").tolist() == [[np.inf]]


def test_a_place_of_another_territory_is_never_measured(plane):
    mayotte = Plane(45.2279, -12.7806)
    points = pd.concat([people(plane, (0, 0, 1)), people(mayotte, (0, 0, 1), code="M")], ignore_index=True)
    model = walking_model(points, mayotte.places((300, 400)), None, parameters=CHOSEN)
    np.testing.assert_allclose(metres(model, "se_nourrir")[:, 0], [np.inf, 650], atol=0.01)
    lon, lat = mayotte.degrees((300, 400))
    np.testing.assert_allclose(minutes_to(model, lon, lat)[:, 0] * 75, [np.inf, 650], atol=0.01)


def test_each_territory_measures_in_its_own_metres(each_plane):
    drawn = network(each_plane, *BEND)
    model = walking_model(people(each_plane, (0, 0, 1)), each_plane.places((300, 600)), drawn, parameters=CHOSEN)
    np.testing.assert_allclose(metres(model, "se_nourrir"), [[900]], atol=0.01)


@pytest.mark.parametrize("streets", [None, BEND], ids=["crow-fly", "network"])
def test_minutes_to_each_target_are_those_to_a_place_alone_there(plane, streets):
    drawn = network(plane, *streets) if streets else None
    points = people(plane, (0, 0, 1), (40, 30, 1), (310, 200, 1))
    targets = [(300, 600), (-40, 0), (150, 80)]
    model = walking_model(points, plane.places(), drawn, parameters=CHOSEN)
    together = minutes_to(model, *plane.degrees(*targets))
    for column, target in enumerate(targets):
        alone = minutes_to_nearest(with_places(model, plane.places(target)), ["se_nourrir"])
        np.testing.assert_allclose(together[:, column], alone["se_nourrir"], rtol=1e-6)


def test_a_table_without_a_column_is_refused(plane):
    with pytest.raises(ColumnError):
        walking_model(people(plane, (0, 0, 1)), plane.places().drop(columns="lon"), None, parameters=CHOSEN)


TOWN = st.integers(0, 2**32 - 1)


def town(seed, *, nodes=30, links=70):
    """Return nodes at random in 1 km × 1 km and straight streets between them, the first node joined to each."""
    random = np.random.default_rng(seed)
    spots = [tuple(spot) for spot in random.uniform(0, 1000, (nodes, 2))]
    pairs = {(0, node) for node in range(1, nodes, 3)}
    while len(pairs) < links:
        first, second = sorted(int(node) for node in random.integers(0, nodes, 2))
        if first != second:
            pairs.add((first, second))
    return random, network(SAINT_DENIS, spots, sorted(pairs)), spots


@given(TOWN)
@settings(max_examples=15, deadline=None)
def test_networkx_walks_the_same_metres(seed):
    """Second route: the graph in networkx, uncut, with a virtual node for each place; doors and places on nodes."""
    random, drawn, spots = town(seed)
    places = sorted({int(node) for node in random.integers(0, len(spots), 4)})
    brute = networkx.Graph()
    brute.add_nodes_from(range(len(spots)))
    for first, second, length in drawn.edges.itertuples(index=False):
        brute.add_edge(first, second, weight=length)
    main = max(networkx.connected_components(brute), key=len)
    places = [node for node in places if node in main] or [min(main)]
    doors = sorted(main)
    walked = networkx.multi_source_dijkstra_path_length(brute, set(places))
    model = walking_model(
        people(SAINT_DENIS, *[(*spots[node], 1) for node in doors]),
        SAINT_DENIS.places(*[spots[node] for node in places]),
        drawn,
        parameters=CHOSEN,
    )
    np.testing.assert_allclose(metres(model, "se_nourrir")[:, 0], [walked[node] for node in doors], atol=0.02)


@given(TOWN)
@settings(max_examples=15, deadline=None)
def test_streets_are_never_shorter_than_the_crow_flies_and_a_place_more_is_never_farther(seed):
    random, drawn, _spots = town(seed)
    doors, targets = random.uniform(0, 1000, (20, 2)), random.uniform(0, 1000, (4, 2))
    points = people(SAINT_DENIS, *[(*door, 1.0) for door in doors])
    fewer, more = (SAINT_DENIS.places(*map(tuple, targets[:number])) for number in (3, 4))
    model = walking_model(points, fewer, drawn, parameters=CHOSEN)
    walked = metres(model, "se_nourrir")[:, 0]
    flown = np.hypot(*(doors[:, None] - targets[None, :3]).transpose(2, 0, 1)).min(axis=1)
    assert (walked >= flown - 0.01).all()
    assert (metres(with_places(model, more), "se_nourrir")[:, 0] <= walked + 1e-6).all()


def test_cutting_streets_changes_no_distance_between_their_ends():
    spots = np.array([[0.0, 0.0], [120.0, 0.0], [120.0, 49.0]])
    graph = graph_of(spots, np.array([[0, 1], [1, 2]]), np.array([120.0, 49.0]))
    assert len(graph.xy) == 5  # 120 m in three parts of 40 m
    np.testing.assert_allclose(graph.length_m, [40, 40, 40, 49])
    reached = metres_to_nearest(graph, snap(graph, spots[:1], detour=1.3))
    np.testing.assert_allclose(sorted(reached), [0, 40, 80, 120, 169], atol=1e-5)


def test_no_street_and_no_source_give_no_graph_and_no_reach():
    empty = Network(
        pd.DataFrame({"node_id": [], "lon": [], "lat": []}),
        pd.DataFrame({"from_node": [], "to_node": [], "length_m": []}),
    )
    assert graphs(empty) == {}
    graph = graph_of(np.array([[0.0, 0.0], [9.0, 0.0]]), np.array([[0, 1]]), np.array([9.0]))
    nowhere = snap(graph, np.empty((0, 2)), detour=1.3)
    assert np.isinf(metres_to_nearest(graph, nowhere)).all()


def test_the_table_weighs_by_inhabitants(plane):
    """60 people at 300 m (4 min), 30 at 900 m (12 min), 10 at 2 400 m (32 min), on one straight street."""
    drawn = network(plane, [(0, 0), (2400, 0)], [(0, 1)])
    points = people(plane, (300, 0, 60), (900, 0, 30), (2400, 0, 10), children=[0.0, 10.0, 30.0], men_pauv=[1, 2, 1.0])
    model = walking_model(points, plane.places((0, 0)), drawn, parameters=CHOSEN)
    row = access_table(model, ["A"], ["se_nourrir"]).iloc[0]
    assert (row["walk_median_min"], row["walk_p90_min"]) == pytest.approx((4, 12), abs=1e-3)
    assert (row["share_within_5min"], row["share_within_10min"], row["share_within_15min"]) == (0.6, 0.6, 0.9)
    assert (row["children_within_reach_share"], row["poor_within_reach_share"]) == (0, 0.25)
    assert np.isnan(row["over_65_within_reach_share"])
    assert (row["method"], row["basis"]) == ("network", "inhabitants")


def test_the_reach_is_that_of_the_parameters_and_the_other_columns_keep_their_minutes(plane):
    points = people(plane, (300, 0, 60), (900, 0, 40))
    drawn = network(plane, [(0, 0), (2400, 0)], [(0, 1)])
    model = walking_model(points, plane.places((0, 0)), drawn, parameters=CHOSEN.changed(reach_min=12.5))
    row = access_table(model, ["A"], ["se_nourrir"]).iloc[0]
    assert (row["share_within_10min"], row["share_within_reach"]) == (0.6, 1.0)


def test_a_zone_without_points_and_a_need_without_places_have_their_rows(plane):
    model = walking_model(people(plane, (0, 0, 5)), plane.places((0, 0)), None, parameters=CHOSEN)
    table = access_table(model, ["Z", "A"], ["se_nourrir", "reparer"])
    assert table[["code", "filiere", "method", "basis"]].to_numpy().tolist() == [
        ["Z", "se_nourrir", "unknown", ""],
        ["Z", "reparer", "unknown", ""],
        ["A", "se_nourrir", "crow_fly", "inhabitants"],
        ["A", "reparer", "crow_fly", "inhabitants"],
    ]
    np.testing.assert_array_equal(table["share_within_reach"], [np.nan, np.nan, 1, 0])
    np.testing.assert_array_equal(table["walk_median_min"], [np.nan, np.nan, 0, np.nan])


def test_half_out_of_reach_has_a_median_and_no_ninth_tenth(plane):
    """Two shores, 500 m apart and no bridge; half of the people are on the shore of the place."""
    drawn = network(plane, [(0, 0), (300, 0), (0, 500), (300, 500)], [(0, 1), (2, 3)])
    points = people(plane, (300, 0, 50), (0, 500, 50))
    row = access_table(
        walking_model(points, plane.places((0, 0)), drawn, parameters=CHOSEN), ["A"], ["se_nourrir"]
    ).iloc[0]
    assert (row["walk_median_min"], row["share_within_reach"]) == pytest.approx((4, 0.5), abs=1e-3)
    assert np.isnan(row["walk_p90_min"])


SQUARE = shapely.box(0, 0, 200, 100)


def test_a_zone_without_inhabitants_is_measured_on_its_surface(plane, population):
    """200 m × 100 m: 8 points, 50 m apart; the population of B is known, that of A is not."""
    zones = plane.zones(A=SQUARE, B=shapely.box(1000, 0, 1200, 100))
    known = distribute(zones, population(B=300))
    points = demand_points(zones, known)
    told = points.groupby("code").agg(basis=("basis", "first"), weight=("weight", "sum"), number=("lon", "size"))
    assert told.loc["A"].tolist() == [Basis.AREA, 8, 8]
    assert told.loc["B", "basis"] == Basis.INHABITANTS
    assert told.loc["B", "weight"] == pytest.approx(300)
    assert points.loc[points["code"] == "A", "inhabitants"].isna().all()
    model = walking_model(points, plane.places((0, 0)), None, parameters=CHOSEN)
    assert access_table(model, ["A"], ["se_nourrir"])["basis"].tolist() == ["area"]


def test_points_where_nobody_lives_do_not_stand_for_a_zone(plane):
    empty = people(plane, (0, 0, 0.0)).drop(columns=["weight", "basis"])
    points = demand_points(plane.zones(A=SQUARE), Distribution(empty, pd.DataFrame()))
    assert set(points["basis"]) == {Basis.AREA}


def test_a_whole_commune_has_a_bounded_number_of_points_and_a_sliver_one(plane):
    zones = plane.zones(C=shapely.box(0, 0, 10_000, 10_000), S=shapely.box(0, 0, 1, 1))
    counts = demand_points(zones, None)["code"].value_counts()
    assert 1800 <= counts["C"] <= 2200
    assert counts["S"] == 1


def test_no_zone_has_no_point_and_zones_must_be_in_degrees(plane):
    zones = plane.zones(A=SQUARE)
    none = demand_points(zones.iloc[:0], None)
    model = walking_model(none, plane.places((0, 0)), None, parameters=CHOSEN)
    assert access_table(model, [], ["se_nourrir"]).empty
    assert minutes_to_nearest(model, ["se_nourrir"]).shape == (0, 1)
    with pytest.raises(CrsError):
        demand_points(gpd.GeoDataFrame(zones.to_crs(plane.epsg)), None)


def test_the_limit_only_forgets_longer_walks(plane):
    points = people(plane, (0, 0, 1), (300, 300, 1))
    model = walking_model(points, plane.places(), network(plane, *BEND), parameters=CHOSEN)
    lon, lat = plane.degrees((300, 600))
    short, whole = minutes_to(model, lon, lat, limit_min=5.0), minutes_to(model, lon, lat)
    assert whole[:, 0] == pytest.approx([12, 4], abs=1e-3)
    assert short[1] == whole[1]
    assert np.isinf(short[0, 0])


def test_snapping_is_continuous_where_the_detour_begins():
    graph = graph_of(np.array([[0.0, 0.0], [9.0, 0.0]]), np.array([[0, 1]]), np.array([9.0]))
    places = np.array([[0.0, SNAP_M - 1], [0.0, SNAP_M], [0.0, SNAP_M + 1]])
    steps = [second - first for first, second in itertools.pairwise(snap(graph, places, detour=1.3).metres)]
    assert steps == pytest.approx([1.0, 1.3])
