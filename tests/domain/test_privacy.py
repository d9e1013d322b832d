"""A sensitive place is a square of a fixed grid; its point is in no view that anybody is shown."""

from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pytest
import shapely

from mapping.domain.crs import LAMBERT_93, WGS84, degrees_from, project_points
from mapping.domain.models import Workshop
from mapping.domain.nomenclature import default_filieres
from mapping.domain.privacy import area_view, counted_view, grid_squares, shown_view
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import CONTRIBUTIONS, LANDMARKS, POPULATION, STORED_ACTORS, ZONES

WORKSHOP = Workshop("w", "Essai", datetime(2026, 11, 23, tzinfo=UTC), default_filieres())
SQUARE = (652_000.0, 6_870_000.0)
"""South-west corner of one square of the 400 m grid in Lambert 93, in Saint-Denis: 1630 × 400 and 17175 × 400."""


def degrees(x_m: float, y_m: float) -> tuple[float, float]:
    lon, lat = degrees_from(np.array([x_m]), np.array([y_m]), epsg=LAMBERT_93)
    return float(lon[0]), float(lat[0])


def inside(dx_m: float, dy_m: float) -> shapely.Point:
    return shapely.Point(degrees(SQUARE[0] + dx_m, SQUARE[1] + dy_m))


def box(dx_m: float, dy_m: float, width_m: float, height_m: float) -> shapely.Polygon:
    west, south = SQUARE[0] + dx_m, SQUARE[1] + dy_m
    ring = [(west, south), (west + width_m, south), (west + width_m, south + height_m), (west, south + height_m)]
    return shapely.Polygon([degrees(*corner) for corner in ring])


def snapshot(*rows: dict[str, object], zones: tuple[shapely.Polygon, ...] = ()) -> Snapshot:
    usual: dict[str, object] = dict.fromkeys(CONTRIBUTIONS.names, "") | {
        "kind": "place", "filiere": "reparer", "people": 1, "placement": "exact", "status": "accepted",
        "geometry": inside(10, 20),
    }  # fmt: skip
    told = [usual | {"id": f"c{number}"} | row for number, row in enumerate(rows)]
    quartiers = [
        dict.fromkeys(ZONES.names, "") | {"code": f"Q{n}", "name": f"Q{n}", "kind": "qpv", "geometry": zone}
        for n, zone in enumerate(zones)
    ]
    return Snapshot(
        WORKSHOP,
        1,
        gpd.GeoDataFrame(quartiers, columns=ZONES.names, geometry="geometry", crs=WGS84),
        STORED_ACTORS.empty(),
        POPULATION.empty(),
        LANDMARKS.empty(),
        gpd.GeoDataFrame(CONTRIBUTIONS.frame(told), geometry="geometry", crs=WGS84),
        (),
    )


def metres(shape: shapely.Geometry) -> list[float]:
    xy = project_points(*shapely.get_coordinates(shape).T, epsg=LAMBERT_93)
    return [round(float(value), 2) for value in (*xy.min(axis=0), *xy.max(axis=0))]


def test_the_square_is_one_of_the_grid_and_the_same_for_all_that_it_holds() -> None:
    squares = grid_squares(gpd.GeoSeries([inside(10, 20), inside(390, 399), inside(410, 20)], crs=WGS84), side_m=400)
    west, south = SQUARE
    assert metres(squares[0]) == [west, south, west + 400, south + 400]
    assert squares[0].equals(squares[1])
    assert metres(squares[2]) == [west + 400, south, west + 800, south + 400]


def test_a_point_on_a_line_of_the_grid_has_one_square_and_no_larger() -> None:
    (square,) = grid_squares(gpd.GeoSeries([inside(400, 400)], crs=WGS84), side_m=400)
    assert metres(square) == [SQUARE[0] + 400, SQUARE[1] + 400, SQUARE[0] + 800, SQUARE[1] + 800]


def test_a_line_gets_the_whole_squares_that_it_crosses() -> None:
    line = shapely.LineString([inside(10, 20), inside(410, 30)])
    (found,) = grid_squares(gpd.GeoSeries([line], crs=WGS84), side_m=400)
    assert metres(found) == [SQUARE[0], SQUARE[1], SQUARE[0] + 800, SQUARE[1] + 400]


