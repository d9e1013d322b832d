"""Two actors that are one: the row of the duplicate goes away, comes back when undone, and no list resurrects it."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from mapping.domain.errors import ContributionError
from mapping.domain.merging import merge_payload
from mapping.domain.models import EventKind
from mapping.storage import SqlStore, copy_store, rebuild
from mapping.storage.interface import Draft
from tests.storage.conftest import NewTarget
from tests.storage.samples import actor, actors, source

AMICALE = actor("a", "Amicale du Parc", website="amicale.example", lon=2.35, lat=48.93)
DOUBLE = actor("b", "AMICALE DU PARC", siret="12345678900011", website="")


def merge(gone: str, into: str, **fields: str) -> Draft:
    return Draft(EventKind.ACTORS_MERGED, gone, merge_payload(into, fields))


def rows(store: SqlStore) -> dict[str, dict[str, Any]]:
    return {row["actor_id"]: row for row in store.actors().to_dict("records")}


@pytest.fixture
def both(store: SqlStore) -> SqlStore:
    store.save_actors(source(), actors(AMICALE))
    store.save_actors(source(), actors(DOUBLE))
    return store


def test_the_duplicate_goes_away_and_the_survivor_has_what_both_said(both: SqlStore) -> None:
    both.append([merge("b", "a")])
    found = rows(both)
    assert found.keys() == {"a"}
    assert (found["a"]["name"], found["a"]["website"]) == ("AMICALE DU PARC", "amicale.example")
    assert (found["a"]["siret"], found["a"]["lon"]) == ("12345678900011", 2.35)


def test_undoing_the_merge_brings_the_duplicate_back(both: SqlStore) -> None:
    before = both.actors()
    merged = both.append([merge("b", "a")])[0]
    both.undo(merged.id)
    pd.testing.assert_frame_equal(both.actors(), before)


def test_neither_list_brings_the_duplicate_back(both: SqlStore) -> None:
    both.append([merge("b", "a")])
    for list_again in (AMICALE, DOUBLE, DOUBLE | {"name": "Amicale du Grand Parc"}):
        outcome = both.save_actors(source(), actors(list_again))
        assert outcome.created == ()
        assert rows(both).keys() == {"a"}
    assert rows(both)["a"]["name"] == "Amicale du Grand Parc"


def test_a_list_that_says_nothing_new_about_the_two_writes_no_line(both: SqlStore) -> None:
    both.append([merge("b", "a")])
    both.save_actors(source(), actors(AMICALE, DOUBLE))
    imports = [event for event in both.events() if event.kind is EventKind.ACTOR_IMPORTED]
    assert len(imports) == 2


def test_undoing_the_first_link_of_a_chain_frees_only_that_one(both: SqlStore) -> None:
    both.save_actors(source(), actors(actor("c", "Club du Parc")))
    first, _second = both.append([merge("a", "b"), merge("b", "c")])
    assert rows(both).keys() == {"c"}
    both.undo(first.id)
    assert rows(both).keys() == {"a", "c"}


def test_merges_that_cross_leave_one_actor(both: SqlStore) -> None:
    both.append([merge("a", "b"), merge("b", "a")])
    assert rows(both).keys() == {"b"}


def test_merged_actors_are_the_same_after_a_rebuild_and_in_a_copy(
    both: SqlStore, target: str, new_target: NewTarget, opened: Callable[[str], SqlStore]
) -> None:
    both.append([merge("b", "a", name="a")])
    before = both.actors()
    rebuild(both)
    pd.testing.assert_frame_equal(both.actors(), before)
    elsewhere = new_target()
    copy_store(target, elsewhere)
    pd.testing.assert_frame_equal(opened(elsewhere).actors(), before)


def test_saying_that_two_are_different_can_be_undone_once(both: SqlStore) -> None:
    said = both.append([Draft(EventKind.NOT_DUPLICATES, "a|b", {"pair": ["a", "b"]})])[0]
    both.undo(said.id)
    with pytest.raises(ContributionError):
        both.undo(said.id)
    assert rows(both).keys() == {"a", "b"}
