"""Nothing is collected before somebody is responsible and an end is said; the notice says it in each language."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mapping.domain.data_protection import DataProtection
from mapping.domain.errors import WorkshopError
from mapping.domain.models import ContributionKind
from mapping.i18n import in_language
from mapping.i18n.languages import LANGUAGES
from mapping.services.contribute import Request, contribute
from mapping.services.data_protection import due_since, require_retention, save_protection
from mapping.services.notice import full_notice, short_notice
from mapping.services.sessions import create_session, new_session, open_session
from mapping.storage.interface import Store
from tests.protection import PROTECTION


def forget(store: Store) -> None:
    store.save_settings(settings=replace(store.workshop().settings, data_protection=DataProtection()))


def test_a_seance_does_not_open_before_an_end_is_said(store: Store) -> None:
    forget(store)
    made = create_session(store, new_session(date(2026, 3, 14)))
    with pytest.raises(WorkshopError, match="quand elles seront effacées"):
        open_session(store, made.id)
    save_protection(store, PROTECTION)
    assert open_session(store, made.id).is_open


def test_the_demonstration_needs_no_end(store: Store) -> None:
    forget(store)
    store.save_settings(demonstration=True)
    require_retention(store.workshop())


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"controller": " "}, "quel organisme"),
        ({"contact": ""}, "comment le joindre"),
        ({"keep_days": 0}, "quand les contributions"),
        ({"erase_on": "2027-06-30"}, "pas les deux"),
        ({"erase_on": "30/06/2027", "keep_days": 0}, "pas une date"),
        ({"keep_days": 99999}, "quand les contributions"),
    ],
)
def test_what_is_missing_is_said(store: Store, wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(WorkshopError, match=sentence):
        save_protection(store, replace(PROTECTION, **wrong))


def test_the_settings_come_back_as_they_were_saved(store: Store) -> None:
    save_protection(store, replace(PROTECTION, keep_days=0, erase_on="2027-06-30"))
    assert store.workshop().settings.data_protection == replace(PROTECTION, keep_days=0, erase_on="2027-06-30")


@pytest.mark.parametrize("code", [language.code for language in LANGUAGES])
def test_the_notice_is_said_in_each_language_with_the_controllers_own_words(store: Store, code: str) -> None:
    workshop = store.workshop()
    short = in_language(code, lambda: short_notice(workshop))
    parts = in_language(code, lambda: full_notice(workshop))
    french = full_notice(workshop)
    assert "365" in short.text and short.own == PROTECTION.controller
    assert [part.own for part in parts] == [part.own for part in french]
    assert PROTECTION.purpose in [part.own for part in parts]
    if code != "fr":
        assert all(mine.title != theirs.title for mine, theirs in zip(parts, french, strict=True))
        assert all(mine.text != theirs.text for mine, theirs in zip(parts, french, strict=True) if theirs.text)


def test_the_end_is_reached_after_the_days_said_or_on_the_day_said(store: Store) -> None:
    now = datetime.now(UTC)
    assert due_since(store, now=now + timedelta(days=900)) is None, "nothing was given yet"
    contribute(store, Request(ContributionKind.NEED, "POINT (2.351 48.931)", filiere="reparer"))
    assert due_since(store, now=now + timedelta(days=364)) is None
    assert due_since(store, now=now + timedelta(days=367)) == (datetime.now(UTC) + timedelta(days=365)).date()
    save_protection(store, replace(PROTECTION, keep_days=0, erase_on="2027-06-30"))
    assert due_since(store, now=datetime(2027, 6, 29, tzinfo=UTC)) is None
    assert due_since(store, now=datetime(2027, 7, 3, tzinfo=UTC)) == date(2027, 6, 30)
