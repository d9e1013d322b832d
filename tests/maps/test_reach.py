"""How far one walks and small maps: what is drawn can be told apart without colour, and carries no script.

         2.350    2.355
48.935    +--------+
          |   o    |      o  a place of residents, in the middle
48.930    +--------+
                      •   a listed place, 222 m east of the edge
"""

import re

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mapping.domain.crs import WGS84
from mapping.domain.errors import CrsError
from mapping.domain.models import Verdict
from mapping.maps.reach import reach_lines
from mapping.maps.small_maps import HEIGHT, WIDTH, ground_of, small_map, small_maps_html


@pytest.fixture
def zones() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": ["A"]}, geometry=[shapely.box(2.35, 48.93, 2.355, 48.935)], crs=WGS84)


def places(*rows):
    return pd.DataFrame(rows, columns=["place_id", "origin", "filieres", "lon", "lat"])


LISTED = ("a", "official", "reparer", 2.358, 48.9325)
ADDED = ("b", "resident", "reparer|apprendre", 2.3525, 48.9325)


def circles(svg: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.-]+)" cy="([\d.-]+)"', svg)]


def test_steps_are_told_apart_by_their_dashes_and_their_minutes():
    shapes = [shapely.box(2.3, 48.9, 2.3 + side, 48.9 + side) for side in (0.03, 0.02, 0.01)]
    found = gpd.GeoDataFrame({"minutes": [15.0, 10.0, 5.0], "crow_fly": False}, geometry=shapes, crs=WGS84)
    lines = reach_lines(found)
    assert [line.label for line in lines] == ["15 min", "10 min", "5 min"]
    assert len({line.dash for line in lines}) == 3
    assert all(len(line.rings) == 1 for line in lines)


def test_crumbs_are_left_out_and_the_largest_ring_bears_the_minutes():
    """A square of 0.02 degree with a hole of 0.0005, too small to be seen, and a smaller square beside it."""
    hole = shapely.box(2.305, 48.905, 2.3055, 48.9055)
    large = shapely.box(2.3, 48.9, 2.32, 48.92).difference(hole)
    both = shapely.union_all([shapely.box(2.4, 48.9, 2.405, 48.905), large])
    (line,) = reach_lines(gpd.GeoDataFrame({"minutes": [5.0]}, geometry=[both], crs=WGS84))
    assert len(line.rings) == 2
    assert min(lon for _lat, lon in line.rings[0]) == 2.3


def test_nothing_reached_is_nothing_drawn():
    assert reach_lines(gpd.GeoDataFrame({"minutes": [5.0]}, geometry=[shapely.Polygon()], crs=WGS84)) == ()


def test_metres_are_refused():
    with pytest.raises(CrsError):
        reach_lines(gpd.GeoDataFrame({"minutes": [5.0]}, geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:2154"))


def test_a_small_map_holds_the_zone_its_band_and_the_places_of_one_need(zones):
    ground = ground_of(zones, "A", band_m=300)
    drawn = small_map(ground, places(LISTED, ADDED), "reparer", Verdict.PRESENT, alt="Réparer : présent")
    listed, added = circles(drawn.svg)
    assert added == pytest.approx((WIDTH / 2, HEIGHT / 2), abs=0.6)
    assert added[0] < listed[0] <= WIDTH
    assert len(circles(small_map(ground, places(LISTED, ADDED), "apprendre", Verdict.PRESENT, alt="").svg)) == 1


def test_a_place_outside_the_frame_is_not_drawn(zones):
    ground = ground_of(zones, "A", band_m=10)
    far = ("c", "official", "reparer", 2.5, 48.9)
    assert circles(small_map(ground, places(far), "reparer", Verdict.ABSENT, alt="").svg) == []


def test_only_what_nothing_can_be_said_of_is_hatched(zones):
    ground = ground_of(zones, "A", band_m=300)
    drawn = {verdict: small_map(ground, places(), "reparer", verdict, alt="").svg for verdict in Verdict}
    assert {verdict for verdict, svg in drawn.items() if 'fill="url(#h)"' in svg} == {Verdict.INSUFFICIENT_DATA}
    assert len(set(drawn.values())) == len(Verdict)


def test_words_under_a_small_map_are_shown_to_the_letter(zones):
    drawn = small_map(ground_of(zones, "A", band_m=300), places(), "reparer", Verdict.ABSENT, alt='"<b>')
    html = small_maps_html([(drawn, "<script>", "Absent")])
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert 'alt="&quot;&lt;b&gt;"' in html


def test_a_zone_overseas_is_drawn_in_its_own_metres():
    """A square of 0.01 degree at Mamoudzou: 1 105 m north-south, 1 085 m east-west, so nearly square."""
    zones = gpd.GeoDataFrame({"code": ["M"]}, geometry=[shapely.box(45.22, -12.79, 45.23, -12.78)], crs=WGS84)
    ground = ground_of(zones, "M", band_m=0)
    xs, ys = zip(*[map(float, pair) for pair in re.findall(r"([\d.]+) ([\d.]+)", ground.path)], strict=True)
    assert (max(xs) - min(xs)) / (max(ys) - min(ys)) == pytest.approx(1085 / 1105, abs=0.03)
