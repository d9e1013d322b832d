"""Every measure goes through one door; here each territory is measured where people live."""

import math

import geopandas as gpd
import numpy as np
import pytest
from pyproj import CRS, Geod
from shapely.geometry import Point, Polygon, box

from mapping.domain import crs
from mapping.domain.errors import CrsError

CITIES = {
    "Saint-Denis": (2.36, 48.93, 2154),
    "Bastia": (9.45, 42.70, 2154),
    "Pointe-à-Pitre": (-61.53, 16.24, 5490),
    "Fort-de-France": (-61.07, 14.60, 5490),
    "Marigot": (-63.08, 18.07, 5490),
    "Cayenne": (-52.33, 4.93, 2972),
    "Saint-Denis de La Réunion": (55.45, -20.88, 2975),
    "Mamoudzou": (45.23, -12.78, 4471),
    "Saint-Pierre": (-56.18, 46.78, 4467),
    "Mata-Utu": (-176.17, -13.28, 8903),
    "Nouméa": (166.44, -22.27, 3163),
    "Bora-Bora": (-151.75, -16.50, 3296),
    "Papeete": (-149.57, -17.54, 3297),
    "Nuku Hiva": (-140.10, -8.91, 3298),
    "Rikitea": (-134.97, -23.12, 3299),
}
IN_FRANCE = pytest.mark.parametrize(("lon", "lat", "epsg"), CITIES.values(), ids=CITIES.keys())
WIDER = {"Bastia": 0.003, "Papeete": 0.0011}
"""Share by which areas may be wrong: Lambert-93 is at its worst in Corsica, Tahiti is at the edge of its UTM zone."""
ELLIPSOID = Geod(ellps="GRS80")


def square(lon: float, lat: float, side_m: float = 1000.0) -> Polygon:
    """Four corners at the same distance of a centre, on the ellipsoid.

    4---3
    | c |   the half diagonal is side / sqrt(2), towards 225°, 135°, 45° and 315°
    1---2
    """
    corners = [ELLIPSOID.fwd(lon, lat, azimuth, side_m / math.sqrt(2))[:2] for azimuth in (225, 135, 45, 315)]
    return Polygon(corners)


def frame(*geometries: object, labels: list[str] | None = None, epsg: int | None = 4326) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(geometries), index=labels, crs=epsg)


@IN_FRANCE
def test_a_city_is_measured_in_the_system_of_its_territory(lon: float, lat: float, epsg: int) -> None:
    assert crs.metric_epsg(lon, lat) == epsg
    assert crs.is_in_france(lon, lat)


@IN_FRANCE
def test_swapped_longitude_and_latitude_are_not_in_france(lon: float, lat: float, epsg: int) -> None:
    assert not crs.is_in_france(lat, lon)


@pytest.mark.parametrize("city", CITIES)
def test_a_square_of_one_kilometre_has_one_square_kilometre(city: str) -> None:
    lon, lat, _epsg = CITIES[city]
    ((_measured_in, zones),) = crs.split_by_metric_crs(frame(square(lon, lat)))
    assert zones.area.iloc[0] == pytest.approx(1_000_000, rel=WIDER.get(city, 0.001))


def test_the_square_test_can_fail() -> None:
    area_m2 = frame(square(2.36, 48.93)).to_crs(3857).area.iloc[0]
    assert area_m2 > 2_000_000


@pytest.mark.parametrize("territory", crs.TERRITORIES, ids=lambda territory: territory.name)
def test_a_territory_has_a_metric_system_made_for_it(territory: crs.Territory) -> None:
    system = CRS.from_epsg(territory.epsg)
    assert {axis.unit_name for axis in system.axis_info} == {"metre"}
    assert system.area_of_use is not None
    west, south, east, north = system.area_of_use.bounds
    made_for = box(west if west < east else west - 360, south, east, north)
    assert made_for.intersects(box(*territory.bounds))


def test_no_place_is_in_two_territories() -> None:
    boxes = [box(*territory.bounds) for territory in crs.TERRITORIES]
    overlaps = [a.intersection(b).area for i, a in enumerate(boxes) for b in boxes[:i]]
    assert max(overlaps) == 0


