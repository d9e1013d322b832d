import geopandas as gpd
import numpy as np
import pytest
import shapely

from mapping.domain.crs import WGS84
from mapping.exports.shapes import tidy, zones_around
from tests.exports.snapshots import make_snapshot


def _series(*texts: str | None) -> gpd.GeoSeries:
    return gpd.GeoSeries([None if text is None else shapely.from_wkt(text) for text in texts], crs=WGS84)


def _zones_of(text: str) -> list[str]:
    return zones_around(_series(text), make_snapshot().zones).iloc[0].tolist()


def test_a_bow_tie_becomes_the_two_triangles_that_it_draws():
    # (2 48)──(4 50) and (4 48)──(2 50) cross at (3 49): two triangles of base 2 and height 1.
    bow_tie = _series("POLYGON ((2 48, 4 50, 4 48, 2 50, 2 48))")
    assert not bow_tie.is_valid.all()
    mended = tidy(bow_tie)
    assert mended.is_valid.all()
    assert mended.iloc[0].area == 2.0
    assert mended.geom_type.tolist() == ["MultiPolygon"]


def test_outer_rings_turn_left_and_holes_turn_right():
    outer, hole = "2 48, 2 52, 6 52, 6 48, 2 48", "3 49, 5 49, 5 51, 3 51, 3 49"
    polygon = tidy(_series(f"POLYGON (({outer}), ({hole}))")).iloc[0]
    assert polygon.exterior.is_ccw
    assert not polygon.interiors[0].is_ccw


def test_coordinates_have_six_decimals_and_no_height():
    point = tidy(_series("POINT Z (2.12345678 48.9 35)")).iloc[0]
    assert point.wkt == "POINT (2.123457 48.9)"


def test_a_polygon_narrower_than_the_rounding_is_kept_as_it_was():
    sliver = "POLYGON ((2 48, 2.0000001 48, 2.0000001 48.0000001, 2 48.0000001, 2 48))"
    assert tidy(_series(sliver)).iloc[0].area > 0


def test_what_rounding_spoils_is_made_valid_again():
    # A spike 0.2 µ° wide closes on itself when rounded.
    spike = "POLYGON ((2 48, 3 48, 3 49, 2.5000001 48.9999999, 2.5 48.5, 2.4999999 48.9999999, 2 49, 2 48))"
    shapes = _series(spike)
    assert shapes.is_valid.all()
    assert not shapely.is_valid(shapely.transform(shapes.iloc[0], lambda xy: np.round(xy, 6)))
    assert tidy(shapes).is_valid.all()


def test_collapsed_shapes_and_absent_positions_stay():
    flat = "POLYGON ((2 48, 3 49, 2 48, 2 48))"
    kept = tidy(_series(flat, None, "POINT EMPTY"))
    assert kept.iloc[0].geom_type == "Polygon"
    assert kept.iloc[1] is None
    assert kept.iloc[2] is None


def test_the_input_is_not_changed():
    series = _series("POINT (2.12345678 48.9)")
    tidy(series)
    assert series.iloc[0].x == 2.12345678


@pytest.mark.parametrize(
    ("geometry", "codes"),
    [
        ("POINT (2.35 48.93)", "QN00001M"),
        ("POINT (2.40 48.93)", ""),
        ("POINT (2.36 48.93)", "QN00001M|QN00002M"),
        ("LINESTRING (2.35 48.93, 2.37 48.93)", "QN00001M|QN00002M"),
        ("POLYGON ((2.36 48.93, 2.37 48.93, 2.37 48.935, 2.36 48.93))", "QN00002M"),
        ("POLYGON ((2.361 48.93, 2.363 48.932, 2.363 48.93, 2.361 48.932, 2.361 48.93))", "QN00002M"),
    ],
    ids=["inside", "outside", "on the shared edge", "across", "touching A only", "bow-tie"],
)
def test_a_shape_is_in_the_zones_that_it_shares_ground_with(geometry, codes):
    assert _zones_of(geometry)[0] == codes


def test_zones_are_named_too():
    assert _zones_of("POINT (2.36 48.93)")[1] == "Cordon|Calon"


def test_no_position_and_no_shape_at_all_are_in_no_zone():
    zones = make_snapshot().zones
    assert zones_around(_series(None), zones).iloc[0].tolist() == ["", ""]
    assert zones_around(_series(), zones).empty
    assert zones_around(_series("POINT (2.35 48.93)"), zones.iloc[:0]).iloc[0].tolist() == ["", ""]
