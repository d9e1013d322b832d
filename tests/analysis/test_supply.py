"""Counting inside and in the band, on squares of 400 m.

y (m)
400 +-----------+-----------+
    |           |           |
    |     A     |     B     |        A and B share the edge x = 400
    |           |           |
  0 +-----------+-----------+
    0          400         800  x (m)
"""

from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapping.analysis.metric import metric_zones
from mapping.analysis.supply import locate, near_zones, points_in_zones, supply_counts
from mapping.domain.crs import project_points, split_by_metric_crs
from mapping.domain.errors import ColumnError, CrsError

A = shapely.box(0, 0, 400, 400)
B = shapely.box(400, 0, 800, 400)
FILIERES = ["se_nourrir", "reparer"]

offsets = st.tuples(st.floats(-900, 1700), st.floats(-900, 1300))


def in_degrees(*polygons, crs="OGC:CRS84"):
    return gpd.GeoDataFrame({"code": [f"Z{n}" for n in range(len(polygons))]}, geometry=list(polygons), crs=crs)


def pairs(points, zones):
    lon, lat = (np.array(values, dtype=float) for values in zip(*points))
    return list(zip(*(found.tolist() for found in points_in_zones(lon, lat, zones))))


def count(plane, zones, *points, band_m=300.0):
    lon, lat = plane.degrees(*points)
    found = locate(lon, lat, zones, band_m=band_m)
    return found.inside.counts(len(zones)).tolist(), found.band.counts(len(zones)).tolist()


def test_a_point_in_the_middle_is_inside_and_a_point_beyond_is_not():
    assert pairs([(2.5, 48.5), (3.5, 48.5), (2.5, 49.5)], in_degrees(shapely.box(2, 48, 3, 49))) == [(0, 0)]


def test_a_point_on_an_edge_or_a_corner_is_inside():
    square = in_degrees(shapely.box(2, 48, 3, 49))
    assert pairs([(3.0, 48.5), (2.5, 48.0), (2.0, 48.0), (3.0, 49.0)], square) == [(0, 0), (1, 0), (2, 0), (3, 0)]


def test_a_point_on_an_edge_that_two_zones_share_is_in_both():
    zones = in_degrees(shapely.box(2, 48, 3, 49), shapely.box(3, 48, 4, 49))
    assert pairs([(3.0, 48.5)], zones) == [(0, 0), (0, 1)]


def test_a_point_where_zones_overlap_is_in_each_of_them():
    zones = in_degrees(shapely.box(2, 48, 3, 49), shapely.box(2.5, 48, 4, 49))
    assert pairs([(2.2, 48.5), (2.7, 48.5), (3.5, 48.5)], zones) == [(0, 0), (1, 0), (1, 1), (2, 1)]


def test_a_point_in_a_hole_is_outside_and_a_point_on_its_rim_is_inside():
    ring = shapely.box(2, 48, 3, 49).difference(shapely.box(2.4, 48.4, 2.6, 48.6))
    assert pairs([(2.5, 48.5), (2.4, 48.5), (2.2, 48.5)], in_degrees(ring)) == [(1, 0), (2, 0)]


def test_every_part_of_a_multipart_zone_counts_and_the_space_between_does_not():
    parts = shapely.MultiPolygon([shapely.box(2, 48, 2.2, 49), shapely.box(2.8, 48, 3, 49)])
    assert pairs([(2.1, 48.5), (2.5, 48.5), (2.9, 48.5)], in_degrees(parts)) == [(0, 0), (2, 0)]


def test_points_are_given_by_position_in_order_of_zone_then_of_point():
    zones = in_degrees(shapely.box(2, 48, 3, 49), shapely.box(0, 40, 10, 50)).set_axis([90, 7])
    assert pairs([(2.9, 48.5), (2.1, 48.5), (9.0, 41.0)], zones) == [(0, 0), (1, 0), (0, 1), (1, 1), (2, 1)]


