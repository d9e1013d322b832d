"""What is within a walk, on a street bent at a right angle: 300 m to the east, then 600 m to the north."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from mapping.analysis.isochrones import STREET_M, isochrones
from mapping.domain.crs import require_wgs84
from mapping.domain.parameters import Parameters
from tests.analysis.conftest import Plane
from tests.analysis.streets import network

CHOSEN = Parameters()
BEND = ([(0, 0), (300, 0), (300, 600)], [(0, 1), (1, 2)])


def inside(plane: Plane, shapes: gpd.GeoDataFrame, minutes: float, *spots: tuple[float, float]) -> list[bool]:
    lon, lat = plane.degrees(*spots)
    shape = shapes.set_index("minutes").geometry[minutes]
    return [bool(shapely.intersects_xy(shape, x, y)) for x, y in zip(lon, lat, strict=True)]


def test_streets_are_cut_where_the_minutes_end(plane):
    """Five minutes are 375 m: 300 to the corner and 75 to the north, plus what one sees on each side."""
    shapes = isochrones(network(plane, *BEND), *plane.degrees((0, 0)), parameters=CHOSEN, minutes=[5])
    spots = [(150, 0), (300, 70), (300, 75 + STREET_M - 1), (300, 75 + STREET_M + 1), (150, 40)]
    assert inside(plane, shapes, 5, *spots) == [True, True, True, False, False]
    assert not shapes["crow_fly"].any()


def test_a_street_reached_from_both_ends_is_whole_only_when_the_two_parts_meet(plane):
    """Points at both ends of 200 m: 75 m from each leaves a hole at 100 m in one minute, 150 m does not."""
    drawn = network(plane, [(0, 0), (200, 0)], [(0, 1)])
    shapes = isochrones(
        drawn, *plane.degrees((0, 0), (200, 0)), parameters=CHOSEN.changed(speed_m_min=60), minutes=[1, 2]
    )
    assert inside(plane, shapes, 1, (50, 0), (100, 0), (150, 0)) == [True, False, True]
    assert inside(plane, shapes, 2, (100, 0)) == [True]


def test_the_way_up_to_the_street_is_walked_first(plane):
    """A point 60 m south of the street: one minute of 75 m leaves 15 m along it."""
    shapes = isochrones(network(plane, *BEND), *plane.degrees((0, -60)), parameters=CHOSEN, minutes=[1])
    spots = [(0, -30), (14, 0), (15 + STREET_M + 2, 0)]
    assert inside(plane, shapes, 1, *spots) == [True, True, False]


def test_without_streets_a_circle_stands_for_the_walk_and_says_so(plane):
    """Ten minutes: 750 m walked, 750 / 1.3 = 577 m as the crow flies."""
    shapes = isochrones(None, *plane.degrees((0, 0)), parameters=CHOSEN, minutes=[10])
    assert inside(plane, shapes, 10, (570, 0), (584, 0)) == [True, False]
    assert shapes["crow_fly"].all()


def test_a_point_far_from_any_street_has_its_circle_beside_the_streets_of_the_other(plane):
    shapes = isochrones(network(plane, *BEND), *plane.degrees((0, 0), (3000, 0)), parameters=CHOSEN, minutes=[5])
    assert inside(plane, shapes, 5, (100, 0), (3250, 100), (0, 250)) == [True, True, False]
    assert shapes["crow_fly"].all()


def test_more_minutes_hold_fewer_and_come_first(plane):
    shapes = isochrones(network(plane, *BEND), *plane.degrees((20, 30)), parameters=CHOSEN)
    require_wgs84(shapes)
    assert shapes["minutes"].tolist() == [15, 10, 5]
    metric = shapes.to_crs(plane.epsg).geometry
    assert metric.iloc[0].buffer(0.1).covers(metric.iloc[1])
    assert metric.iloc[1].buffer(0.1).covers(metric.iloc[2])


@pytest.mark.parametrize("drawn", [True, False])
def test_no_point_reaches_nothing(plane, drawn):
    streets = network(plane, *BEND) if drawn else None
    nowhere = np.array([np.nan])
    assert isochrones(streets, nowhere, nowhere, parameters=CHOSEN).geometry.is_empty.all()
    assert isochrones(streets, np.array([]), np.array([]), parameters=CHOSEN).geometry.is_empty.all()


def test_territories_are_each_drawn_in_their_own_metres(plane):
    mayotte = Plane(45.2279, -12.7806)
    both = [np.concatenate(pair) for pair in zip(plane.degrees((0, 0)), mayotte.degrees((0, 0)), strict=True)]
    shapes = isochrones(None, *both, parameters=CHOSEN, minutes=[10])
    for here in (plane, mayotte):
        assert inside(here, shapes, 10, (570, 0), (584, 0)) == [True, False]


def test_streets_widened_by_squares_and_step_by_step_are_those_widened_all_at_once(plane):
    """A grid of 9 × 9 streets 120 m apart: one buffer of every segment reached is the second route."""
    spots = [(120 * column, 120 * row) for row in range(9) for column in range(9)]
    rows = [(9 * row + column, 9 * row + column + 1) for row in range(9) for column in range(8)]
    columns = [(9 * row + column, 9 * row + column + 9) for row in range(8) for column in range(9)]
    drawn = network(plane, spots, rows + columns)
    many = isochrones(drawn, *plane.degrees((10, 5), (700, 480)), parameters=CHOSEN, minutes=[2, 4, 6])
    for minutes, shape in zip(many["minutes"], many.geometry, strict=True):
        alone = isochrones(drawn, *plane.degrees((10, 5), (700, 480)), parameters=CHOSEN, minutes=[minutes])
        apart = shapely.symmetric_difference(shape, alone.geometry.iloc[0]).area
        assert apart < 1e-3 * shape.area
