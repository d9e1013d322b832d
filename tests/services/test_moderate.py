"""Moderating: each decision is an event, and each event can be undone."""

import pytest

from mapping.domain.errors import CartoquartierError, ContributionError
from mapping.domain.models import Action, ContributionKind, EventKind, Photo, PhotoStatus, Status
from mapping.services.contribute import Request, contribute, point_wkt
from mapping.services.correct import correct
from mapping.services.moderate import history, moderate, moderate_many, moderate_photo, undo, undo_last
from mapping.storage.interface import Draft, Store

HERE = point_wkt(2.352, 48.932)


def add(store: Store, text: str = "") -> str:
    request = Request(ContributionKind.PLACE, HERE, filiere="reparer", text=text)
    return contribute(store, request).contribution.id


def test_accept_refuse_and_restore_follow_each_other(store: Store) -> None:
    identifier = add(store)
    assert moderate(store, identifier, Action.ACCEPT).status is Status.ACCEPTED
    refused = moderate(store, identifier, Action.REFUSE, reason="hors sujet")
    assert (refused.status, refused.reason) == (Status.REFUSED, "hors sujet")
    restored = moderate(store, identifier, Action.RESTORE)
    assert (restored.status, restored.reason) == (Status.PENDING, "")


def test_deciding_again_what_is_decided_records_nothing(store: Store) -> None:
    identifier = add(store)
    moderate(store, identifier, Action.ACCEPT)
    before = store.revision()
    moderate(store, identifier, Action.ACCEPT)
    assert store.revision() == before


def test_a_decision_can_be_undone_and_the_undoing_too(store: Store) -> None:
    identifier = add(store)
    moderate(store, identifier, Action.REFUSE)
    decision = history(store)[0].event_id
    undoing = undo(store, decision)
    current = store.contribution(identifier)
    assert current is not None and current.status is Status.PENDING
    undo(store, undoing.id)
    current = store.contribution(identifier)
    assert current is not None and current.status is Status.REFUSED


def test_undoing_a_submission_takes_it_off_but_history_keeps_it(store: Store) -> None:
    identifier = add(store, "un lieu")
    undo(store, identifier)
    assert store.contribution(identifier) is None
    assert any(line.undone and "un lieu" in line.sentence for line in history(store))


def test_merging_needs_something_to_keep(store: Store) -> None:
    first, second, third = add(store, "a"), add(store, "b"), add(store, "c")
    merged = moderate(store, second, Action.MERGE, into=first)
    assert (merged.status, merged.merged_into) == (Status.MERGED, first)
    for into, words in [
        ("", "quoi"),
        (third, "elle-même"),
        ("rien", "ni une contribution"),
        (second, "déjà fusionnée"),
    ]:
        with pytest.raises(ContributionError, match=words):
            moderate(store, third, Action.MERGE, into=into)


def test_an_unknown_contribution_is_said_to_be_unknown(store: Store) -> None:
    with pytest.raises(ContributionError, match="introuvable"):
        moderate(store, "0190f0c2-7b1a-7c3d-8e4f-5a6b7c8d9e0f", Action.ACCEPT)


def status(store: Store, identifier: str) -> Status | None:
    current = store.contribution(identifier)
    return None if current is None else current.status


def test_fifty_are_decided_in_one_transaction_and_undone_in_one(store: Store) -> None:
    ids = [add(store, f"n° {number}") for number in range(50)]
    before = store.revision()
    batch = moderate_many(store, ids, Action.ACCEPT)
    assert batch.ids == tuple(ids) and len(batch.event_ids) == 50
    assert {status(store, identifier) for identifier in ids} == {Status.ACCEPTED}
    decided = store.revision()
    undone = undo_last(store)
    assert undone is not None and undone.sentence == "Contribution acceptée, 50 fois"
    assert {status(store, identifier) for identifier in ids} == {Status.PENDING}
    assert decided > before and len(store.events()) == len(history(store))