@pytest.mark.parametrize("missing", [(np.nan, 48.5), (2.5, np.nan), (np.nan, np.nan), (np.inf, 48.5), (2.5, -np.inf)])
def test_a_point_without_a_finite_coordinate_is_nowhere(missing):
    assert pairs([missing, (2.5, 48.5)], in_degrees(shapely.box(2, 48, 3, 49))) == [(1, 0)]
    lon, lat = np.array([missing[0]]), np.array([missing[1]])
    assert not near_zones(lon, lat, in_degrees(shapely.box(2, 48, 3, 49)), band_m=300.0).any()


def test_no_zones_or_no_points_or_an_empty_polygon_give_no_pair():
    assert pairs([(2.5, 48.5)], in_degrees()) == []
    nowhere = points_in_zones(np.empty(0), np.empty(0), in_degrees(shapely.box(2, 48, 3, 49)))
    assert [len(found) for found in nowhere] == [0, 0]
    assert pairs([(2.5, 48.5)], in_degrees(shapely.Polygon())) == []


@pytest.mark.parametrize("crs", [None, "EPSG:2154", "EPSG:3857"])
def test_zones_that_are_not_in_wgs84_are_refused_instead_of_found_empty(crs):
    with pytest.raises(CrsError):
        points_in_zones(np.array([2.5]), np.array([48.5]), in_degrees(shapely.box(2, 48, 3, 49), crs=crs))


def test_the_zones_given_are_left_as_they_were():
    zones = in_degrees(shapely.box(2, 48, 3, 49))
    pairs([(2.5, 48.5)], zones)
    assert not shapely.is_prepared(zones.geometry.iloc[0])


@pytest.mark.parametrize("seed", range(4))
def test_the_pairs_are_those_of_geopandas_sjoin_intersects(seed):
    random = np.random.default_rng(seed)
    centres = random.uniform([2.0, 48.0], [3.0, 49.0], size=(40, 2))
    shapes = [shapely.Point(x, y).buffer(0.08) for x, y in centres]
    zones = in_degrees(*[shape.difference(shapely.Point(shape.centroid).buffer(0.02)) for shape in shapes])
    lon, lat = random.uniform(1.9, 3.1, 3000).round(2), random.uniform(47.9, 49.1, 3000).round(2)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=zones.crs)
    joined = gpd.sjoin(points, zones, predicate="intersects")
    expected = sorted(zip(joined["index_right"], joined.index))
    place, zone = points_in_zones(lon, lat, zones)
    assert list(zip(zone.tolist(), place.tolist())) == expected


def test_the_band_is_measured_in_metres_of_the_territory(each_plane):
    """Due east of A: at 299 m and 301 m of its edge, and a corner at 299 m and 301 m as the crow flies.

    +-----+  299 301
    |  A  |···•···•
    +-----+
           \\ • •  corner: (400 + d·cos 45°, -d·sin 45°)
    """
    diagonal = np.sqrt(0.5)
    near = [(400 + 299, 200), (400 + 299 * diagonal, -299 * diagonal)]
    far = [(400 + 301, 200), (400 + 301 * diagonal, -301 * diagonal)]
    assert count(each_plane, each_plane.zones(A=A), *near, *far) == ([0], [2])


def test_a_place_inside_is_not_in_the_band(plane):
    assert count(plane, plane.zones(A=A), (200, 200), (1, 1)) == ([2], [0])


def test_a_place_in_a_hole_is_in_the_band(plane):
    ring = A.difference(shapely.box(100, 100, 300, 300))
    assert count(plane, plane.zones(A=ring), (200, 200)) == ([0], [1])


def test_a_place_inside_one_zone_is_in_the_band_of_its_neighbour(plane):
    assert count(plane, plane.zones(A=A, B=B), (200, 200)) == ([1, 0], [0, 1])


def test_a_band_of_zero_metres_holds_nothing_that_is_not_inside(plane):
    assert count(plane, plane.zones(A=A), (200, 200), (401, 200), band_m=0.0) == ([1], [0])


