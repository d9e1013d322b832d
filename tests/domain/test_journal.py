"""The state is a fold over the journal: whatever the order in which two laptops bring their events, it is the same."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.domain.journal import cancelled_ids, contribution_payload, fold_actor, fold_contribution, in_force
from mapping.domain.models import (
    Action,
    Contribution,
    ContributionKind,
    Event,
    EventKind,
    Origin,
    Placement,
    Status,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NEED = Contribution(
    id="c",
    kind=ContributionKind.NEED,
    filiere="se_nourrir",
    geometry_wkt="POINT (2.36 48.93)",
    placement=Placement.EXACT,
    submitted_at=NOON,
    text="Il manque une épicerie",
    people=14,
    near_id="QN09328M",
    language="fr",
    origin=Origin.IMPORT,
)


def event(id_: str, kind: EventKind, payload: dict[str, Any], *, clock: int) -> Event:
    return Event(id=id_, clock=clock, recorded_at=NOON, kind=kind, subject="c", payload=payload)


def submitted(id_: str = "s", *, clock: int = 1, contribution: Contribution = NEED) -> Event:
    return event(id_, EventKind.CONTRIBUTION_SUBMITTED, contribution_payload(contribution), clock=clock)


def moderated(id_: str, action: Action, *, clock: int, reason: str = "", into: str = "") -> Event:
    payload = {"action": action.value, "reason": reason, "into": into}
    return event(id_, EventKind.CONTRIBUTION_MODERATED, payload, clock=clock)


def undone(id_: str, target: str, *, clock: int) -> Event:
    return event(id_, EventKind.UNDONE, {"event_id": target}, clock=clock)


def state_of(*events: Event) -> Contribution:
    state = fold_contribution(events)
    assert state is not None
    return state


def test_what_was_submitted_is_read_back_and_waits() -> None:
    assert state_of(submitted()) == NEED
    assert NEED.status is Status.PENDING


def test_nothing_recorded_is_no_contribution() -> None:
    assert fold_contribution([]) is None


@pytest.mark.parametrize(
    ("action", "status"),
    [
        (Action.ACCEPT, Status.ACCEPTED),
        (Action.REFUSE, Status.REFUSED),
        (Action.MERGE, Status.MERGED),
        (Action.RESTORE, Status.PENDING),
    ],
)
def test_each_decision_leads_to_its_status(action: Action, status: Status) -> None:
    assert state_of(submitted(), moderated("m", action, clock=2)).status is status


def test_every_action_has_a_status_after_it() -> None:
    assert {state_of(submitted(), moderated("m", action, clock=2)).status for action in Action} <= set(Status)


def test_the_last_decision_counts_with_its_reason() -> None:
    state = state_of(
        submitted(),
        moderated("m1", Action.ACCEPT, clock=2, reason="vu sur place"),
        moderated("m2", Action.REFUSE, clock=3, reason="hors du quartier"),
    )
    assert (state.status, state.reason) == (Status.REFUSED, "hors du quartier")


def test_merging_says_into_what_and_restoring_forgets_it() -> None:
    merged = [submitted(), moderated("m1", Action.MERGE, clock=2, into="other", reason="le même lieu")]
    assert state_of(*merged).merged_into == "other"
    restored = state_of(*merged, moderated("m2", Action.RESTORE, clock=3))
    assert (restored.status, restored.merged_into, restored.reason) == (Status.PENDING, "", "")


def test_refusing_never_keeps_what_it_was_merged_into() -> None:
    state = state_of(
        submitted(),
        moderated("m1", Action.MERGE, clock=2, into="other"),
        moderated("m2", Action.REFUSE, clock=3, into="other"),
    )
    assert state.merged_into == ""


def test_undoing_a_decision_puts_the_one_before_back() -> None:
    events = [
        submitted(),
        moderated("m1", Action.ACCEPT, clock=2),
        moderated("m2", Action.REFUSE, clock=3),
        undone("u", "m2", clock=4),
    ]
    assert state_of(*events).status is Status.ACCEPTED


def test_undoing_an_undoing_puts_the_decision_back() -> None:
    events = [
        submitted(),
        moderated("m", Action.REFUSE, clock=2),
        undone("u1", "m", clock=3),
        undone("u2", "u1", clock=4),
    ]
    assert state_of(*events).status is Status.REFUSED
    assert state_of(*events, undone("u3", "u2", clock=5)).status is Status.PENDING


def test_two_laptops_that_undo_the_same_decision_undo_it_once() -> None:
    events = [
        submitted(),
        moderated("m", Action.REFUSE, clock=2),
        undone("u1", "m", clock=3),
        undone("u2", "m", clock=3),
    ]
    assert state_of(*events).status is Status.PENDING
    one_taken_back = [*events, undone("u3", "u1", clock=4)]
    assert state_of(*one_taken_back).status is Status.PENDING


def test_undoing_the_submission_withdraws_it_whatever_was_decided() -> None:
    events = [submitted(), moderated("m", Action.ACCEPT, clock=2), undone("u", "s", clock=3)]
    assert fold_contribution(events) is None
    assert state_of(*events, undone("u2", "u", clock=4)).status is Status.ACCEPTED


def test_a_decision_without_a_submission_is_no_contribution() -> None:
    assert fold_contribution([moderated("m", Action.ACCEPT, clock=1)]) is None


def test_a_second_submission_of_the_same_contribution_changes_nothing() -> None:
    other = Contribution(
        id="c",
        kind=ContributionKind.PLACE,
        filiere=None,
        geometry_wkt="POINT (0 0)",
        placement=Placement.EXACT,
        submitted_at=NOON,
    )
    assert state_of(submitted(), submitted("s2", clock=2, contribution=other)) == NEED


def test_undoings_are_never_among_the_events_in_force() -> None:
    events = [
        submitted(),
        moderated("m", Action.ACCEPT, clock=2),
        undone("u1", "m", clock=3),
        undone("u2", "u1", clock=4),
    ]
    assert [one.id for one in in_force(reversed(events))] == ["s", "m"]


def test_events_of_the_same_clock_are_taken_by_identifier() -> None:
    accept, refuse = moderated("m1", Action.ACCEPT, clock=2), moderated("m2", Action.REFUSE, clock=2)
    assert state_of(submitted(), refuse, accept).status is Status.REFUSED


@st.composite
def journals(draw: st.DrawFn) -> list[Event]:
    """A submission, decisions and undoings of anything before them; clocks may be equal, identifiers may not."""
    events = [submitted("e00", clock=0)]
    clock = 0
    for number in range(1, draw(st.integers(1, 12)) + 1):
        clock += draw(st.integers(0, 2))
        id_ = f"e{number:02d}"
        if draw(st.booleans()):
            action = draw(st.sampled_from(Action))
            events.append(moderated(id_, action, clock=clock, reason=id_, into="other"))
        else:
            target = events[draw(st.integers(0, len(events) - 1))].id
            events.append(undone(id_, target, clock=clock))
    return events


@given(st.data())
def test_any_order_of_the_same_events_gives_the_same_state(data: st.DataObject) -> None:
    events = data.draw(journals())
    shuffled = data.draw(st.permutations(events))
    assert fold_contribution(shuffled) == fold_contribution(events)


@given(journals())
def test_undoing_the_last_event_gives_the_state_before_it(events: list[Event]) -> None:
    last = events[-1]
    assert fold_contribution([*events, undone("z", last.id, clock=last.clock + 1)]) == fold_contribution(events[:-1])


@given(journals())
def test_an_event_received_twice_counts_once(events: list[Event]) -> None:
    assert fold_contribution([*events, *events]) == fold_contribution(events)


@given(
    st.builds(
        Contribution,
        id=st.uuids().map(str),
        kind=st.sampled_from(ContributionKind),
        filiere=st.none() | st.text(),
        geometry_wkt=st.text(),
        placement=st.sampled_from(Placement),
        submitted_at=st.datetimes(timezones=st.just(UTC)),
        text=st.text(),
        people=st.integers(1, 10_000),
        near_id=st.text(),
        language=st.sampled_from(["fr", "ar", "ta"]),
        origin=st.sampled_from(Origin),
    )
)
def test_any_submission_survives_the_journal_written_as_json(contribution: Contribution) -> None:
    written = json.loads(json.dumps(contribution_payload(contribution)))
    assert fold_contribution([event("s", EventKind.CONTRIBUTION_SUBMITTED, written, clock=1)]) == contribution


def imported(id_: str, fields: dict[str, Any], *, clock: int) -> Event:
    return event(id_, EventKind.ACTOR_IMPORTED, fields, clock=clock)


def enriched(id_: str, fields: dict[str, Any], *, clock: int) -> Event:
    return event(id_, EventKind.ACTOR_ENRICHED, fields, clock=clock)


def test_a_new_import_keeps_what_was_enriched_here() -> None:
    fields = fold_actor(
        [
            imported("i1", {"name": "Amicale", "city": "Stains", "website": "x"}, clock=1),
            enriched("e1", {"filieres": "se_nourrir"}, clock=2),
            imported("i2", {"name": "Amicale du Parc", "city": "Stains", "filieres": "reparer"}, clock=3),
        ]
    )
    assert fields == {"name": "Amicale du Parc", "city": "Stains", "filieres": "se_nourrir"}


def test_undoing_an_enrichment_gives_back_what_the_list_says() -> None:
    events = [imported("i", {"filieres": "reparer"}, clock=1), enriched("e", {"filieres": "se_nourrir"}, clock=2)]
    assert fold_actor([*events, undone("u", "e", clock=3)]) == {"filieres": "reparer"}


def test_an_actor_completed_by_a_second_source_stays_of_the_first() -> None:
    events = [
        imported("i", {"scheme": "", "source_id": "liste"}, clock=1),
        enriched("e", {"scheme": "aci", "source_id": "emplois"}, clock=2),
    ]
    assert fold_actor(events) == {"scheme": "aci", "source_id": "liste"}


def test_an_actor_that_no_list_knows_is_none() -> None:
    assert fold_actor([enriched("e", {"filieres": "reparer"}, clock=1)]) is None


def test_folding_does_not_change_the_events() -> None:
    list_event = imported("i", {"filieres": "reparer"}, clock=1)
    fold_actor([list_event, enriched("e", {"filieres": "se_nourrir"}, clock=2)])
    assert list_event.payload == {"filieres": "reparer"}


def test_what_no_longer_counts_holds_the_undoings_that_were_undone() -> None:
    events = [moderated("m", Action.ACCEPT, clock=2), undone("u1", "m", clock=3)]
    assert cancelled_ids(events) == {"m"}
    assert cancelled_ids([undone("u2", "u1", clock=4), *events]) == {"u1"}
    assert cancelled_ids([]) == set()
