"""Two quartiers, two dates: what may be said, and what the intervals do not allow to say."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from mapping.domain.models import Action, ContributionKind, Event, EventKind
from mapping.domain.sessions import Session
from mapping.domain.tables import GAPS
from mapping.services.comparing import change_words, changes, compare_zones, difference
from mapping.services.contribute import Request, contribute, point_wkt
from mapping.services.dates import moments, moments_of, snapshot_at
from mapping.services.moderate import moderate
from mapping.services.said import participants, words_of
from mapping.services.scenario import situate
from mapping.services.workshops import take_snapshot
from mapping.storage.interface import Store

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def cell(code="A", filiere="reparer", **values):
    plain = dict.fromkeys(GAPS.names, 0) | {"code_qp": code, "filiere": filiere, "verdict": "present"}
    return plain | {"per_1000": 1.0, "per_1000_low": 0.2, "per_1000_high": 2.9, "walk_median_min": 5.0} | values


def sentence(**other):
    both = compare_zones(pd.DataFrame([cell("A"), cell("B", **other)]), "A", "B")
    return difference(both.iloc[0], "Cordon", "Calon", "Réparer")


def test_rates_whose_intervals_meet_are_not_told_apart():
    assert sentence(per_1000=2.8, per_1000_low=2.9, per_1000_high=6.0) == ""


def test_rates_whose_intervals_do_not_meet_are_told_with_both():
    told = sentence(per_1000=4.0, per_1000_low=3.0, per_1000_high=6.0)
    assert "plus de lieux par habitant à Calon (4,0 pour 1 000, de 3,0 à 6,0)" in told
    assert "Cordon (1,0, de 0,2 à 2,9)" in told


def test_walks_a_minute_apart_are_alike_and_ten_minutes_apart_are_not():
    assert sentence(walk_median_min=6.0) == ""
    assert "à 5 minutes à pied à Cordon, 15 minutes à Calon" in sentence(walk_median_min=15.0)


def test_what_is_unknown_on_one_side_is_not_compared():
    unknown = dict.fromkeys(["per_1000", "per_1000_low", "per_1000_high", "walk_median_min"], float("nan"))
    assert sentence(**unknown) == ""


def test_only_cells_that_changed_are_told():
    before = pd.DataFrame([cell("A", verdict="absent"), cell("B"), cell("C", people_asking=4)])
    after = pd.DataFrame([cell("A", inside=2), cell("B"), cell("C", people_asking=1)])
    found = changes(before, after)
    assert found["code_qp"].tolist() == ["A", "C"]
    told = [change_words(row, zone=row["code_qp"], label="Réparer") for _index, row in found.iterrows()]
    assert told[0] == "A, Réparer : « Absent » devient « Présent » ; 2 lieux de plus."
    assert told[1] == "C, Réparer : 3 personnes de moins le demandent."


def test_moments_are_before_the_residents_around_seances_and_ends_of_days():
    kinds = [EventKind.ACTOR_IMPORTED, EventKind.CONTRIBUTION_SUBMITTED, EventKind.CONTRIBUTION_SUBMITTED]
    events = [Event(str(n), n + 1, NOON + timedelta(days=n), kind, "x") for n, kind in enumerate(kinds)]
    found = moments_of(events, [Session("s", date(2026, 3, 15), opened_clock=2)])
    assert [(moment.clock, moment.label) for moment in found] == [
        (1, "Avant les habitants"),
        (2, "Avant la séance du 15/03/2026"),
        (3, "Maintenant"),
    ]
    assert moments_of([], []) == ()


def place(store: Store, text: str = "Atelier vélo", **values) -> str:
    asked = Request(ContributionKind.PLACE, point_wkt(2.3525, 48.9325), filiere="reparer", text=text, **values)
    return contribute(store, asked).contribution.id


def test_a_workshop_is_read_as_it_was_before_a_place_was_added(store: Store):
    place(store)
    first, *_others, last = moments(store)
    now = take_snapshot(store)
    past = snapshot_at(store, now, first.clock)
    assert (len(past.contributions), len(now.contributions)) == (0, 1)
    found = changes(situate(past).gaps, situate(snapshot_at(store, now, last.clock)).gaps)
    assert set(found["filiere"]) == {"reparer"}
    assert found["places_after"].sum() > found["places_before"].sum() == 0


def test_a_person_who_speaks_twice_takes_part_once(store: Store):
    assert participants(take_snapshot(store)) is None
    for _time in range(2):
        place(store, author_key="k1")
    place(store, people=3)
    assert participants(take_snapshot(store)) == 4


@pytest.mark.parametrize("status", ["pending", "accepted"])
def test_only_accepted_words_are_shown_and_only_in_their_quartier(store: Store, status: str):
    added = place(store, "Le vélo <b>")
    if status == "accepted":
        moderate(store, added, Action.ACCEPT)
    said = words_of(take_snapshot(store), "QN09301X")["text"].tolist()
    assert said == (["Le vélo <b>"] if status == "accepted" else [])
    assert words_of(take_snapshot(store), "QN09302X").empty
    assert words_of(take_snapshot(store), "QN09301X", filiere="se_nourrir").empty
