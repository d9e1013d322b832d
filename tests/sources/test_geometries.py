"""Squares of a thousandth of a degree near Saint-Denis: 73.3 m from west to east, 111.2 m from south to north."""

import geopandas as gpd
import pytest
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from mapping.domain.errors import CrsError
from mapping.sources.geometries import mend_zones, surface
from tests.sources.files import frame_of

W, S, U = 2.360, 48.930, 0.001
SQUARE = box(W, S, W + U, S + U)


def square(column: float, row: float = 0, *, side: float = 1) -> Polygon:
    return box(W + column * U, S + row * U, W + (column + side) * U, S + (row + side) * U)


def zones(*shapes: BaseGeometry | None, epsg: int = 4326) -> gpd.GeoDataFrame:
    return frame_of([({"code": f"Z{number}"}, shape) for number, shape in enumerate(shapes)], epsg=epsg)


def area_m2(shape: BaseGeometry) -> float:
    return float(gpd.GeoSeries([shape], crs=4326).to_crs(2154).area.iloc[0])


def spike(length: float) -> Polygon:
    """A square whose line goes out to the east and comes back on itself.

    D---C
    |   |
    A---B-----E
    """
    a, b, c, d = (W, S), (W + U, S), (W + U, S + U), (W, S + U)
    return Polygon([a, b, (W + U + length, S), b, c, d])


def bow_tie() -> Polygon:
    """D   C, joined as A C B D: two triangles whose signed areas cancel out.

    A   B
    """
    return Polygon([(W, S), (W + U, S + U), (W + U, S), (W, S + U)])


def test_a_valid_zone_is_left_as_it_is() -> None:
    mended = mend_zones(zones(SQUARE))
    assert mended.zones.geometry.iloc[0].equals_exact(SQUARE, 0)
    assert (mended.repairs, mended.faults) == ((), {})


def test_a_spike_is_taken_away_and_the_area_is_told_before_and_after() -> None:
    mended = mend_zones(zones(SQUARE, spike(3 * U)))
    (repair,) = mended.repairs
    assert repair.code == "Z1"
    assert repair.area_before_m2 == pytest.approx(area_m2(SQUARE), rel=1e-4)
    assert repair.area_after_m2 == pytest.approx(area_m2(SQUARE), rel=1e-4)
    assert mended.zones.geometry.iloc[1].equals(SQUARE)
    assert mended.zones.is_valid.all()


def test_every_polygon_of_a_mended_collection_is_kept() -> None:
    collection = GeometryCollection([MultiPolygon([square(0), square(2)]), LineString([(W, S), (W + U, S)]), square(4)])
    assert surface(collection).area == pytest.approx(3 * U * U)
    mended = mend_zones(zones(collection))
    assert len(mended.zones.geometry.iloc[0].geoms) == 3
    assert mended.repairs[0].area_after_m2 == pytest.approx(3 * area_m2(SQUARE), rel=1e-3)


def test_a_bow_tie_is_given_back_because_its_area_says_two_things() -> None:
    mended = mend_zones(zones(SQUARE, bow_tie()))
    assert mended.zones["code"].tolist() == ["Z0"]
    assert "le contour se croise" in mended.faults[1] and "redessinez" in mended.faults[1]
    (repair,) = mended.repairs
    assert repair.area_before_m2 == pytest.approx(0, abs=1)
    assert repair.area_after_m2 == pytest.approx(area_m2(SQUARE) / 2, rel=1e-3)


def test_parts_that_cover_each_other_are_given_back() -> None:
    mended = mend_zones(zones(MultiPolygon([square(0), square(0.5)])))
    assert list(mended.faults) == [0]
    # Two squares sharing a half: 2 before, 1.5 after.
    assert mended.repairs[0].area_after_m2 / mended.repairs[0].area_before_m2 == pytest.approx(0.75, rel=1e-3)


def test_an_outline_that_collapses_is_reported_and_given_back() -> None:
    flat = Polygon([(W, S), (W + U, S), (W + 2 * U, S), (W, S)])
    mended = mend_zones(zones(flat))
    assert len(mended.zones) == 0
    assert "il ne reste rien" in mended.faults[0]
    assert (mended.repairs[0].code, mended.repairs[0].area_after_m2) == ("Z0", 0.0)


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (None, "pas de contour"),
        (Polygon(), "pas de contour"),
        (Point(W, S), "Point"),
        (LineString([(W, S), (W + U, S)]), "LineString"),
        (GeometryCollection([Point(W, S)]), "GeometryCollection"),
        (Polygon([(W, S), (float("inf"), S), (W, S + U)]), "pas un nombre"),
        (box(S, W, S + U, W + U), "inversées"),
        (box(-0.13, 51.6, -0.12, 51.7), "hors de France"),
    ],
)
def test_what_is_no_zone_of_france_is_given_back(shape: BaseGeometry | None, said: str) -> None:
    mended = mend_zones(zones(SQUARE, shape))
    assert mended.zones["code"].tolist() == ["Z0"]
    assert said in mended.faults[1]


def test_altitudes_are_dropped() -> None:
    high = Polygon([(W, S, 30), (W + U, S, 30), (W + U, S + U, 30)])
    assert not mend_zones(zones(high)).zones.geometry.iloc[0].has_z


def test_what_becomes_invalid_in_metres_is_mended_there_too() -> None:
    r"""A notch comes down to E, a tenth of a metre above the line A-B in degrees.

    D---N   M---C     A-B is 10.2 km long: in Lambert 93 its middle stands 2.3 m north of the parallel,
    |    \ /    |     so that E, in metres, is on the other side.
    A-----E-----B
    """
    a, b, c, d = (2.30, 48.93), (2.44, 48.93), (2.44, 48.94), (2.30, 48.94)
    notched = Polygon([a, b, c, (2.371, 48.94), (2.37, 48.93 + 1e-6), (2.369, 48.94), d])
    frame = zones(notched)
    assert frame.is_valid.all() and not frame.to_crs(2154).is_valid.any()
    mended = mend_zones(frame)
    assert mended.zones.is_valid.all() and mended.zones.to_crs(2154).is_valid.all()
    (repair,) = mended.repairs
    assert repair.problem == "le contour se croise, une fois en mètres"
    assert repair.area_after_m2 == pytest.approx(repair.area_before_m2, rel=1e-6)


def test_zones_in_lambert_93_come_back_in_degrees() -> None:
    metric = gpd.GeoDataFrame({"code": ["Z0"]}, geometry=[box(652_000, 6_870_000, 652_100, 6_870_100)], crs=2154)
    mended = mend_zones(metric)
    assert mended.zones.crs.to_epsg() == 4326
    assert area_m2(mended.zones.geometry.iloc[0]) == pytest.approx(10_000, rel=1e-6)


def test_zones_without_a_crs_are_refused() -> None:
    frame = gpd.GeoDataFrame({"code": ["Z0"]}, geometry=[SQUARE])
    with pytest.raises(CrsError):
        mend_zones(frame)


def test_each_territory_is_measured_in_its_own_metres() -> None:
    # 0.001° by 0.001° at 14.6° N is 107.7 m by 110.6 m; Lambert-93 would give twice that in Martinique.
    west, south = -61.07, 14.60
    base = [(west, south), (west + U, south), (west + 2 * U, south), (west + U, south), (west + U, south + U)]
    mended = mend_zones(zones(Polygon([*base, (west, south + U)])))
    assert mended.repairs[0].area_after_m2 == pytest.approx(107.7 * 110.6, rel=0.01)


def test_no_zone_at_all_is_no_fault() -> None:
    assert len(mend_zones(zones(Point(W, S))).zones) == 0
