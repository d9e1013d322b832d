"""Merging actors is a fold: the same lines in any order give the same survivors, and nothing said is lost."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.domain.journal import fold_actor
from mapping.domain.merging import actor_origins, fold_actors, linked_groups, merge_payload, pair_of, survivors
from mapping.domain.models import Event, EventKind

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def event(clock: int, kind: EventKind, subject: str, payload: dict[str, Any], *, id_: str = "") -> Event:
    return Event(id_ or f"e{clock:03d}", clock, NOON, kind, subject, payload)


def imported(clock: int, subject: str, **fields: Any) -> Event:
    return event(clock, EventKind.ACTOR_IMPORTED, subject, fields)


def enriched(clock: int, subject: str, **fields: Any) -> Event:
    return event(clock, EventKind.ACTOR_ENRICHED, subject, fields)


def merged(clock: int, gone: str, into: str, **fields: str) -> Event:
    return event(clock, EventKind.ACTORS_MERGED, gone, merge_payload(into, fields))


def undone(clock: int, target: Event) -> Event:
    return event(clock, EventKind.UNDONE, target.subject, {"event_id": target.id})


def histories(*events: Event) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for one in events:
        found.setdefault(one.subject, []).append(one)
    return found


def fold(*events: Event) -> dict[str, dict[str, Any]]:
    return fold_actors(histories(*events))


def test_the_survivor_has_the_fields_of_both_and_the_newest_where_both_speak() -> None:
    left = imported(1, "a", name="Amicale du Parc", website="amicale.example", siret="")
    right = imported(2, "b", name="AMICALE DU PARC", website="", siret="12345678901234")
    assert fold(left, right, merged(3, "b", "a")) == {
        "a": {"name": "AMICALE DU PARC", "website": "amicale.example", "siret": "12345678901234"}
    }


def test_what_was_enriched_here_wins_over_a_newer_list() -> None:
    found = fold(
        imported(1, "a", name="Amicale", filieres=""),
        enriched(2, "a", filieres="reparer"),
        imported(3, "b", name="L'Amicale", filieres="se_nourrir"),
        merged(4, "b", "a"),
    )
    assert found["a"] == {"name": "L'Amicale", "filieres": "reparer"}


def test_a_field_chosen_at_the_merge_follows_the_actor_it_was_chosen_from() -> None:
    lines = [imported(1, "a", name="Amicale"), imported(2, "b", name="Club"), merged(3, "b", "a", name="a")]
    assert fold(*lines)["a"]["name"] == "Amicale"
    assert fold(*lines, imported(4, "b", name="Le Club"))["a"]["name"] == "Amicale"
    assert fold(*lines, imported(4, "a", name="Amicale du Parc"))["a"]["name"] == "Amicale du Parc"


def test_a_street_never_goes_with_the_town_of_another_list() -> None:
    found = fold(
        imported(1, "a", address="3 rue du Parc", postcode="93240", city="Stains"),
        imported(2, "b", address="", postcode="93200", city="Saint-Denis"),
        merged(3, "b", "a"),
    )
    assert found["a"] == {"address": "3 rue du Parc", "postcode": "93240", "city": "Stains"}


def test_a_position_comes_whole_from_one_list() -> None:
    found = fold(
        imported(1, "a", lon=2.35, lat=48.93, in_territory=True),
        imported(2, "b", lon=None, lat=None, in_territory=False),
        merged(3, "b", "a"),
    )
    assert found["a"] == {"lon": 2.35, "lat": 48.93, "in_territory": True}


def test_a_chain_of_merges_ends_in_its_last_survivor() -> None:
    lines = [imported(1, "a", name="A"), imported(2, "b", name="B"), imported(3, "c", name="C")]
    assert fold(*lines, merged(4, "a", "b"), merged(5, "b", "c")).keys() == {"c"}
    assert fold(*lines, merged(4, "b", "c"), merged(5, "a", "b")).keys() == {"c"}


def test_merges_that_cross_keep_one_of_the_two() -> None:
    lines = [imported(1, "a", name="A", website="x"), imported(2, "b", name="B", website="")]
    assert fold(*lines, merged(3, "a", "b"), merged(4, "b", "a")) == {"b": {"name": "B", "website": "x"}}


def test_undoing_a_merge_gives_both_back_as_they_were() -> None:
    left, right, joined = imported(1, "a", name="A"), imported(2, "b", name="B"), merged(3, "b", "a")
    assert fold(left, right, joined, undone(4, joined)) == {"a": {"name": "A"}, "b": {"name": "B"}}


def test_a_list_imported_again_updates_the_survivor_and_does_not_bring_the_duplicate_back() -> None:
    found = fold(
        imported(1, "a", name="Amicale"),
        imported(2, "b", name="L'Amicale"),
        merged(3, "b", "a"),
        imported(4, "b", name="Amicale du Parc"),
    )
    assert found == {"a": {"name": "Amicale du Parc"}}


def test_merging_into_an_actor_that_no_list_knows_loses_nothing() -> None:
    assert fold(imported(1, "a", name="A"), merged(2, "a", "elsewhere")) == {"elsewhere": {"name": "A"}}


def test_an_actor_that_nobody_merged_is_what_its_own_history_says() -> None:
    lines = [imported(1, "a", name="A", city="Stains"), enriched(2, "a", city="")]
    assert fold(*lines)["a"] == fold_actor(lines) == {"name": "A", "city": ""}


def test_every_value_says_which_line_it_comes_from() -> None:
    left, right = imported(1, "a", name="A", website="x"), imported(2, "b", name="B", website="")
    origins = actor_origins(histories(left, right, merged(3, "b", "a")))["a"]
    assert (origins["name"].event, origins["website"].event) == (right, left)


def test_groups_hold_all_that_merges_link() -> None:
    groups = linked_groups([("a", "b"), ("c", "d"), ("d", "b")])
    assert groups["a"] == groups["d"] == {"a", "b", "c", "d"}
    assert linked_groups([]) == {}


@pytest.mark.parametrize("pair", [("a", "b"), ("b", "a")])
def test_a_pair_has_one_name(pair: tuple[str, str]) -> None:
    assert pair_of(*pair) == ("a", "b")


SUBJECTS = "abcd"


@st.composite
def journals(draw: st.DrawFn) -> list[Event]:
    """Imports, enrichments, merges of anything into anything, undoings; clocks may be equal."""
    lines: list[Event] = []
    clock = 0
    for number in range(draw(st.integers(1, 14))):
        clock += draw(st.integers(0, 2))
        subject = draw(st.sampled_from(SUBJECTS))
        name = draw(st.sampled_from(["", "N1", "N2"]))
        kind = draw(st.sampled_from(["import", "enrich", "merge", "undo"]))
        id_ = f"e{number:03d}"
        if kind == "import":
            payload = {"name": name, "website": draw(st.sampled_from(["", "x", "y"]))}
            lines.append(event(clock, EventKind.ACTOR_IMPORTED, subject, payload, id_=id_))
        elif kind == "enrich":
            lines.append(event(clock, EventKind.ACTOR_ENRICHED, subject, {"name": name}, id_=id_))
        elif kind == "merge":
            into = draw(st.sampled_from([other for other in SUBJECTS if other != subject]))
            lines.append(event(clock, EventKind.ACTORS_MERGED, subject, merge_payload(into), id_=id_))
        elif lines:
            target = draw(st.sampled_from(lines))
            lines.append(event(clock, EventKind.UNDONE, target.subject, {"event_id": target.id}, id_=id_))
    return lines


@given(st.data())
def test_any_order_of_the_same_lines_gives_the_same_actors(data: st.DataObject) -> None:
    lines = data.draw(journals())
    shuffled = data.draw(st.permutations(lines))
    assert fold(*shuffled) == fold(*lines)
    assert fold(*shuffled, *lines) == fold(*lines)


@given(journals())
def test_whoever_was_imported_stands_in_exactly_one_survivor(lines: list[Event]) -> None:
    alone = [one for one in lines if one.kind is not EventKind.ACTORS_MERGED]
    in_force_merges = [one for one in lines if one.kind is EventKind.ACTORS_MERGED]
    merges = [one for one in in_force_merges if not _is_undone(one, lines)]
    standing = survivors(merges)
    assert set(fold(*lines)) == {standing.get(subject, subject) for subject in fold(*alone)}


def _is_undone(one: Event, lines: list[Event]) -> bool:
    from mapping.domain.journal import cancelled_ids

    return one.id in cancelled_ids([line for line in lines if line.subject == one.subject])


def test_an_actor_completed_by_a_second_source_stays_of_the_first_and_the_field_says_where_it_comes_from() -> None:
    events = [
        imported(1, "a", name="Amicale", scheme="", source_id="liste"),
        enriched(2, "a", scheme="aci", source_id="emplois"),
    ]
    assert fold(*events) == {"a": {"name": "Amicale", "scheme": "aci", "source_id": "liste"}}
    assert actor_origins(histories(*events))["a"]["scheme"].event.payload["source_id"] == "emplois"
