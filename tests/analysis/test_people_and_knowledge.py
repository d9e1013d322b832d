"""Distinct people, what they know, and the four states, over two quartiers apart.

     A: x from 0 to 400        B: x from 2000 to 2400        y from 0 to 400 (m)
+-----------+                +-----------+
|  p0   p1  |   p2 (band)    |           |
+-----------+                +-----------+
"""

import numpy as np
import pandas as pd
import pytest
import shapely

from mapping.analysis.perception import knowledge_counts, need_counts, perception_table, small_cells
from mapping.domain.parameters import Parameters
from mapping.domain.perception_states import PerceptionState, state_label, state_sentence

A = shapely.box(0, 0, 400, 400)
B = shapely.box(2000, 0, 2400, 400)
FILIERES = ["se_nourrir", "reparer"]
EVERYBODY = Parameters(min_people=1)


def told(plane, *rows):
    """Return contributions whose rows may also say ``session_id``, ``group_name`` and ``author_key``."""
    frame = plane.contributions(*rows)
    names = ("session_id", "group_name", "author_key")
    return frame.assign(**{name: [row.get(name, "") for row in rows] for name in names})


def answers(*rows):
    plain = {"people": 1, "session_id": "s1", "group_name": "", "author_key": ""}
    columns = ["id", "target_id", "answer", *plain]
    return pd.DataFrame([plain | {"id": f"k{n}"} | row for n, row in enumerate(rows)], columns=columns)


def asking(frame, plane, column="people_asking"):
    counted = need_counts(frame, plane.zones(A=A, B=B), FILIERES)
    return dict(zip(zip(counted["code"], counted["filiere"]), counted[column]))["A", "se_nourrir"]


def table(plane, places, contributions, knowledge=None, *, parameters=EVERYBODY):
    zones = plane.zones(A=A, B=B)
    found = perception_table(zones, places, contributions, knowledge, FILIERES, parameters=parameters)
    return found.set_index(["code", "filiere"])


def official_and_resident(places, *resident):
    """Return places with those of the contributions ``resident`` (id, filière) moved to the origin of residents."""
    ids = dict(resident)
    return places.assign(
        place_id=[*places["place_id"][: len(places) - len(ids)], *ids],
        origin=["official"] * (len(places) - len(ids)) + ["resident"] * len(ids),
    )


def test_one_person_who_asks_three_times_is_one_person(plane):
    same = {"at": (100, 100), "session_id": "s1", "author_key": "x"}
    frame = told(plane, same, same | {"at": (110, 100)}, same | {"at": (300, 300)})
    assert (asking(frame, plane), asking(frame, plane, "needs")) == (1, 3)


def test_a_person_counts_with_the_most_people_they_spoke_for(plane):
    same = {"at": (100, 100), "session_id": "s1", "author_key": "x"}
    assert asking(told(plane, same | {"people": 2}, same | {"people": 5}, same | {"people": 3}), plane) == 5


def test_the_same_pseudonym_in_two_sessions_may_be_two_people(plane):
    same = {"at": (100, 100), "author_key": "x"}
    assert asking(told(plane, same | {"session_id": "s1"}, same | {"session_id": "s2"}), plane) == 2


def test_contributions_without_a_pseudonym_count_their_people_each(plane):
    nobody = {"at": (100, 100), "session_id": "s1", "people": 2}
    assert asking(told(plane, nobody, nobody), plane) == 4


def test_missing_pseudonyms_sessions_and_groups_are_empty_ones(plane):
    frame = plane.contributions({"at": (100, 100), "people": 3}, {"at": (100, 100), "people": 4})
    assert asking(frame, plane) == 7
    missing = frame.assign(author_key=np.nan, session_id=None, group_name=None)
    assert asking(missing, plane) == 7
    assert asking(missing, plane, "groups_asking") == 0


def test_groups_are_distinct_and_named(plane):
    rows = [
        {"at": (100, 100), "session_id": "s1", "group_name": "Table 1"},
        {"at": (100, 100), "session_id": "s1", "group_name": "Table 1"},
        {"at": (100, 100), "session_id": "s2", "group_name": "Table 1"},
        {"at": (100, 100), "session_id": "s1", "group_name": ""},
    ]
    assert asking(told(plane, *rows), plane, "groups_asking") == 2