@pytest.mark.parametrize(
    ("lon", "lat", "epsg"),
    [(-0.13, 51.51, 32630), (151.21, -33.87, 32756), (180.0, 10.0, 32660), (-180.0, 10.0, 32601)],
    ids=["London", "Sydney", "date line, east", "date line, west"],
)
def test_elsewhere_the_utm_zone_is_used(lon: float, lat: float, epsg: int) -> None:
    assert crs.metric_epsg(lon, lat) == epsg
    assert not crs.is_in_france(lon, lat)


@pytest.mark.parametrize(
    ("lon", "lat"), [(652_000.0, 6_867_000.0), (math.nan, 48.9), (2.36, math.nan), (2.36, 90.1), (-180.1, 0.0)]
)
def test_what_is_not_degrees_has_no_metric_system(lon: float, lat: float) -> None:
    with pytest.raises(CrsError, match="longitude"):
        crs.metric_epsg(lon, lat)


def test_an_unknown_position_is_not_in_france() -> None:
    assert not crs.is_in_france(math.nan, math.nan)


def test_geometries_without_a_system_are_refused() -> None:
    nowhere = frame(Point(2.36, 48.93), epsg=None)
    with pytest.raises(CrsError, match="pas de système"):
        crs.require_wgs84(nowhere)
    with pytest.raises(CrsError, match="ne dit pas"):
        crs.to_wgs84(nowhere)
    with pytest.raises(CrsError):
        list(crs.split_by_metric_crs(nowhere))


def test_geometries_in_another_system_are_refused_and_named() -> None:
    lambert = frame(Point(652_000, 6_867_000), epsg=crs.LAMBERT_93)
    with pytest.raises(CrsError, match="Lambert-93"):
        crs.require_wgs84(lambert)
    with pytest.raises(CrsError, match="Lambert-93"):
        list(crs.split_by_metric_crs(lambert))


def test_the_geojson_name_of_wgs84_is_accepted() -> None:
    crs.require_wgs84(gpd.GeoDataFrame(geometry=[Point(2.36, 48.93)], crs="OGC:CRS84"))


def test_a_system_that_has_no_place_on_earth_cannot_be_converted() -> None:
    site = (
        'ENGCRS["Plan de masse",EDATUM["Borne"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]'
    )
    with pytest.raises(CrsError, match="Plan de masse"):
        crs.to_wgs84(gpd.GeoDataFrame(geometry=[Point(1, 2)], crs=site))


def test_converting_keeps_the_frame_that_was_given() -> None:
    lambert = frame(Point(652_000, 6_867_000), labels=["a"], epsg=crs.LAMBERT_93)
    converted = crs.to_wgs84(lambert)
    assert crs.is_in_france(converted.geometry["a"].x, converted.geometry["a"].y)
    assert lambert.crs.to_epsg() == crs.LAMBERT_93


def test_zones_of_two_territories_are_split_and_none_is_lost() -> None:
    mayotte, metropole, other = square(45.23, -12.78), square(2.36, 48.93), square(5.37, 43.30)
    zones = frame(mayotte, metropole, other, labels=["Mamoudzou", "Saint-Denis", "Marseille"])
    parts = dict(crs.split_by_metric_crs(zones))
    assert {epsg: list(part.index) for epsg, part in parts.items()} == {
        2154: ["Saint-Denis", "Marseille"],
        4471: ["Mamoudzou"],
    }
    assert all(part.crs.to_epsg() == epsg for epsg, part in parts.items())


def test_no_zone_gives_no_part() -> None:
    assert list(crs.split_by_metric_crs(frame())) == []


def test_points_project_as_frames_do() -> None:
    lon, lat = np.array([2.36, 2.34]), np.array([48.93, 48.91])
    points_m = crs.project_points(lon, lat, epsg=crs.LAMBERT_93)
    same = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=4326).to_crs(crs.LAMBERT_93)
    assert points_m.shape == (2, 2)
    np.testing.assert_allclose(points_m, np.column_stack([same.x, same.y]), atol=1e-6)


def test_points_are_made_without_touching_the_table() -> None:
    table = frame(Point(0, 0)).drop(columns="geometry").assign(lon=2.36, lat=48.93)
    points = crs.points_frame(table)
    assert list(table.columns) == ["lon", "lat"]
    assert points.geometry.iloc[0] == Point(2.36, 48.93)
    crs.require_wgs84(points)
