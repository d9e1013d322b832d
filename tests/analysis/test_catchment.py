"""E2SFCA on one street: two homes, two places, in metres; weights 1 up to 5 minutes (375 m), 0.5 up to 10 (750 m).

   H1 --- 300 --- P1 --- 300 --- H2 --- 600 --- P2
100 people                    50 people
"""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapping.analysis.access import minutes_to, walking_model
from mapping.analysis.catchment import catchment, default_steps
from mapping.domain.parameters import Parameters
from tests.analysis.conftest import Plane
from tests.analysis.streets import network, people

STEPS = {5.0: 1.0, 10.0: 0.5}
STREET = ([(0, 0), (300, 0), (600, 0), (1200, 0)], [(0, 1), (1, 2), (2, 3)])
SAINT_DENIS = Plane(2.3598, 48.9356)


def homes(plane):
    return pd.concat([people(plane, (0, 0, 100)), people(plane, (600, 0, 50), code="B")], ignore_index=True)


def scores(model, **options):
    return catchment(model, ["A", "B"], ["se_nourrir"], **options)["e2sfca_per_1000"].to_numpy()


def test_a_place_is_shared_by_those_who_can_walk_to_it_and_the_shares_add_up(plane):
    """P1: 1 / (100 + 50). P2, 8 minutes from H2 alone: 1 / (50 × 0.5). H1: 1/150; H2: 1/150 + 0.5 / 25."""
    places = plane.places((300, 0), (1200, 0))
    model = walking_model(homes(plane), places, network(plane, *STREET), parameters=Parameters())
    np.testing.assert_allclose(scores(model, steps=STEPS), [1000 / 150, 1000 / 150 + 20], rtol=1e-9)


def test_nothing_within_the_last_step_is_zero_and_unknown_inhabitants_are_not(plane):
    model = walking_model(homes(plane), plane.places((9000, 0)), None, parameters=Parameters())
    assert scores(model).tolist() == [0, 0]
    surface = homes(plane).assign(basis=["area", "inhabitants"])
    assert np.isnan(scores(walking_model(surface, plane.places((300, 0)), None, parameters=Parameters()))[0])


def test_a_need_that_no_place_answers_is_zero(plane):
    model = walking_model(homes(plane), plane.places((300, 0), filieres="reparer"), None, parameters=Parameters())
    assert scores(model).tolist() == [0, 0]


def test_the_steps_follow_the_reach():
    assert default_steps(Parameters(reach_min=20.0)) == {10.0: 1.0, 20.0: 0.68, 30.0: 0.22}


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None)
def test_the_library_and_the_formula_agree(seed):
    """Second route: Σ_j w_ij / Σ_k p_k w_kj in numpy, weights 1, 0.68, 0.22 up to 5, 10, 15 minutes."""
    random = np.random.default_rng(seed)
    spots, counts = random.uniform(0, 1500, (12, 2)), random.integers(1, 90, 12)
    points = people(SAINT_DENIS, *[(*spot, number) for spot, number in zip(spots, counts, strict=True)])
    points = points.assign(code=["A", "B"] * 6)
    places = SAINT_DENIS.places(*map(tuple, random.uniform(0, 1500, (5, 2))))
    model = walking_model(points, places, None, parameters=Parameters())
    minutes = minutes_to(model, places["lon"].to_numpy(), places["lat"].to_numpy())
    weight = np.select([minutes <= 5, minutes <= 10, minutes <= 15], [1, 0.68, 0.22], default=0.0)
    around = counts @ weight
    share = np.divide(1.0, around, out=np.zeros(5), where=around > 0)
    each = weight @ share
    expected = [1000 * np.average(each[zone::2], weights=counts[zone::2]) for zone in (0, 1)]
    np.testing.assert_allclose(scores(model), expected, rtol=1e-9)


@pytest.mark.parametrize("module", ["mapping.analysis.catchment", "mapping.services.diagnose"])
def test_the_library_is_not_loaded_with_the_app(module):
    code = f"import sys, {module}; sys.exit('access' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