def test_the_order_of_rows_changes_nothing(plane):
    rows = [
        {"at": (100, 100), "author_key": "x", "session_id": "s1", "people": 3, "group_name": "T1"},
        {"at": (100, 100), "author_key": "x", "session_id": "s1", "people": 1, "group_name": "T2"},
        {"at": (100, 100), "people": 2},
        {"at": (150, 100), "kind": "place", "author_key": "x", "session_id": "s1"},
    ]
    frame = told(plane, *rows)
    places = official_and_resident(plane.places((50, 50), (150, 100)), ("c3", "se_nourrir"))
    knowledge = answers({"target_id": "p0", "answer": "unknown"}, {"target_id": "p0", "answer": "knows"})
    forwards = table(plane, places, frame, knowledge)
    backwards = table(plane, places.iloc[::-1], frame.iloc[::-1], knowledge.iloc[::-1])
    pd.testing.assert_frame_equal(forwards, backwards)


def test_somebody_who_adds_a_place_or_answers_that_they_go_there_knows_one(plane):
    contributions = told(plane, {"at": (300, 200), "kind": "place", "people": 2})
    places = official_and_resident(plane.places((100, 200), (300, 200)), ("c0", "se_nourrir"))
    knowledge = answers(
        {"target_id": "p0", "answer": "uses"},
        {"target_id": "p0", "answer": "knows", "people": 3},
        {"target_id": "c0", "answer": "knows"},
        {"target_id": "p0", "answer": "unknown", "people": 4},
        {"target_id": "nowhere", "answer": "knows"},
        {"target_id": "p0", "answer": "perhaps"},
    )
    row = table(plane, places, contributions, knowledge).loc["A", "se_nourrir"]
    assert (row["people_knowing"], row["people_not_knowing"]) == (2 + 1 + 3 + 1, 4)


def test_somebody_who_knows_another_place_of_the_filiere_does_not_count_as_not_knowing(plane):
    places = plane.places((100, 200), (300, 200), filieres=["se_nourrir", "se_nourrir"])
    me = {"author_key": "x"}
    knowledge = answers(
        {"target_id": "p0", "answer": "unknown"} | me,
        {"target_id": "p1", "answer": "knows"} | me,
        {"target_id": "p1", "answer": "unknown", "author_key": "y"},
    )
    row = table(plane, places, told(plane), knowledge).loc["A", "se_nourrir"]
    assert (row["people_knowing"], row["people_not_knowing"], row["people_heard"]) == (1, 1, 2)


def test_a_place_in_the_band_is_known_from_the_quartier_and_one_farther_is_not(plane):
    places = plane.places((699, 200), (701, 200))
    knowledge = answers({"target_id": "p0", "answer": "knows"}, {"target_id": "p1", "answer": "knows"})
    row = table(plane, places, told(plane), knowledge).loc["A", "se_nourrir"]
    assert (row["people_knowing"], row["listed"], row["cited"]) == (1, 1, 1)


def test_a_place_put_in_a_quartier_of_the_list_is_in_that_one_only(plane):
    chosen = {"at": (2200, 200), "kind": "place", "placement": "zone", "near_id": "A"}
    places = official_and_resident(plane.places((2200, 200)), ("c0", "se_nourrir"))
    found = table(plane, places, told(plane, chosen))
    assert found["people_knowing"].to_dict() == {
        ("A", "se_nourrir"): 1,
        ("A", "reparer"): 0,
        ("B", "se_nourrir"): 0,
        ("B", "reparer"): 0,
    }


@pytest.mark.parametrize(
    ("listed", "knowledge", "resident", "state"),
    [
        (True, True, False, PerceptionState.LISTED_AND_CITED),
        (True, False, False, PerceptionState.LISTED_NOT_CITED),
        (False, False, True, PerceptionState.CITED_NOT_LISTED),
        (False, False, False, PerceptionState.NEITHER),
        (True, True, True, PerceptionState.LISTED_AND_CITED),
        (True, False, True, PerceptionState.CITED_NOT_LISTED),
    ],
)
def test_the_four_states_cross_the_lists_with_what_residents_cite(plane, listed, knowledge, resident, state):
    points = [(100, 200)] * listed + [(300, 200)] * resident
    places = official_and_resident(plane.places(*points), *([("c0", "se_nourrir")] * resident))
    contributions = told(plane, *([{"at": (300, 200), "kind": "place"}] * resident))
    said = answers({"target_id": "p0", "answer": "knows"}) if knowledge else None
    assert table(plane, places, contributions, said).loc[("A", "se_nourrir"), "state"] == state


