"""Neighbourhoods drawn by residents, laid over one another.

The grid of the tests has cells of 100 m in Lambert 93, from its own multiples of 100:

    row 4  . . . . .
    row 3  . A A . .      A: cells 1-2 x 1-3
    row 2  . A B B .      B: cells 2-3 x 1-2
    row 1  . A B B .
    row 0  . . . . .
           0 1 2 3 4
"""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapping.analysis import representations
from mapping.analysis.lattice import cells_of
from mapping.analysis.representations import (
    against_the_line,
    compare,
    coverage,
    levels,
    needed,
    places_within,
    voices,
)
from mapping.domain.crs import WGS84

EPSG = 2154
X0, Y0 = 652_000.0, 6_869_000.0
"""In Saint-Denis; multiples of 100 m."""
CORNER = np.array([X0, Y0])


def area(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """A rectangle given in cells of 100 m from the corner of the drawing."""
    return shapely.box(X0 + west * 100, Y0 + south * 100, X0 + east * 100, Y0 + north * 100)


A, B = area(1, 1, 3, 4), area(2, 1, 4, 3)


def drawn(*shapes: Any, **columns: Any) -> gpd.GeoDataFrame:
    table = {"id": [str(number) for number in range(len(shapes))]} | columns
    return gpd.GeoDataFrame(pd.DataFrame(table), geometry=list(shapes), crs=EPSG).to_crs(WGS84)


def zones(**outlines: Any) -> gpd.GeoDataFrame:
    codes = list(outlines)
    table = pd.DataFrame({"code": codes, "name": codes})
    return gpd.GeoDataFrame(table, geometry=list(outlines.values()), crs=EPSG).to_crs(WGS84)


def counted(frame: gpd.GeoDataFrame, *, cell_m: float = 100.0) -> dict[tuple[int, int], int]:
    found = coverage(voices(frame), cell_m=cell_m)
    corner = np.array([X0 // cell_m, Y0 // cell_m], np.int64)
    return {
        (int(cell[0]), int(cell[1])): int(people)
        for cell, people in zip(found.cells - corner, found.people, strict=True)
    }


def test_each_cell_counts_the_people_who_have_it_in_their_neighbourhood() -> None:
    found = counted(drawn(A, B))
    assert found == {
        (1, 1): 1, (1, 2): 1, (1, 3): 1, (2, 3): 1, (2, 1): 2, (2, 2): 2, (3, 1): 1, (3, 2): 1,
    }  # fmt: skip


def test_one_person_who_draws_twice_is_one_person() -> None:
    frame = drawn(A, B, A, author_key=["a", "a", ""], session_id="s")
    assert counted(frame)[2, 2] == 2
    assert coverage(voices(frame), cell_m=100).total == 2


def test_a_drawing_made_by_several_counts_for_them_all() -> None:
    found = coverage(voices(drawn(A, B, people=[6, 1])), cell_m=100)
    assert (found.total, int(found.people.max()), found.drawings) == (7, 7, 2)


def test_levels_hold_one_another_and_have_the_surface_of_their_cells() -> None:
    frame = drawn(A, A, A, B)
    found = levels(coverage(voices(frame), cell_m=100), min_people=1)
    assert found["share"].tolist() == [0.25, 0.5, 0.75]
    assert found["people"].tolist() == [1, 2, 3]
    assert found["area_m2"].tolist() == [80_000, 60_000, 60_000]
    metres = found.to_crs(EPSG).geometry
    assert metres.area.round(0).tolist() == [80_000, 60_000, 60_000]
    assert metres[0].buffer(0.01).covers(metres[1]) and metres[1].buffer(0.01).covers(A)


def test_what_too_few_people_drew_is_not_given_back() -> None:
    covered = coverage(voices(drawn(A, A, A, B)), cell_m=100)
    found = levels(covered, min_people=3)
    assert found["people"].tolist() == [3, 3, 3]
    assert found["area_m2"].tolist() == [60_000] * 3, "the cells of B alone do not show"
    assert levels(covered, min_people=5).empty
    assert places_within(
        voices(drawn(A, B)), pd.DataFrame({"name": ["Gare"], "lon": [2.35], "lat": [48.93]}), min_people=3
    ).empty


def test_a_share_that_falls_between_two_people_asks_for_the_next_one() -> None:
    nine = coverage(voices(drawn(*[A] * 9)), cell_m=100)
    assert [needed(nine, share, min_people=1) for share in (0.25, 0.5, 0.75)] == [3, 5, 7]
    assert needed(coverage(voices(drawn(*[A] * 10)), cell_m=100), 0.3, min_people=1) == 3, "no rounding of floats"


def test_what_the_line_holds_and_nobody_draws_and_the_reverse() -> None:
    """The zone is cells 2-4 x 1-3: A and A' leave its east out, and take in column 1.

    row 3  . A Z Z Z         (A: 1-2, zone: 2-4)
    row 2  . A Z Z Z
    row 1  . A Z Z Z
    """
    found = against_the_line(coverage(voices(drawn(A, A, A)), cell_m=100), zones(QN1=area(2, 1, 5, 4)), min_people=3)
    rows = found.drop(columns="geometry").to_dict("records")
    assert rows[0] == {"code": "QN1", "kind": "left_out", "share": pytest.approx(6 / 9), "area_m2": 60_000}
    assert (rows[1]["code"], rows[1]["kind"], rows[1]["area_m2"]) == ("", "taken_in", 30_000)
    metres = found.to_crs(EPSG).geometry
    assert metres[0].symmetric_difference(area(3, 1, 5, 4)).area < 1
    assert metres[1].symmetric_difference(area(1, 1, 2, 4)).area < 1


def test_a_zone_that_nobody_speaks_of_is_not_left_out() -> None:
    found = against_the_line(
        coverage(voices(drawn(A, A, A)), cell_m=100), zones(QN2=area(20, 20, 22, 22)), min_people=3
    )
    assert found["kind"].tolist() == ["taken_in"]


def test_two_groups_are_compared_by_the_surface_they_share() -> None:
    """A and B share 2 cells of the 8 they cover together."""
    groups = {
        "Table 1": coverage(voices(drawn(A, A, A)), cell_m=100),
        "Table 2": coverage(voices(drawn(B, B, B)), cell_m=100),
    }
    groups["Seule"] = coverage(voices(drawn(A)), cell_m=100)
    [row] = compare(groups, min_people=3).to_dict("records")
    assert row == {
        "one": "Table 1", "other": "Table 2", "iou": 0.25, "both_ha": 2.0, "only_one_ha": 4.0, "only_other_ha": 2.0,
    }  # fmt: skip


def test_grids_of_two_sizes_are_not_compared() -> None:
    with pytest.raises(ValueError, match="one grid"):
        compare({"a": coverage(voices(drawn(A)), cell_m=100), "b": coverage(voices(drawn(B)), cell_m=50)}, min_people=1)


def test_a_landmark_is_held_by_those_whose_outline_holds_it() -> None:
    corner = gpd.GeoSeries([shapely.Point(X0 + 250, Y0 + 150)], crs=EPSG).to_crs(WGS84)[0]
    places = pd.DataFrame({"name": ["Gare", "Loin"], "lon": [corner.x, 2.0], "lat": [corner.y, 48.0]})
    found = places_within(voices(drawn(A, B, area(0, 0, 1, 1))), places, min_people=1)
    assert found.to_dict("records") == [{"name": "Gare", "people": 2, "total": 3}]


def test_a_route_covers_the_cells_it_touches() -> None:
    line = shapely.LineString([(X0 + 50, Y0 + 50), (X0 + 250, Y0 + 50)])
    assert counted(drawn(line, line)) == {(0, 0): 2, (1, 0): 2, (2, 0): 2}
    assert counted(drawn(shapely.Point(X0 + 50, Y0 + 50))) == {(0, 0): 1}


def test_the_grid_is_the_same_as_asking_shapely_cell_by_cell() -> None:
    """Another way to the same numbers: each cell of the whole frame, each shape, one question at a time."""
    chance = np.random.default_rng(7)
    shapes = [
        shapely.Polygon(shapely.convex_hull(shapely.MultiPoint(chance.uniform(0, 1000, (6, 2)) + CORNER)))
        for _number in range(12)
    ] + [shapely.LineString(chance.uniform(0, 1000, (4, 2)) + CORNER) for _number in range(5)]
    frame = drawn(*shapes)
    found = counted(frame, cell_m=50.0)
    metres = frame.to_crs(EPSG).geometry
    expected = {}
    for column in range(-1, 22):
        for row in range(-1, 22):
            square = shapely.box(X0 + column * 50, Y0 + row * 50, X0 + column * 50 + 50, Y0 + row * 50 + 50)
            people = sum(
                bool(shape.intersects(square.centroid if shape.geom_type == "Polygon" else square)) for shape in metres
            )
            if people:
                expected[column, row] = people
    assert found == expected


def test_a_bow_tie_is_mended_and_an_empty_drawing_is_nobody() -> None:
    tie = shapely.Polygon([(X0, Y0), (X0 + 300, Y0 + 200), (X0 + 300, Y0), (X0, Y0 + 200)])
    found = coverage(voices(drawn(tie, shapely.Polygon())), cell_m=100)
    assert found.total == 1 and len(found.cells) == 4
    nobody = coverage(voices(drawn()), cell_m=100)
    assert nobody.total == 0 and levels(nobody, min_people=1).empty
    assert against_the_line(nobody, zones(QN1=A), min_people=1).empty


def test_an_outline_of_a_whole_region_takes_larger_cells_and_says_so() -> None:
    found = coverage(voices(drawn(area(0, 0, 2000, 2000))), cell_m=50)
    assert found.cell_m == 800 and len(found.cells) <= representations.MOST_CELLS


def test_what_is_drawn_overseas_is_not_laid_on_the_mainland() -> None:
    away = gpd.GeoSeries([shapely.box(55.45, -20.89, 55.46, -20.88)], crs=WGS84).to_crs(EPSG)[0]
    found = coverage(voices(drawn(A, B, away)), cell_m=100)
    assert (found.epsg, found.total, found.elsewhere) == (EPSG, 2, 1)


def test_a_shape_of_two_parts_covers_both_once() -> None:
    both = shapely.MultiPolygon([area(0, 0, 1, 1), area(3, 3, 4, 4)])
    assert len(cells_of(both, cell_m=100)) == 2
