"""Moderating: each decision is an event, and each event can be undone."""

import pytest

from mapping.domain.errors import ContributionError
from mapping.domain.models import Action, ContributionKind, Status
from mapping.services.contribute import Request, contribute, point_wkt
from mapping.services.moderate import history, moderate, undo
from mapping.storage.interface import Store

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
