"""Needs over two quartiers side by side.

400 +-----------+-----------+
    |     A     |     B     |
  0 +-----------+-----------+
    0          400         800  x (m)
"""

import numpy as np
import pandas as pd
import pytest
import shapely

from mapping.analysis.perception import need_counts
from mapping.domain.errors import ColumnError, CrsError

A = shapely.box(0, 0, 400, 400)
B = shapely.box(400, 0, 800, 400)
FILIERES = ["se_nourrir", "reparer"]


def asked(plane, *rows, zones=None, filieres=FILIERES):
    zones = plane.zones(A=A, B=B) if zones is None else zones
    counted = need_counts(plane.contributions(*rows), zones, filieres)
    return {(row.code, row.filiere): (row.needs, row.people_asking) for row in counted.itertuples() if row.needs}


def test_a_row_for_every_zone_and_filiere_in_order_even_when_nobody_asks(plane):
    expected = pd.DataFrame(
        {"code": ["A", "A", "B", "B"], "filiere": FILIERES * 2}
        | {name: [0] * 4 for name in ("needs", "people_asking", "groups_asking")}
    )
    pd.testing.assert_frame_equal(need_counts(plane.contributions(), plane.zones(A=A, B=B), FILIERES), expected)


def test_needs_are_contributions_and_people_asking_are_the_people_behind_them(plane):
    rows = [
        {"at": (100, 100), "people": 3},
        {"at": (110, 100), "people": 1},
        {"at": (500, 100), "people": 7, "filiere": "reparer"},
    ]
    assert asked(plane, *rows) == {("A", "se_nourrir"): (2, 4), ("B", "reparer"): (1, 7)}


@pytest.mark.parametrize(
    ("status", "counts"),
    [("pending", 1), ("accepted", 1), ("refused", 0), ("merged", 0), ("withdrawn", 0)],
)
def test_only_needs_that_are_pending_or_accepted_count(plane, status, counts):
    assert len(asked(plane, {"at": (100, 100), "status": status})) == counts


@pytest.mark.parametrize("kind", ["place", "premises", "lived_area", "route"])
def test_other_kinds_of_contribution_are_not_needs(plane, kind):
    assert asked(plane, {"at": (100, 100), "kind": kind}) == {}


@pytest.mark.parametrize("filiere", ["", None, "inconnue", np.nan])
def test_a_need_without_a_filiere_of_the_workshop_counts_nowhere(plane, filiere):
    assert asked(plane, {"at": (100, 100), "filiere": filiere}) == {}


def test_a_need_outside_every_quartier_counts_nowhere(plane):
    assert asked(plane, {"at": (900, 100)}) == {}


def test_a_quartier_chosen_from_the_list_counts_whatever_the_position(plane):
    chosen = {"at": (500, 100), "placement": "zone", "near_id": "A"}
    assert asked(plane, chosen) == {("A", "se_nourrir"): (1, 1)}


def test_a_quartier_that_is_no_longer_there_leaves_the_decision_to_the_position(plane):
    gone = {"at": (500, 100), "placement": "zone", "near_id": "QN00000X"}
    assert asked(plane, gone) == {("B", "se_nourrir"): (1, 1)}


def test_a_landmark_that_bears_the_code_of_a_quartier_is_still_a_landmark(plane):
    landmark = {"at": (500, 100), "placement": "landmark", "near_id": "A"}
    assert asked(plane, landmark) == {("B", "se_nourrir"): (1, 1)}


def test_a_need_where_quartiers_overlap_counts_in_each(plane):
    zones = plane.zones(A=A, C=shapely.box(300, 0, 800, 400))
    assert set(asked(plane, {"at": (350, 100)}, zones=zones)) == {("A", "se_nourrir"), ("C", "se_nourrir")}


def test_a_need_drawn_as_an_area_counts_once_where_its_inner_point_is(plane):
    contributions = plane.contributions({"at": (0, 0)})
    contributions.geometry = plane.zones(D=shapely.box(50, 50, 150, 150)).geometry
    counted = need_counts(contributions, plane.zones(A=A, B=B), FILIERES)
    assert counted["needs"].tolist() == [1, 0, 0, 0]


def test_no_zones_give_no_rows(plane):
    empty = plane.zones(A=A).iloc[:0]
    assert need_counts(plane.contributions({"at": (0, 0)}), empty, FILIERES).empty


def test_contributions_without_a_column_or_with_another_crs_are_refused(plane):
    contributions = plane.contributions({"at": (0, 0)})
    with pytest.raises(ColumnError, match="people"):
        need_counts(contributions.drop(columns="people"), plane.zones(A=A), FILIERES)
    with pytest.raises(CrsError):
        need_counts(contributions.to_crs(plane.epsg), plane.zones(A=A), FILIERES)
