"""Who may walk, what is a home, what is drawn."""

import math

import pytest

from mapping.sources.osm.tags import (
    area_kind,
    building_levels,
    is_building,
    is_residential,
    is_walkable,
    line_kind,
    name_kind,
)


@pytest.mark.parametrize(
    "highway", ["footway", "path", "steps", "pedestrian", "residential", "service", "track", "road"]
)
def test_one_walks_where_there_is_no_reason_not_to(highway: str) -> None:
    assert is_walkable({"highway": highway})


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "motorway"},
        {"highway": "trunk"},
        {"highway": "trunk", "sidewalk": "separate"},
        {"highway": "cycleway"},
        {"highway": "construction"},
        {"highway": "residential", "foot": "no"},
        {"highway": "service", "access": "private"},
        {"highway": "primary", "motorroad": "yes"},
        {"railway": "rail"},
        {},
    ],
)
def test_one_does_not_walk_on_fast_closed_or_private_ways(tags: dict[str, str]) -> None:
    assert not is_walkable(tags)


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "trunk", "sidewalk": "both"},
        {"highway": "trunk", "sidewalk:left": "yes"},
        {"highway": "trunk", "foot": "yes"},
        {"highway": "service", "access": "private", "foot": "designated"},
        {"highway": "cycleway", "foot": "permissive"},
    ],
)
def test_a_pavement_or_a_word_about_walkers_opens_a_way(tags: dict[str, str]) -> None:
    assert is_walkable(tags)


@pytest.mark.parametrize(
    ("text", "levels"), [("4", 4.0), ("2,5", 2.5), (" 3 ", 3.0), ("R+4", math.nan), ("0", math.nan), ("900", math.nan)]
)
def test_levels_that_cannot_be_right_are_unknown(text: str, levels: float) -> None:
    assert building_levels({"building:levels": text}) == pytest.approx(levels, nan_ok=True)


def test_the_attic_counts_as_levels() -> None:
    assert building_levels({"building:levels": "4", "roof:levels": "2"}) == 6.0


def test_a_building_without_use_is_perhaps_a_home_but_a_school_is_not() -> None:
    assert is_residential({"building": "yes"})
    assert is_residential({"building": "apartments", "shop": "bakery"})
    assert not is_residential({"building": "yes", "amenity": "school"})
    assert not is_residential({"building": "industrial"})
    assert not is_building({"building": "no"}) and not is_building({})


def test_a_pedestrian_loop_is_not_a_square_unless_it_says_so() -> None:
    assert area_kind({"highway": "pedestrian"}) == ""
    assert area_kind({"highway": "pedestrian", "area": "yes"}) == "square"


def test_what_runs_underground_is_not_drawn() -> None:
    assert line_kind({"railway": "subway"}) == "rail"
    assert line_kind({"railway": "subway", "tunnel": "yes"}) == ""


def test_a_shelter_is_never_named() -> None:
    assert name_kind({"amenity": "townhall", "name": "Mairie"}) == "townhall"
    assert name_kind({"amenity": "community_centre", "social_facility": "shelter", "name": "Le Refuge"}) == ""
    assert name_kind({"amenity": "townhall"}) == ""