def test_territories_an_ocean_apart_are_each_measured_in_their_own_metres(each_plane, plane):
    here, there = plane.zones(A=A), each_plane.zones(B=A)
    zones = pd.concat([here, there], ignore_index=True)
    lon, lat = (np.concatenate(both) for both in zip(plane.degrees((699, 200)), each_plane.degrees((699, 200))))
    found = locate(lon, lat, zones, band_m=300.0)
    assert found.inside.counts(2).tolist() == [0, 0]
    twice = 2 if each_plane == plane else 1
    assert found.band.counts(2).tolist() == [twice, twice]


def test_a_polygon_that_reprojection_breaks_is_mended_before_it_is_measured(plane):
    r"""A bow-tie of two triangles of 400 m by 200 m: unmended, their areas cancel out.

    +     +
    | \ / |
    |  x  |
    | / \ |
    +     +
    """
    zones = plane.zones(A=shapely.Polygon([(0, 0), (400, 400), (400, 0), (0, 400)]))
    [(_epsg, positions, polygons)] = list(metric_zones(zones))
    assert positions.tolist() == [0]
    assert shapely.is_valid(polygons).all()
    np.testing.assert_allclose(shapely.area(polygons), [80_000], rtol=1e-6)
    assert count(plane, zones, (500, 200), (-100, 200), (900, 200)) == ([0], [2])


def test_a_zone_without_a_shape_has_no_band():
    zones = in_degrees(shapely.Polygon(), shapely.box(2, 48, 3, 49))
    found = locate(np.array([2.5]), np.array([48.5]), zones, band_m=300.0)
    assert (found.inside.counts(2).tolist(), found.band.counts(2).tolist()) == ([0, 1], [0, 0])


def test_near_zones_says_inside_or_in_the_band(plane):
    lon, lat = plane.degrees((200, 200), (600, 200), (900, 200))
    assert near_zones(lon, lat, plane.zones(A=A), band_m=300.0).tolist() == [True, True, False]


@given(points=st.lists(offsets, max_size=12), band_m=st.floats(0, 900))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
def test_counts_are_those_of_a_loop_over_distances(plane, points, band_m):
    """Second route: for every zone and every point, shapely's own covers and distance."""
    zones = plane.zones(A=A, B=B, C=shapely.box(200, 300, 300, 900).difference(shapely.box(220, 500, 280, 600)))
    lon, lat = plane.degrees(*points) if points else (np.empty(0), np.empty(0))
    [(epsg, metric)] = list(split_by_metric_crs(zones))
    moved = project_points(lon, lat, epsg=epsg)
    inside, band = np.zeros(3, dtype=int), np.zeros(3, dtype=int)
    for zone, point in product(range(3), range(len(points))):
        if zones.geometry.iloc[zone].covers(shapely.Point(lon[point], lat[point])):
            inside[zone] += 1
        elif metric.geometry.iloc[zone].distance(shapely.Point(moved[point])) <= band_m:
            band[zone] += 1
    found = locate(lon, lat, zones, band_m=band_m)
    assert found.inside.counts(3).tolist() == inside.tolist()
    assert found.band.counts(3).tolist() == band.tolist()


@given(points=st.lists(offsets, min_size=1, max_size=12), narrow_m=st.floats(0, 500), wider_m=st.floats(0, 500))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
def test_a_wider_band_never_holds_fewer_places_and_never_changes_the_inside(plane, points, narrow_m, wider_m):
    zones = plane.zones(A=A, B=B)
    inside, band = count(plane, zones, *points, band_m=narrow_m)
    same_inside, larger_band = count(plane, zones, *points, band_m=narrow_m + wider_m)
    assert same_inside == inside
    assert all(np.array(larger_band) >= np.array(band))


@given(points=st.lists(offsets, min_size=1, max_size=12), shuffled=st.randoms(use_true_random=False))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_the_order_of_the_places_changes_nothing(plane, points, shuffled):
    zones = plane.zones(A=A, B=B)
    cells = ["se_nourrir", "reparer", "", "se_nourrir|reparer"]
    places = plane.places(*points, filieres=[cells[n % 4] for n in range(len(points))])
    order = list(range(len(points)))
    shuffled.shuffle(order)
    ordered = supply_counts(places, zones, FILIERES, band_m=300.0)
    pd.testing.assert_frame_equal(supply_counts(places.iloc[order], zones, FILIERES, band_m=300.0), ordered)


