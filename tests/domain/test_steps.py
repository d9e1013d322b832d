"""The steps of a séance and its timer: plain arithmetic on given times."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mapping.domain.errors import ContributionError
from mapping.domain.models import Event, EventKind
from mapping.domain.sessions import Session, fold_sessions, session_payload
from mapping.domain.steps import checked_steps, current_step, default_steps, elapsed_s, steps_of
from mapping.domain.workshop_settings import Step, WorkshopSettings, settings_from

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
SEANCE = Session(id="s", date=date(2026, 3, 14))


def test_the_proposed_steps_last_two_hours_and_gommettes_are_placed_in_one():
    steps = default_steps()
    assert sum(step.minutes for step in steps) == 120
    assert [step.title for step in steps if step.votes] == ["Nos priorités"]
    assert checked_steps(steps) == steps


def test_a_workshop_with_steps_of_its_own_has_no_others():
    mine = (Step("Parler", "Parlons.", 60),)
    assert steps_of(WorkshopSettings(steps=mine)) == mine
    assert steps_of(WorkshopSettings()) == default_steps()


def test_steps_survive_being_stored_and_those_of_before_gommettes_are_read():
    settings = WorkshopSettings(steps=(Step("Voter", "", 5, votes=True),))
    assert settings_from(settings.as_dict()) == settings
    old = {"steps": [{"title": "Parler", "instruction": "", "minutes": 3}]}
    assert settings_from(old).steps == (Step("Parler", "", 3),)


def test_a_seance_beyond_a_list_that_was_shortened_is_at_its_last_step():
    settings = WorkshopSettings(steps=(Step("Un", "", 1), Step("Deux", "", 1)))
    assert current_step(Session(id="s", date=SEANCE.date, step=6), settings).title == "Deux"


@pytest.mark.parametrize(
    ("started", "spent", "expected"),
    [
        (None, 0.0, 0.0),
        (None, 42.0, 42.0),
        (NOON - timedelta(seconds=90), 0.0, 90.0),
        (NOON - timedelta(seconds=90), 30.0, 120.0),
        # The clock of the laptop went back by an hour.
        (NOON + timedelta(hours=1), 30.0, 30.0),
    ],
)
def test_the_time_of_a_step_leaves_pauses_out_and_never_goes_back(started, spent, expected):
    session = Session(id="s", date=SEANCE.date, step_started_at=started, step_elapsed_s=spent)
    assert elapsed_s(session, NOON) == expected


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step("  ", "Parlons.", 5), "n'a pas de titre"),
        (Step("Parler", "", 0), "0 minutes"),
        (Step("Parler", "", 241), "241 minutes"),
        (Step("x" * 61, "", 5), "61 caractères"),
        (Step("Parler", "x" * 301, 5), "301 caractères"),
    ],
)
def test_a_step_that_a_wall_cannot_show_is_refused_by_its_rank(step, said):
    with pytest.raises(ContributionError, match=said) as refused:
        checked_steps((Step("Bien", "", 5), step))
    assert "tape 2" in str(refused.value)


def test_too_many_steps_are_refused():
    with pytest.raises(ContributionError, match="21 étapes"):
        checked_steps((Step("Parler", "", 5),) * 21)


def saved(clock, **told):
    payload = session_payload(Session(id="s", date=SEANCE.date, **told))
    return Event(f"e{clock}", clock, NOON, EventKind.SESSION_SAVED, "s", payload)


def test_a_seance_prepared_in_advance_begins_when_it_is_first_opened():
    prepared, moved = saved(3, is_open=False), saved(5, is_open=False)
    opened, closed, again = saved(9), saved(12, is_open=False), saved(20)
    assert fold_sessions([prepared, moved])[0].opened_clock == 5
    assert fold_sessions([again, closed, opened, moved, prepared])[0].opened_clock == 9


def test_the_structures_to_show_first_survive_the_journal():
    assert fold_sessions([saved(1, shown_actors=("a", "b"))])[0].shown_actors == ("a", "b")
