"""Isolated places, clusters and premises; 75 m on the ground are 1.3 minutes at 75 m per minute with a detour of 1.3.

A: x from 0 to 2000, y from 0 to 1000 (m)
"""

import numpy as np
import pandas as pd
import pytest
import shapely

from mapping.analysis.filieres import CLUSTERS, ISOLATED, POOLING, structuring_filieres
from mapping.analysis.proximity import near_pairs
from mapping.domain.crs import project_points
from mapping.domain.errors import ColumnError
from mapping.domain.parameters import Parameters

A = shapely.box(0, 0, 2000, 1000)
FILIERES = ["se_nourrir", "reparer"]
REACH_M = 10 * 75 / 1.3
"""576.9 m as the crow flies."""


def read(plane, *points, filieres="se_nourrir", premises=(), zones=None, walk_pairs=None, parameters=None):
    zones = plane.zones(A=A) if zones is None else zones
    rows = [{"kind": "premises", "filiere": ""} | room for room in premises]
    places = plane.places(*points, filieres=filieres)
    return structuring_filieres(
        zones,
        places,
        plane.contributions(*rows),
        FILIERES,
        parameters=Parameters() if parameters is None else parameters,
        walk_pairs=walk_pairs,
    )


def walks(*rows):
    return pd.DataFrame(rows, columns=["place_a", "place_b", "minutes"])


def test_a_place_is_isolated_when_no_other_of_its_filiere_is_within_reach(plane):
    found = read(plane, (0, 0), (REACH_M - 5, 0), (1900, 900)).isolated.set_index("place_id")
    assert found["isolated"].to_dict() == {"p0": False, "p1": False, "p2": True}
    assert found["nearest_min"].round(1).tolist()[:2] == [9.9, 9.9]
    assert np.isnan(found.loc["p2", "nearest_min"])
    assert found["neighbours"].tolist() == [1, 1, 0]


def test_a_neighbour_of_another_filiere_is_no_company(plane):
    found = read(plane, (0, 0), (10, 0), filieres=["se_nourrir", "reparer"]).isolated
    assert found["isolated"].tolist() == [True, True]


def test_a_place_of_two_filieres_may_be_alone_in_one_and_not_in_the_other(plane):
    found = read(plane, (0, 0), (10, 0), filieres=["se_nourrir|reparer", "se_nourrir"]).isolated
    told = {(row.place_id, row.filiere): row.isolated for row in found.itertuples()}
    assert told == {("p0", "se_nourrir"): False, ("p1", "se_nourrir"): False, ("p0", "reparer"): True}


def test_a_neighbour_outside_the_territory_is_company_but_is_not_listed(plane):
    found = read(plane, (-250, 500), (-700, 500)).isolated
    assert found[["place_id", "code_qp", "isolated"]].to_numpy().tolist() == [["p0", "A", False]]


def test_minutes_walked_on_the_streets_replace_the_crow(plane):
    pairs = walks(("p1", "p0", 14.0), ("p2", "p0", 9.0), ("p0", "p2", 8.0), ("p0", "p0", 0.0), ("p0", "gone", 1.0))
    found = read(plane, (0, 0), (10, 0), (1900, 900), walk_pairs=pairs).isolated.set_index("place_id")
    assert found["isolated"].to_dict() == {"p0": False, "p1": True, "p2": False}
    assert found.loc["p0", "nearest_min"] == 8.0


def test_neighbours_of_neighbours_make_a_cluster_of_three_or_more(plane):
    chain = [(0, 0), (500, 0), (1000, 0)]
    pair = [(0, 1000), (100, 1000)]
    clusters = read(plane, *chain, *pair).clusters
    assert clusters[["filiere", "cluster", "size", "place_ids", "code_qp"]].to_numpy().tolist() == [
        ["se_nourrir", 1, 3, "p0|p1|p2", "A"]
    ]
    assert clusters.loc[0, "extent_m"] == pytest.approx(1000, abs=0.1)


def test_the_largest_cluster_comes_first(plane):
    near_a = [(0, 0), (10, 0), (20, 0)]
    near_b = [(1900, 1000), (1910, 1000), (1920, 1000), (1930, 1000)]
    clusters = read(plane, *near_a, *near_b).clusters
    assert clusters[["cluster", "size"]].to_numpy().tolist() == [[1, 4], [2, 3]]


def test_a_cluster_wholly_outside_the_territory_is_not_one_of_its_own(plane):
    assert read(plane, (-400, 0), (-410, 0), (-420, 0)).clusters.empty


def test_premises_near_places_that_are_near_one_another_may_be_shared(plane):
    points = [(1000, 500), (1100, 500), (1000, 700), (100, 100)]
    filieres = ["se_nourrir", "reparer", "se_nourrir", "se_nourrir"]
    found = read(plane, *points, filieres=filieres, premises=[{"at": (1000, 600)}, {"at": (100, 110)}])
    assert found.pooling[
        ["premises_id", "code_qp", "places", "filieres", "place_ids", "filiere_ids"]
    ].to_numpy().tolist() == [["c0", "A", 3, 2, "p0|p1|p2", "se_nourrir|reparer"]]
    assert found.isolated.set_index(["place_id", "filiere"])["premises"].to_dict() == {
        ("p0", "se_nourrir"): 1,
        ("p2", "se_nourrir"): 1,
        ("p3", "se_nourrir"): 1,
        ("p1", "reparer"): 1,
    }