@given(cells=st.lists(st.lists(st.sampled_from(["se_nourrir", "reparer", "inconnue"]), max_size=4), max_size=10))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
def test_the_sum_over_filieres_is_the_number_of_known_filieres_of_the_places(plane, cells):
    places = plane.places(*[(200, 200)] * len(cells), filieres=["|".join(cell) for cell in cells])
    counts = supply_counts(places, plane.zones(A=A), FILIERES, band_m=300.0)
    assert counts["inside"].sum() == sum(len(set(cell) & set(FILIERES)) for cell in cells)


def test_supply_counts_gives_a_row_for_every_zone_and_filiere_in_order(plane):
    """Inside A: one that feeds and repairs, one pending that feeds. 100 m outside A, inside B: one that repairs."""
    places = plane.places(
        (200, 200), (210, 200), (500, 200), filieres=["reparer|se_nourrir", "se_nourrir", "reparer"],
        status=["accepted", "pending", "accepted"],
    )  # fmt: skip
    expected = pd.DataFrame(
        [
            ("A", "se_nourrir", 2, 1, 0),
            ("A", "reparer", 1, 0, 1),
            ("B", "se_nourrir", 0, 0, 2),
            ("B", "reparer", 1, 0, 1),
        ],
        columns=["code", "filiere", "inside", "inside_pending", "band"],
    )
    counted = supply_counts(places, plane.zones(A=A, B=B), FILIERES, band_m=300.0)
    pd.testing.assert_frame_equal(counted, expected)


def test_a_filiere_written_twice_in_a_cell_counts_once(plane):
    places = plane.places((200, 200), filieres=["reparer| reparer |reparer"])
    assert supply_counts(places, plane.zones(A=A), FILIERES, band_m=300.0)["inside"].tolist() == [0, 1]


@pytest.mark.parametrize("cell", ["", "|", "inconnue", None])
def test_a_place_without_a_known_filiere_counts_nowhere(plane, cell):
    places = plane.places((200, 200), (500, 200), filieres=[cell, "reparer"])
    counted = supply_counts(places, plane.zones(A=A), FILIERES, band_m=300.0)
    assert (counted["inside"].tolist(), counted["band"].tolist()) == ([0, 0], [0, 1])


def test_no_places_no_zones_and_no_filieres_are_counted_without_a_fault(plane):
    places, zones = plane.places((200, 200)), plane.zones(A=A)
    assert supply_counts(places.iloc[:0], zones, FILIERES, band_m=300.0)["inside"].tolist() == [0, 0]
    assert supply_counts(places, zones.iloc[:0], FILIERES, band_m=300.0).empty
    assert supply_counts(places, zones, [], band_m=300.0).empty
    assert supply_counts(places.iloc[:0], zones.iloc[:0], [], band_m=300.0).empty


def test_counts_are_integers_on_a_fresh_index_whatever_the_labels_given(plane):
    places = plane.places((200, 200)).set_axis(["x"])
    zones = plane.zones(A=A, B=B).set_axis([5, 5])
    counted = supply_counts(places, zones, FILIERES, band_m=300.0)
    assert counted.index.equals(pd.RangeIndex(4))
    assert {str(counted[name].dtype) for name in ("inside", "inside_pending", "band")} == {"int64"}


def test_places_without_a_column_of_the_contract_are_refused(plane):
    with pytest.raises(ColumnError, match="status"):
        supply_counts(plane.places((0, 0)).drop(columns="status"), plane.zones(A=A), FILIERES, band_m=300.0)


def test_sjoin_itself_would_only_have_warned_and_found_nothing(plane):
    """Why we raise: in geopandas the same mistake reads as "no actor anywhere"."""
    lon, lat = plane.degrees((200, 200))
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    with pytest.warns(UserWarning, match="CRS mismatch"):
        joined = gpd.sjoin(points, plane.zones(A=A).to_crs(plane.epsg))
    assert joined.empty
