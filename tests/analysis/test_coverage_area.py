"""Shares of a surface near a place: a square of 400 m, circles of 100 m."""

import numpy as np
import pytest
import shapely

from mapping.analysis.coverage_area import area_coverage
from mapping.domain.errors import ColumnError, CrsError

A = shapely.box(0, 0, 400, 400)
CIRCLE = np.pi * 100**2 / 400**2


def shares(plane, places, *, within_m=100.0, **zones):
    zones = plane.zones(**(zones or {"A": A}))
    return area_coverage(zones, places, ["se_nourrir", "reparer"], within_m=within_m)["area_share"].to_numpy()


def test_a_circle_inside_covers_its_surface(plane):
    """A circle of 16 segments a quarter is 0.16 % smaller than the true one."""
    assert shares(plane, plane.places((200, 200))) == pytest.approx([CIRCLE, 0], rel=2e-3)


def test_circles_that_overlap_are_not_counted_twice_and_those_that_stand_apart_are(plane):
    assert shares(plane, plane.places((200, 200), (200, 200)))[0] == pytest.approx(CIRCLE, rel=2e-3)
    assert shares(plane, plane.places((100, 100), (300, 300)))[0] == pytest.approx(2 * CIRCLE, rel=2e-3)


def test_a_place_outside_covers_what_its_circle_reaches(plane):
    """On the edge, half of a circle; at the corner a quarter; at 101 m nothing."""
    assert shares(plane, plane.places((0, 200)))[0] == pytest.approx(CIRCLE / 2, rel=3e-3)
    assert shares(plane, plane.places((0, 0)))[0] == pytest.approx(CIRCLE / 4, rel=3e-3)
    assert shares(plane, plane.places((-101, 200)))[0] == 0


def test_a_zone_inside_one_circle_is_wholly_covered(plane):
    assert shares(plane, plane.places((200, 200), (0, 0)), within_m=300.0)[0] == 1


def test_the_exact_union_at_high_resolution_agrees(plane):
    """Second route: circles of 1 024 segments, dissolved and cut, in the metres of the drawing."""
    random = np.random.default_rng(7)
    spots = random.uniform(-100, 500, (12, 2))
    circles = shapely.union_all(shapely.buffer(shapely.points(spots), 100, quad_segs=256))
    expected = shapely.area(shapely.intersection(circles, A)) / A.area
    assert shares(plane, plane.places(*map(tuple, spots)))[0] == pytest.approx(expected, abs=1e-3)


def test_each_zone_has_its_own_share_in_the_order_given(each_plane):
    found = shares(
        each_plane,
        each_plane.places((1200, 200)),
        C=shapely.box(5000, 0, 5100, 100),
        A=A,
        B=shapely.box(1000, 0, 1400, 400),
    )
    assert found == pytest.approx([0, 0, 0, 0, CIRCLE, 0], rel=2e-3)


def test_places_nowhere_and_tables_that_are_not_places(plane):
    lost = plane.places((200, 200)).assign(lon=np.nan)
    assert shares(plane, lost).tolist() == [0, 0]
    with pytest.raises(ColumnError):
        shares(plane, lost.drop(columns="lat"))
    with pytest.raises(CrsError):
        area_coverage(plane.zones(A=A).to_crs(plane.epsg), lost, ["reparer"], within_m=100.0)
