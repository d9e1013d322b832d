"""Needs without an answer against people without work, over two quartiers side by side of 400 m."""

import numpy as np
import pandas as pd
import pytest
import shapely

from mapping.analysis.work import work_table
from mapping.domain.errors import ColumnError

A = shapely.box(0, 0, 400, 400)
B = shapely.box(400, 0, 800, 400)
FILIERES = ["se_nourrir", "reparer"]


def verdicts(**by_cell):
    rows = [{"code_qp": key[0], "filiere": key[2:], "verdict": verdict} for key, verdict in by_cell.items()]
    return pd.DataFrame(rows, columns=["code_qp", "filiere", "verdict"])


def indicators(*rows):
    plain = {"code": "A", "name": "people_without_work", "label": "", "value": 10.0, "status": "", "year": "2022"}
    columns = [*plain, "source"]
    return pd.DataFrame([plain | {"source": "essai"} | row for row in rows], columns=columns)


def read(plane, gaps, *asked, zones=None, **options):
    contributions = plane.contributions(*[{"at": (100, 100)} | row for row in asked])
    authors = [row.get("author_key", "") for row in asked]
    zones = plane.zones(A=A, B=B) if zones is None else zones
    return work_table(zones, gaps, contributions.assign(author_key=authors), FILIERES, **options).set_index("code")


@pytest.mark.parametrize(
    ("verdict", "counts"),
    [("absent", 1), ("far", 1), ("present", 0), ("nearby", 0), ("unknown_offer", 0), ("insufficient_data", 0)],
)
def test_a_need_has_no_answer_where_it_is_asked_for_and_absent_or_far(plane, verdict, counts):
    row = read(plane, verdicts(A_se_nourrir=verdict), {"people": 4}).loc["A"]
    assert (row["needs_without_answer"], row["people_asking"]) == (counts, 4 * counts)


def test_what_is_absent_but_that_nobody_asks_for_is_not_a_need(plane):
    found = read(plane, verdicts(A_se_nourrir="absent", A_reparer="absent"), {"filiere": "reparer"})
    assert found.loc["A", ["needs_without_answer", "filieres", "people_asking"]].tolist() == [1, "reparer", 1]
    assert found.loc["B", ["needs_without_answer", "filieres", "people_asking"]].tolist() == [0, "", 0]


def test_a_person_who_asks_for_two_things_is_one_person(plane):
    gaps = verdicts(A_se_nourrir="absent", A_reparer="far")
    found = read(plane, gaps, {"author_key": "x"}, {"author_key": "x", "filiere": "reparer"})
    assert found.loc["A", ["needs_without_answer", "people_asking"]].tolist() == [2, 1]


def test_what_is_known_of_people_without_work_is_the_latest_year_that_has_a_value(plane):
    known = indicators(
        {"value": 250.0, "year": "2020"},
        {"value": 240.0, "year": "2021"},
        {"value": np.nan, "year": "2022", "status": "s"},
        {"name": "TX_TOT_EMPL", "value": 43.5},
        {"code": "B", "name": "tx_tot_empl", "value": np.nan, "status": "nd"},
    )
    found = read(plane, verdicts(), indicators=known)
    assert found.loc["A", ["people_without_work", "work_year", "work_source"]].tolist() == [240.0, "2021", "essai"]
    assert found.loc["A", "employment_rate_pct"] == 43.5
    assert found.loc["B", ["people_without_work", "employment_rate_pct"]].isna().all()
    assert found.loc["B", ["work_year", "work_source"]].tolist() == ["", ""]


def test_a_rate_of_employment_never_makes_a_number_of_people(plane):
    found = read(plane, verdicts(), indicators=indicators({"name": "tx_tot_empl", "value": 40.0}))
    assert np.isnan(found.loc["A", "people_without_work"])


def test_a_number_typed_in_comes_first_and_a_negative_one_is_ignored(plane):
    known = indicators({"value": 240.0}, {"code": "B", "value": 80.0})
    found = read(plane, verdicts(), indicators=known, typed={"A": 300.0, "B": -1.0, "Z": 5.0})
    assert found["people_without_work"].tolist() == [300.0, 80.0]
    assert found["work_source"].tolist() == ["", "essai"]


@pytest.mark.parametrize(("people", "published"), [(2, False), (3, True)])
def test_few_people_asking_are_not_published(plane, people, published):
    found = read(plane, verdicts(A_se_nourrir="absent"), {"people": people}, min_people=3)
    assert bool(found.loc["A", "published"]) is published


def test_verdicts_of_zones_or_filieres_that_are_not_there_are_left_out(plane):
    gaps = pd.concat([verdicts(Z_se_nourrir="absent", A_inconnue="absent"), verdicts(A_se_nourrir="absent")])
    found = read(plane, gaps, {}, {"filiere": "inconnue"}, {"filiere": None})
    assert found["needs_without_answer"].tolist() == [1, 0]


def test_nothing_and_no_zones_give_zeros_and_no_rows(plane):
    found = read(plane, verdicts())
    assert found["needs_without_answer"].tolist() == [0, 0]
    assert found["people_without_work"].isna().all()
    assert read(plane, verdicts(A_se_nourrir="absent"), {}, zones=plane.zones(A=A).iloc[:0]).empty


def test_indicators_without_their_columns_are_refused(plane):
    with pytest.raises(ColumnError, match="value"):
        read(plane, verdicts(), indicators=indicators().drop(columns="value"))
