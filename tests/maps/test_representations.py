"""Lived neighbourhoods on a map: shades that stay apart in grey, letters for groups, nothing of what people typed."""

from itertools import pairwise

import geopandas as gpd
import shapely

from mapping.domain.crs import WGS84
from mapping.maps.base import base_map
from mapping.maps.legend import legend_html
from mapping.maps.palette import AGREEMENT_COLORS, luminance
from mapping.maps.representations import (
    agreement_entries,
    agreement_layer,
    group_entries,
    groups_layer,
    letter_of,
    line_entries,
    line_layer,
)
from tests.maps import frames

SQUARE = shapely.box(2.0, 48.0, 2.1, 48.1)


def rendered(layer: object) -> str:
    carte = base_map(frames.zones())
    carte.add_child(layer)
    return str(carte.get_root().render())


def test_shades_stay_apart_in_grey_from_light_to_dark() -> None:
    steps = [luminance(color) for color in AGREEMENT_COLORS.values()]
    assert all(light > dark * 1.7 for light, dark in pairwise(steps))


def test_each_level_has_its_shade_and_the_lines_are_on_top() -> None:
    levels = gpd.GeoDataFrame({"share": [0.25, 0.5, 0.75]}, geometry=[SQUARE] * 3, crs=WGS84)
    page = rendered(agreement_layer(levels))
    assert "Carto.surfaces(" in page
    places = [page.index(color) for color in AGREEMENT_COLORS.values()]
    assert places == sorted(places)


def test_what_the_line_leaves_is_hatched_and_not_only_coloured() -> None:
    differences = gpd.GeoDataFrame({"kind": ["left_out", "taken_in"]}, geometry=[SQUARE] * 2, crs=WGS84)
    page = rendered(line_layer(differences))
    assert '"#ffffff",true' in page.replace(" ", "") and '"#8a5200",false' in page.replace(" ", "")


def test_a_group_is_a_letter_on_the_map_and_its_name_is_escaped_in_the_legend() -> None:
    page = rendered(groups_layer([SQUARE, shapely.Polygon(), SQUARE]))
    assert '"A"' in page and '"B"' not in page and '"C"' in page
    legend = legend_html(group_entries(["<script>alert(1)</script>", "Table 2"]))
    assert "<script>" not in legend and "B : Table 2" in legend
    assert letter_of(25) == "Z" and letter_of(26) == "A2"


def test_every_legend_says_what_the_thick_line_is() -> None:
    for entries in (agreement_entries(), line_entries(), group_entries([])):
        assert entries[-1].label == "Limite officielle"
