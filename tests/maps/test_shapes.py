import json

import shapely

from mapping.domain.models import Verdict
from mapping.domain.nomenclature import default_filieres
from mapping.maps.base import base_map
from mapping.maps.layers import feature_group, verdict_payload
from mapping.maps.palette import OUTSIDE_FILIERES, SignKind
from mapping.maps.points import contribution_points
from mapping.maps.shapes import contribution_shapes, lines_of, polygon_parts, shape_payload
from tests.maps.frames import contributions, zones

FILIERES = default_filieres()
ROUTE = {"id": "r", "kind": "route", "filiere": "se_deplacer", "geometry": "LINESTRING (2.35 48.93, 2.36 48.93)"}
AREA = {"id": "q", "kind": "lived_area", "filiere": "", "geometry": "POLYGON ((2 48, 3 48, 3 49, 2 48))"}

# 49 ┌───────┐
#    │ ┌─┐   │   a square with a hole, and a small one apart
# 48 └───────┘   ▫
RING = "((2 48, 3 48, 3 49, 2 49, 2 48), (2.2 48.2, 2.2 48.4, 2.4 48.4, 2.2 48.2))"
WITH_HOLE = shapely.from_wkt(f"MULTIPOLYGON ({RING}, ((5 48, 5.1 48, 5.1 48.1, 5 48)))")


def test_points_go_in_the_layer_of_points_and_the_rest_in_that_of_shapes():
    rows = contributions({"id": "p"}, ROUTE, AREA)
    assert [point.id for point in contribution_points(rows, FILIERES)] == ["p"]
    assert [(shape.id, shape.sign) for shape in contribution_shapes(rows, FILIERES)] == [
        ("r", SignKind.ROUTE),
        ("q", SignKind.LIVED_AREA),
    ]


def test_an_area_is_drawn_by_its_rings_so_that_what_it_holds_can_be_clicked():
    (area,) = contribution_shapes(contributions(AREA), FILIERES)
    assert area.parts == ([[48.0, 2.0], [48.0, 3.0], [49.0, 3.0], [48.0, 2.0]],)


def test_holes_and_several_parts_are_kept():
    assert [len(polygon) for polygon in polygon_parts(WITH_HOLE)] == [2, 1]
    assert [len(ring) for ring in lines_of(WITH_HOLE)] == [5, 4, 4]


def test_a_collection_gives_its_lines_and_its_rings():
    mixed = shapely.from_wkt("GEOMETRYCOLLECTION (LINESTRING (2 48, 3 48), POLYGON ((2 48, 3 48, 3 49, 2 48)))")
    assert [len(line) for line in lines_of(mixed)] == [2, 4]


def test_an_empty_shape_is_not_drawn():
    assert contribution_shapes(contributions({"kind": "route", "geometry": "LINESTRING EMPTY"}), FILIERES) == []


def test_a_shape_keeps_its_colour_unless_colour_says_the_verdict():
    drawn = contribution_shapes(contributions(ROUTE, AREA), FILIERES)
    colors = [row[2] for row in shape_payload(drawn)["rows"]]
    assert colors == [next(f.color for f in FILIERES if f.id == "se_deplacer"), OUTSIDE_FILIERES]
    assert {row[2] for row in shape_payload(drawn, neutral=True)["rows"]} == {OUTSIDE_FILIERES}


def test_verdicts_travel_without_outlines():
    rows = verdict_payload({"A": Verdict.ABSENT, "B": Verdict.INSUFFICIENT_DATA})
    assert json.loads(json.dumps(rows)) == [["A", "#561c4d", False], ["B", "#ffffff", True]]


def test_what_changes_is_drawn_from_the_ground_up():
    group = feature_group(
        contribution_points(contributions({"text": "un marché"}), FILIERES),
        shapes=contribution_shapes(contributions(ROUTE), FILIERES),
        verdicts={"QN00000M": Verdict.ABSENT},
        zone="QN00000M",
        selected="c1",
        interactive=False,
    )
    carte = base_map(zones())
    group.add_to(carte)
    page = carte.get_root().render()
    calls = [page.index(f"Carto.{name}(") for name in ("base", "verdicts", "highlight", "shapes", "points")]
    assert calls == sorted(calls)
    assert page.count('"selected":"c1","interactive":false') == 2


def test_an_empty_group_is_a_group():
    carte = base_map(zones())
    feature_group().add_to(carte)
    assert "Carto.points(" in carte.get_root().render()
