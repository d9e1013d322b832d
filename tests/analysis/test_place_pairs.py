"""Neighbours on a street bent like a hairpin: 100 m apart for a crow, 700 m on foot.

0 A----------+ 300
             |  100      C is 2 km away from any street, D beside it
0 B----------+ 300
"""

import numpy as np
import pytest

from mapping.analysis.access import walking_model
from mapping.analysis.place_pairs import place_pairs
from mapping.domain.parameters import Parameters
from tests.analysis.streets import network, people

CHOSEN = Parameters()
HAIRPIN = ([(0, 100), (300, 100), (300, 0), (0, 0)], [(0, 1), (1, 2), (2, 3)])


@pytest.fixture
def model(plane):
    return walking_model(people(plane, (0, 0, 1)), plane.places(), network(plane, *HAIRPIN), parameters=CHOSEN)


def pairs(model, points, within_min):
    found = place_pairs(model, points, within_min=within_min)
    return {(row.place_a, row.place_b): row.minutes for row in found.itertuples()}


def test_a_pair_walks_along_the_street_and_not_across_the_hedge(plane, model):
    found = pairs(model, plane.places((0, 100), (0, 0)), 10)
    assert found == {("p0", "p1"): pytest.approx(700 / 75, abs=0.01)}


def test_a_pair_too_far_on_foot_is_left_out_though_a_crow_would_count_it(plane, model):
    assert pairs(model, plane.places((0, 100), (0, 0)), 5) == {}


def test_places_off_the_streets_fly(plane, model):
    found = pairs(model, plane.places((0, 100), (2300, 0), (2300, 75)), 10)
    assert found == {("p1", "p2"): pytest.approx(75 * 1.3 / 75, abs=0.01)}


def test_a_place_without_a_position_is_nobody_s_neighbour(plane, model):
    points = plane.places((0, 100), (0, 0), (0, 0))
    points.loc[2, ["lon", "lat"]] = np.nan
    assert set(pairs(model, points, 10)) == {("p0", "p1")}


def test_more_places_than_are_searched_at_once_give_each_pair_once(plane, model):
    """150 places every 2 m along 300 m: all are within five minutes (375 m) of one another."""
    found = place_pairs(model, plane.places(*[(2 * n, 0) for n in range(150)]), within_min=5)
    assert len(found) == 150 * 149 / 2
    assert not found.duplicated(["place_a", "place_b"]).any()


def test_without_streets_there_is_nothing_to_say(plane):
    bare = walking_model(people(plane, (0, 0, 1)), plane.places(), None, parameters=CHOSEN)
    assert place_pairs(bare, plane.places((0, 0), (1, 1)), within_min=10) is None
