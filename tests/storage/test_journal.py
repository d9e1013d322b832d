"""The contract of the journal, on both databases: events, order, idempotence, undo."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from mapping.domain.errors import ContributionError
from mapping.domain.ids import new_id
from mapping.domain.models import Action, EventKind, Status, Workshop
from mapping.storage import SqlStore
from mapping.storage.interface import Draft
from tests.storage.samples import START, actor, actors, contribution, decision, source, submission

LATE_ID = "ffffffff-ffff-4fff-bfff-ffffffffffff"


def test_a_new_workshop_holds_one_event_and_its_settings(store: SqlStore, made: Workshop) -> None:
    assert store.workshop() == made
    [event] = store.events()
    assert (event.kind, event.subject, event.clock) == (EventKind.WORKSHOP_CREATED, made.id, 1)
    assert store.revision() == 1
    assert len(store.contributions()) == len(store.actors()) == len(store.zones()) == 0


def test_a_contribution_is_read_as_it_was_submitted(store: SqlStore) -> None:
    sent = contribution(text="Un atelier vélo", people=12, near_id="QN09328M", language="ta", filiere=None)
    store.append([submission(sent.id, text=sent.text, people=12, near_id="QN09328M", language="ta", filiere=None)])
    assert store.contribution(sent.id) == sent
    [row] = store.contributions().to_dict("records")
    assert (row["text"], row["people"], row["filiere"], row["status"]) == ("Un atelier vélo", 12, "", "pending")
    assert row["geometry"].wkt == "POINT (2.36 48.93)"


def test_the_same_submission_twice_is_one_contribution_and_leaves_the_revision(store: SqlStore) -> None:
    draft = submission()
    [event] = store.append([draft])
    before = store.revision()
    assert event.id == event.subject == draft.subject
    assert store.append([draft]) == []
    assert store.revision() == before
    assert len(store.contributions()) == 1


def test_the_same_identifier_with_another_payload_keeps_the_first(store: SqlStore) -> None:
    draft = submission(text="premier")
    store.append([draft, submission(draft.subject, text="second")])
    store.append([submission(draft.subject, text="troisième")])
    assert store.contributions()["text"].tolist() == ["premier"]


def test_a_submission_under_another_event_identifier_is_still_the_same_one(store: SqlStore) -> None:
    draft = submission()
    store.append([draft])
    assert store.append([Draft(draft.kind, draft.subject, draft.payload, id=new_id())]) == []


def test_a_contribution_sent_again_after_it_was_undone_stays_undone(store: SqlStore) -> None:
    draft = submission()
    store.append([draft])
    store.undo(draft.subject)
    assert store.append([draft]) == []
    assert store.contribution(draft.subject) is None


def test_events_are_returned_as_they_are_read_back_newest_first(store: SqlStore) -> None:
    recorded = store.append([submission(), submission()])
    assert store.events(limit=2) == recorded[::-1]
    assert store.events(subject=recorded[0].subject) == [recorded[0]]


def test_events_of_one_transaction_share_the_revision_as_their_clock(store: SqlStore) -> None:
    ids = sorted(new_id() for _ in range(3))
    events = store.append([submission(identifier) for identifier in ids])
    assert [event.clock for event in events] == [2, 2, 2]
    assert store.revision() == 2


def test_the_order_given_is_kept_when_identifiers_sort_otherwise(store: SqlStore) -> None:
    """A decision whose identifier sorts before the submission would be folded first, and lost."""
    first, second = LATE_ID, "00000000-0000-4000-8000-000000000000"
    drafts = [
        submission(first),
        decision(first, Action.ACCEPT, event_id="11111111-1111-4111-8111-111111111111"),
        submission(second),
    ]
    events = store.append(drafts)
    assert sorted(events, key=lambda event: (event.clock, event.id)) == events
    assert store.contributions()["id"].tolist() == [first, second]
    accepted = store.contribution(first)
    assert accepted is not None and accepted.status is Status.ACCEPTED
    assert store.revision() == max(event.clock for event in events)


def test_recorded_at_comes_from_the_clock_given_and_is_universal(store: SqlStore) -> None:
    [event] = store.append([submission()])
    assert event.recorded_at == START + timedelta(seconds=1)
    assert event.recorded_at.tzinfo is UTC


def test_a_time_of_another_zone_is_kept_as_the_same_moment(store: SqlStore) -> None:
    moment = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    [event] = store.append([submission(submitted_at=moment)])
    found = store.contribution(event.subject)
    assert found is not None and found.submitted_at == moment
    assert store.contributions()["submitted_at"].tolist() == ["2026-06-30T22:30:00+00:00"]


def test_a_time_without_zone_is_refused_and_nothing_is_recorded(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        store.append([submission(), submission(submitted_at=datetime(2026, 7, 1))])
    assert store.revision() == 1 and len(store.events()) == 1


def test_an_unreadable_geometry_is_refused_with_all_that_came_with_it(store: SqlStore) -> None:
    with pytest.raises(ContributionError, match="WKT est attendu"):
        store.append([submission(), submission(geometry_wkt="POINT (2.36")])
    assert store.revision() == 1 and len(store.contributions()) == 0


def test_decisions_follow_one_another(store: SqlStore) -> None:
    draft, other = submission(), submission()
    store.append([draft, other])
    store.append([decision(draft.subject, Action.REFUSE, reason="hors sujet")])
    refused = store.contribution(draft.subject)
    assert refused is not None and (refused.status, refused.reason) == (Status.REFUSED, "hors sujet")
    store.append([decision(draft.subject, Action.MERGE, into=other.subject)])
    merged = store.contribution(draft.subject)
    assert merged is not None and merged.merged_into == other.subject
    store.append([decision(draft.subject, Action.RESTORE)])
    restored = store.contribution(draft.subject)
    assert restored is not None and (restored.status, restored.merged_into) == (Status.PENDING, "")


def test_an_undone_decision_no_longer_counts_and_undoing_the_undoing_puts_it_back(store: SqlStore) -> None:
    draft = submission()
    store.append([draft])
    [refusal] = store.append([decision(draft.subject, Action.REFUSE)])
    undoing = store.undo(refusal.id)
    assert undoing.kind is EventKind.UNDONE and undoing.subject == draft.subject
    assert _status(store, draft.subject) is Status.PENDING
    redoing = store.undo(undoing.id)
    assert _status(store, draft.subject) is Status.REFUSED
    store.undo(redoing.id)
    assert _status(store, draft.subject) is Status.PENDING


def test_what_is_already_undone_is_not_undone_twice(store: SqlStore) -> None:
    [event] = store.append([submission()])
    undoing = store.undo(event.id)
    before = store.revision()
    with pytest.raises(ContributionError, match="déjà annulé"):
        store.undo(event.id)
    assert store.revision() == before
    store.undo(undoing.id)
    with pytest.raises(ContributionError, match="déjà annulé"):
        store.undo(undoing.id)


def test_an_event_that_is_not_there_cannot_be_undone(store: SqlStore) -> None:
    with pytest.raises(ContributionError, match="n'est pas dans le journal"):
        store.undo("x'; DROP TABLE journal; --")
    assert store.revision() == 1


def test_settings_and_files_are_not_undone(store: SqlStore) -> None:
    store.save_settings(title="Autre")
    store.save_actors(source(), actors(actor("a", "La Fabrique")))
    kinds = {event.kind: event.id for event in store.events()}
    for kind in (EventKind.WORKSHOP_CREATED, EventKind.SETTINGS_CHANGED, EventKind.DATASET_IMPORTED):
        with pytest.raises(ContributionError, match="On n'annule qu'une contribution"):
            store.undo(kinds[kind])


def test_an_imported_actor_can_be_undone(store: SqlStore) -> None:
    store.save_actors(source(), actors(actor("a", "La Fabrique")))
    store.save_actors(source(), actors(actor("a", "La Fabrique, renommée")))
    [newest, oldest] = store.events(subject="a")
    store.undo(newest.id)
    assert store.actors()["name"].tolist() == ["La Fabrique"]
    store.undo(oldest.id)
    assert len(store.actors()) == 0
    assert store.save_actors(source(), actors(actor("a", "La Fabrique"))).created == ("a",)


def test_changed_settings_are_recorded_and_unchanged_ones_leave_no_trace(store: SqlStore, made: Workshop) -> None:
    store.save_settings(title="Le Cordon", demonstration=True, filieres=made.filieres[:1])
    changed = store.workshop()
    assert (changed.title, changed.is_demonstration, changed.filieres) == ("Le Cordon", True, made.filieres[:1])
    before = store.revision()
    store.save_settings(title="Le Cordon", demonstration=True, filieres=made.filieres[:1])
    store.save_settings()
    assert store.revision() == before
    [event] = [event for event in store.events() if event.kind is EventKind.SETTINGS_CHANGED]
    assert set(event.payload) == {"title", "is_demonstration", "filieres"}


def test_nothing_to_record_leaves_the_revision(store: SqlStore) -> None:
    assert store.append([]) == []
    assert store.revision() == 1


def _status(store: SqlStore, contribution_id: str) -> Status | None:
    found = store.contribution(contribution_id)
    return None if found is None else found.status