def test_a_place_merged_with_a_listed_one_is_listed_and_cited(plane):
    merged = {"at": (300, 200), "kind": "place", "status": "merged", "merged_into": "c1"}
    then = {"at": (300, 200), "kind": "place", "status": "merged", "merged_into": "p0"}
    row = table(plane, plane.places((100, 200)), told(plane, merged, then)).loc["A", "se_nourrir"]
    assert (row["state"], row["people_knowing"]) == ("listed_and_cited", 2)


def test_merges_in_a_circle_are_about_nothing(plane):
    rows = [{"at": (1, 1), "kind": "place", "status": "merged", "merged_into": into} for into in ("c1", "c0")]
    assert table(plane, plane.places((100, 200)), told(plane, *rows))["people_knowing"].sum() == 0


@pytest.mark.parametrize(("filiere", "both"), [("se_nourrir", 1), ("", 1), ("reparer", 0)])
def test_a_place_at_a_listed_structure_is_that_structure_unless_it_does_something_else(plane, filiere, both):
    row = {"at": (100, 200), "kind": "place", "placement": "actor", "near_id": "p0", "filiere": filiere}
    places = official_and_resident(plane.places((100, 200), (100, 200)), ("c0", filiere))
    found = table(plane, places.assign(filieres=["se_nourrir", filiere]), told(plane, row))
    assert found["both"].sum() == both


@pytest.mark.parametrize("status", ["refused", "withdrawn"])
def test_a_place_refused_or_withdrawn_is_not_a_citation(plane, status):
    row = {"at": (300, 200), "kind": "place", "status": status}
    assert table(plane, plane.places((100, 200)), told(plane, row))["people_heard"].sum() == 0


@pytest.mark.parametrize(("people", "published"), [(0, False), (2, False), (3, True)])
def test_a_cell_under_the_threshold_of_distinct_people_is_not_published(plane, people, published):
    rows = [{"at": (100, 100), "session_id": "s1", "author_key": f"k{n}"} for n in range(people)]
    found = table(plane, plane.places((1, 1)), told(plane, *rows, *rows), parameters=Parameters(min_people=3))
    assert bool(found.loc[("A", "se_nourrir"), "published"]) is published
    assert small_cells(found, min_people=3).tolist() == (~found["published"]).tolist()


def test_one_person_who_asks_and_knows_is_heard_once(plane):
    me = {"session_id": "s1", "author_key": "x"}
    contributions = told(plane, {"at": (100, 100)} | me)
    knowledge = answers({"target_id": "p0", "answer": "knows"} | me)
    row = table(plane, plane.places((100, 200)), contributions, knowledge).loc["A", "se_nourrir"]
    assert (row["people_asking"], row["people_knowing"], row["people_heard"]) == (1, 1, 1)


def test_knowledge_counts_say_the_same_as_the_table(plane):
    places, knowledge = plane.places((100, 200)), answers({"target_id": "p0", "answer": "knows"})
    arguments = (plane.zones(A=A, B=B), places, told(plane), knowledge, FILIERES)
    whole = perception_table(*arguments, parameters=EVERYBODY)
    part = knowledge_counts(*arguments, parameters=EVERYBODY)
    pd.testing.assert_frame_equal(part, whole[list(part.columns)])


def test_nothing_at_all_gives_a_row_of_zeros_and_no_zones_give_no_rows(plane):
    empty = table(plane, plane.places(), told(plane), answers())
    assert empty["state"].unique().tolist() == ["neither"]
    zones = plane.zones(A=A).iloc[:0]
    found = perception_table(zones, plane.places((1, 1)), told(plane), None, FILIERES, parameters=EVERYBODY)
    assert found.empty
    none = perception_table(plane.zones(A=A), plane.places((1, 1)), told(plane), None, [], parameters=EVERYBODY)
    assert none.empty


def test_places_without_coordinates_or_without_a_filiere_of_the_workshop_are_nowhere(plane):
    places = plane.places((100, 200), (100, 200), filieres=["se_nourrir", "inconnue"])
    places.loc[0, "lon"] = np.nan
    knowledge = answers({"target_id": "p0", "answer": "knows"}, {"target_id": "p1", "answer": "knows"})
    found = table(plane, places, told(plane), knowledge)
    assert found[["listed", "cited", "people_heard"]].to_numpy().sum() == 0


@pytest.mark.parametrize("state", PerceptionState)
def test_every_state_has_a_label_and_a_sentence(state):
    assert state_label(state)
    assert state_sentence(state).endswith(".")