@pytest.mark.parametrize(("lon", "lat"), [(2.36, 48.93), (45.23, -12.78), (55.45, -20.9), (-61.5, 16.2)])
def test_the_square_holds_the_point_in_every_territory(lon: float, lat: float) -> None:
    (square,) = grid_squares(gpd.GeoSeries([shapely.Point(lon, lat)], crs=WGS84), side_m=400)
    assert square.buffer(1e-7).contains(shapely.Point(lon, lat))


def test_only_sensitive_places_become_areas() -> None:
    given = snapshot({"category": "shelter"}, {"category": ""})
    shown = area_view(given).contributions
    assert shown.geom_type.tolist() == ["Polygon", "Point"]
    assert metres(shown.geometry[0]) == [*SQUARE, SQUARE[0] + 400, SQUARE[1] + 400]
    assert given.contributions.geom_type.tolist() == ["Point", "Point"]


def test_seeing_the_areas_twice_is_seeing_them_once() -> None:
    once = area_view(snapshot({"category": "shelter"}, {"category": "shelter", "geometry": inside(799.9, 0.1)}))
    twice = area_view(once)
    for one, other in zip(once.contributions.geometry, twice.contributions.geometry, strict=True):
        assert one.equals_exact(other, 1e-9)


def test_what_was_chosen_nearby_is_blank_unless_it_is_a_quartier() -> None:
    rows = [{"category": "informal", "near_id": "x", "placement": how} for how in ("landmark", "actor", "zone")]
    assert area_view(snapshot(*rows)).contributions["near_id"].tolist() == ["", "", "x"]


def test_a_sensitive_text_stays_when_it_was_accepted_and_tells_nobody() -> None:
    rows = [
        {"category": "informal", "text": "Des coupes de cheveux"},
        {"category": "informal", "text": "Des coupes de cheveux", "status": "pending"},
        {"category": "informal", "text": "Des coupes chez Fatou"},
        {"category": "", "text": "Des coupes chez Fatou"},
    ]
    shown = area_view(snapshot(*rows)).contributions["text"].tolist()
    assert shown == ["Des coupes de cheveux", "", "", "Des coupes chez Fatou"]


def test_the_room_sees_no_text_that_nobody_has_read_and_nothing_private() -> None:
    private = {"reason": "hors sujet", "merged_into": "x", "author_key": "k", "photo_id": "p", "photo_status": "hidden"}
    rows = [
        private | {"text": "lu", "near_id": "12 rue des Lilas", "placement": "address"},
        private | {"text": "pas lu", "status": "pending"},
        {"status": "refused"},
        {"status": "withdrawn"},
        {"photo_id": "p", "photo_status": "shown"},
    ]
    shown = shown_view(snapshot(*rows)).contributions
    assert shown["id"].tolist() == ["c0", "c1", "c4"]
    assert shown["text"].tolist() == ["lu", "", ""]
    assert set(shown[["reason", "merged_into", "author_key", "near_id"]].to_numpy().ravel()) == {""}
    assert shown["photo_id"].tolist() == ["", "", "p"]


def test_what_is_counted_moves_inside_the_square_and_inside_the_same_quartier() -> None:
    """The square is cut by two quartiers; the point is in the narrow one.

    +--------+---+
    |   Q0   |Q1 |   Q1 is the last 100 m of the square
    |        | x |
    +--------+---+
    """
    zones = (box(-500, -500, 800, 1500), box(300, -500, 800, 1500))
    given = snapshot({"category": "shelter", "geometry": inside(390, 20)}, zones=zones)
    (moved,) = counted_view(given).contributions.geometry
    assert zones[1].contains(moved) and not zones[0].intersects(moved)
    assert box(0, 0, 400, 400).contains(moved)
    assert moved.distance(inside(390, 20)) > 1e-5


def test_two_points_of_one_square_and_one_quartier_are_counted_at_the_same_place() -> None:
    rows = [{"category": "shelter", "geometry": inside(dx, 20)} for dx in (10, 390)]
    one, other = counted_view(snapshot(*rows, zones=(box(-500, -500, 1500, 1500),))).contributions.geometry
    assert one.equals(other)


def test_a_workshop_without_anything_sensitive_is_given_back_as_it_is() -> None:
    given = snapshot({})
    assert area_view(given) is given and counted_view(given) is given