def test_places_near_enough_to_pool_may_be_beyond_a_shorter_reach(plane):
    points = [(1000, 500), (1200, 500)]
    found = read(plane, *points, premises=[{"at": (1100, 500)}], parameters=Parameters(reach_min=3))
    assert found.isolated["isolated"].tolist() == [True, True]
    assert found.pooling["places"].tolist() == [2]


def test_places_on_either_side_of_premises_but_far_from_one_another_do_not_pool(plane):
    found = read(plane, (800, 500), (1200, 500), premises=[{"at": (1000, 500)}])
    assert found.pooling.empty


@pytest.mark.parametrize("room", [{"placement": "zone", "near_id": "A"}, {"status": "refused"}, {"kind": "need"}])
def test_premises_without_a_position_or_refused_are_not_measured_from(plane, room):
    found = read(plane, (1000, 500), (1010, 500), premises=[{"at": (1000, 510)} | room])
    assert found.pooling.empty
    assert found.isolated["premises"].tolist() == [0, 0]


def test_premises_that_nobody_walked_to_are_measured_by_the_crow(plane):
    pairs = walks(("p0", "p1", 4.0))
    found = read(plane, (1000, 500), (1010, 500), premises=[{"at": (1000, 510)}], walk_pairs=pairs)
    assert found.pooling["place_ids"].tolist() == ["p0|p1"]
    walked = walks(("p0", "p1", 4.0), ("p0", "c0", 4.0), ("p1", "c0", 5.5))
    found = read(plane, (1000, 500), (1010, 500), premises=[{"at": (1000, 510)}], walk_pairs=walked)
    assert found.pooling.empty
    assert found.isolated["premises"].tolist() == [1, 1]


def test_the_order_of_places_changes_nothing(plane):
    points = [(0, 0), (500, 0), (1000, 0), (1900, 900)]
    places, contributions = plane.places(*points), plane.contributions({"at": (10, 0), "kind": "premises"})
    arguments = (contributions, FILIERES)
    forwards = structuring_filieres(plane.zones(A=A), places, *arguments, parameters=Parameters())
    backwards = structuring_filieres(plane.zones(A=A), places.iloc[::-1], *arguments, parameters=Parameters())
    for name, key in (("isolated", "place_id"), ("clusters", "cluster"), ("pooling", "premises_id")):
        one, other = (getattr(found, name).sort_values(key, ignore_index=True) for found in (forwards, backwards))
        pd.testing.assert_frame_equal(one, other)


def test_pairs_are_those_found_one_by_one(plane):
    random = np.random.default_rng(7)
    points = plane.places(*random.uniform(0, 2000, (60, 2)))
    found = near_pairs(points, within_min=10, parameters=Parameters())
    lon, lat = points["lon"].to_numpy(), points["lat"].to_numpy()
    from_origin = plane.origin_m()
    xy = project_points(lon, lat, epsg=plane.epsg) - np.array(from_origin)
    expected = [(a, b) for a in range(60) for b in range(a + 1, 60) if np.hypot(*(xy[a] - xy[b])) <= REACH_M]
    assert list(zip(found["a"], found["b"])) == expected


def test_nothing_no_zones_and_places_without_coordinates_give_empty_readings(plane):
    nowhere = plane.places((0, 0)).assign(lon=np.nan)
    for zones, places in (
        (plane.zones(A=A), plane.places()),
        (plane.zones(A=A).iloc[:0], plane.places((0, 0))),
        (plane.zones(A=A), nowhere),
    ):
        found = structuring_filieres(zones, places, plane.contributions(), FILIERES, parameters=Parameters())
        assert (len(found.isolated), len(found.clusters), len(found.pooling)) == (0, 0, 0)
        assert [*found.isolated] == ISOLATED
        assert [*found.clusters] == CLUSTERS
        assert [*found.pooling] == POOLING


def test_an_unknown_filiere_is_nobody_s(plane):
    assert read(plane, (0, 0), filieres="inconnue").isolated.empty


def test_places_without_their_columns_are_refused(plane):
    with pytest.raises(ColumnError, match="filieres"):
        structuring_filieres(
            plane.zones(A=A),
            plane.places((0, 0)).drop(columns="filieres"),
            plane.contributions(),
            FILIERES,
            parameters=Parameters(),
        )


def test_reach_is_measured_in_the_metres_of_each_territory(each_plane):
    found = read(each_plane, (0, 0), (REACH_M - 5, 0), (1900, 900)).isolated
    assert found["isolated"].tolist() == [False, False, True]
