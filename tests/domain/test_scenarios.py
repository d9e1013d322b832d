"""Scenarios in the journal: kept, replaced, removed, undone."""

from datetime import UTC, datetime

import pytest

from mapping.domain.errors import WorkshopError
from mapping.domain.models import Event, EventKind
from mapping.domain.scenarios import Opening, Scenario, fold_scenarios, scenario_from, scenario_payload

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ONE = Scenario("s1", "Épicerie à Cordon", (Opening("se_nourrir", 2.34, 48.93),), ("a7",))


def saved(scenario: Scenario, clock: int) -> Event:
    return Event(f"e{clock}", clock, NOW, EventKind.SCENARIO_SAVED, scenario.id, scenario_payload(scenario))


def test_what_is_saved_comes_back_and_the_last_of_a_name_counts() -> None:
    other = Scenario("s1", "Épicerie au centre", ONE.opened)
    second = Scenario("s2", "Fermeture", (), ("a1", "a2"))
    assert fold_scenarios([saved(second, 2), saved(ONE, 1), saved(other, 3)]) == (other, second)


def test_removing_takes_away_and_undoing_the_removal_gives_back() -> None:
    removed = Event("e2", 2, NOW, EventKind.SCENARIO_REMOVED, "s1")
    undone = Event("e3", 3, NOW, EventKind.UNDONE, "s1", {"event_id": "e2"})
    assert fold_scenarios([saved(ONE, 1), removed]) == ()
    assert fold_scenarios([saved(ONE, 1), removed, undone]) == (ONE,)


def test_the_payload_is_json_only() -> None:
    import json

    assert scenario_from(json.loads(json.dumps(scenario_payload(ONE)))) == ONE


@pytest.mark.parametrize(
    ("name", "opened", "closed", "said"),
    [
        ("", ONE.opened, (), "un nom"),
        ("x" * 121, ONE.opened, (), "121"),
        ("Rien", (), (), "au moins un lieu"),
        ("À l'envers", (Opening("se_nourrir", 48.93, 2.34),), (), "La longitude vient d'abord"),
    ],
)
def test_what_means_nothing_is_refused_in_one_sentence(
    name: str, opened: tuple[Opening, ...], closed: tuple[str, ...], said: str
) -> None:
    with pytest.raises(WorkshopError, match=said):
        Scenario("s1", name, opened, closed)