def test_one_of_a_batch_can_be_undone_alone_and_the_rest_afterwards(store: Store) -> None:
    ids = [add(store) for _number in range(3)]
    batch = moderate_many(store, ids, Action.REFUSE, reason="hors sujet")
    undo(store, batch.event_ids[1])
    assert [status(store, identifier) for identifier in ids] == [Status.REFUSED, Status.PENDING, Status.REFUSED]
    rest = undo_last(store)
    assert rest is not None and len(rest.event_ids) == 2
    assert {status(store, identifier) for identifier in ids} == {Status.PENDING}
    assert undo_last(store) is None


def test_one_wrong_identifier_and_nothing_of_the_batch_is_recorded(store: Store) -> None:
    identifier = add(store)
    with pytest.raises(ContributionError, match="introuvable"):
        moderate_many(store, [identifier, "absent"], Action.ACCEPT)
    assert status(store, identifier) is Status.PENDING


def test_a_batch_leaves_alone_what_is_decided_twice_over_or_taken_back(store: Store) -> None:
    decided, taken_back, waiting = add(store), add(store), add(store)
    moderate(store, decided, Action.ACCEPT)
    store.append([Draft(EventKind.CONTRIBUTION_WITHDRAWN, taken_back)])
    batch = moderate_many(store, [decided, taken_back, waiting, waiting], Action.ACCEPT)
    assert batch.ids == (waiting,)
    assert store.contribution(taken_back) is None


def test_undoing_again_and_again_goes_back_one_decision_at_a_time(store: Store) -> None:
    identifier = add(store, "un")
    moderate(store, identifier, Action.ACCEPT)
    correct(store, identifier, {"text": "deux"})
    moderate(store, identifier, Action.REFUSE)
    seen = []
    while undo_last(store) is not None:
        current = store.contribution(identifier)
        assert current is not None
        seen.append((current.status.value, current.text))
    assert seen == [("accepted", "deux"), ("accepted", "un"), ("pending", "un")]


def test_a_photo_is_shown_hidden_and_that_is_undone(store: Store) -> None:
    identifier = add(store)
    with pytest.raises(ContributionError, match="photo"):
        moderate_photo(store, identifier, show=True)
    store.save_photo(Photo("0190f0c2-7b1a-7c3d-8e4f-5a6b7c8d9e0f", identifier, b"jpeg", 1, 1))
    assert moderate_photo(store, identifier, show=True).photo_status is PhotoStatus.SHOWN
    before = store.revision()
    moderate_photo(store, identifier, show=True)
    assert store.revision() == before
    undo_last(store)
    current = store.contribution(identifier)
    assert current is not None and current.photo_status is PhotoStatus.HIDDEN


def test_a_correction_changes_what_was_asked_and_history_keeps_the_first_words(store: Store) -> None:
    identifier = add(store, "chez Fatou")
    corrected = correct(store, identifier, {"text": "couture", "filiere": "se_nourrir"})
    assert (corrected.text, corrected.filiere, corrected.geometry_wkt) == ("couture", "se_nourrir", HERE)
    (event,) = store.events(kinds={EventKind.CONTRIBUTION_CORRECTED})
    assert event.payload == {"text": "couture", "filiere": "se_nourrir"}
    before = store.revision()
    correct(store, identifier, {"text": "couture"})
    assert store.revision() == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"filiere": "inconnue"}, "inconnu"),
        ({"filiere": ""}, "à quoi ça sert"),
        ({"people": 0}, "personnes"),
        ({"category": "inconnue"}, "Catégorie"),
        ({"geometry_wkt": point_wkt(48.93, 2.35)}, "inversées"),
        ({"status": "accepted"}, "On ne corrige pas"),
        ({"author_key": "x"}, "On ne corrige pas"),
    ],
)
def test_a_correction_is_checked_as_a_contribution(store: Store, changes: dict[str, object], words: str) -> None:
    identifier = add(store, "un")
    with pytest.raises(CartoquartierError, match=words):
        correct(store, identifier, changes)
    assert store.contribution(identifier) is not None and not store.events(kinds={EventKind.CONTRIBUTION_CORRECTED})
