"""Zones in metres of Lambert 93, brought to degrees: areas are those of the drawing.

0    100   200
+-----+-----+ 100
|  A  |  B  |
+-----+-----+ 0
"""

import geopandas as gpd
import pytest
from shapely import MultiPolygon, Polygon, box

from mapping.domain.crs import WGS84
from mapping.domain.errors import CrsError
from mapping.sources.findings import overlaps, slivers

EAST, NORTH = 652_000, 6_870_000


def square(x_m: float, y_m: float = 0, *, side_m: float = 100) -> Polygon:
    return box(EAST + x_m, NORTH + y_m, EAST + x_m + side_m, NORTH + y_m + side_m)


def zones(**shapes: Polygon | MultiPolygon) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": list(shapes)}, geometry=list(shapes.values()), crs=2154).to_crs(WGS84)


def test_neighbours_that_share_a_side_do_not_overlap() -> None:
    assert overlaps(zones(A=square(0), B=square(100))) == ()


def test_zones_that_share_ground_are_named_once_with_its_area() -> None:
    (found,) = overlaps(zones(B=square(90), A=square(0), C=square(500)))
    assert found[:2] == ("A", "B")
    assert found[2] == pytest.approx(10 * 100, rel=1e-3)


def test_a_zone_inside_another_overlaps_it() -> None:
    assert overlaps(zones(A=square(0), B=square(40, 40, side_m=10)))[0][2] == pytest.approx(100, rel=1e-3)


def test_less_than_a_square_metre_is_rounding() -> None:
    assert overlaps(zones(A=square(0), B=square(99.995))) == ()
    assert len(overlaps(zones(A=square(0), B=square(99.985)))) == 1


def test_zones_of_two_territories_are_each_measured_at_home() -> None:
    here = zones(A=square(0), B=square(90))
    there = gpd.GeoDataFrame(
        {"code": ["M1", "M2"]}, geometry=[box(45.2, -12.8, 45.21, -12.79), box(45.2, -12.8, 45.21, -12.79)], crs=WGS84
    )
    both = gpd.GeoDataFrame(
        {"code": [*here["code"], *there["code"]]}, geometry=[*here.geometry, *there.geometry], crs=WGS84
    )
    found = overlaps(both)
    assert [pair[:2] for pair in found] == [("A", "B"), ("M1", "M2")]
    # A hundredth of a degree at 12.8° S: 1 085.5 m by 1 106.2 m.
    assert found[1][2] == pytest.approx(1085.5 * 1106.2, rel=1e-2)


def test_small_parts_are_reported_with_their_area() -> None:
    crumbs = MultiPolygon([square(0), square(300, side_m=7), square(400, side_m=7.2)])
    (found,) = slivers(zones(A=crumbs, B=square(100)))
    assert found[0] == "A"
    assert found[1] == pytest.approx(49, rel=1e-3)


def test_no_zone_has_no_fault() -> None:
    empty = zones(A=square(0)).iloc[:0]
    assert (overlaps(empty), slivers(empty)) == ((), ())


def test_metres_are_refused() -> None:
    with pytest.raises(CrsError):
        overlaps(zones(A=square(0)).to_crs(2154))
