"""Séances of a workshop: made, opened, led step by step, closed. Everything is in the journal, hence survives a cut."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from mapping.domain.errors import ContributionError
from mapping.domain.ids import new_id
from mapping.domain.models import Action, EventKind, Origin
from mapping.domain.sessions import Session, session_payload
from mapping.domain.steps import checked_steps, elapsed_s, steps_of
from mapping.domain.workshop_settings import Step
from mapping.i18n import _
from mapping.services.contribute import Receipt, Request, contribute
from mapping.services.data_protection import require_retention
from mapping.services.moderate import moderate
from mapping.services.workshops import now_utc
from mapping.storage.interface import Draft, Store

GROUPS_MAX = 30
VOTES_MAX = 50
HEADS_MAX = 2000
TEXT_MAX_CHARACTERS = 120
_SPACES = re.compile(r"\s+")


def create_session(store: Store, session: Session) -> Session:
    """Keep a new séance, not open yet; ``session.id`` may be empty, or a UUID that makes a second sending harmless.

    Raises
    ------
    ContributionError
        When a field is too long, a number strange, or a group there twice.
    """
    made = replace(checked_session(session), id=session.id or new_id(), is_open=False)
    if any(known.id == made.id for known in store.sessions()):
        return find_session(store, made.id)
    return _save(store, made)


def edit_session(store: Store, session: Session) -> Session:
    """Change what is said of a séance; where it is in its steps and whether it is open stay as they are now.

    Raises
    ------
    ContributionError
        When there is no such séance, or a field is refused.
    """
    now = find_session(store, session.id)
    told = checked_session(session)
    kept = {name: getattr(now, name) for name in ("is_open", "step", "step_started_at", "step_elapsed_s")}
    return _save(store, replace(told, **kept))


def find_session(store: Store, session_id: str) -> Session:
    """Return one séance.

    Raises
    ------
    ContributionError
        When there is no such séance.
    """
    for session in store.sessions():
        if session.id == session_id:
            return session
    raise ContributionError(_("Cette séance n'existe pas dans l'atelier ; choisissez-la dans la liste."))


def current_session(store: Store) -> Session | None:
    """Return the séance that contributions arrive in, or None."""
    chosen = store.workshop().settings.current_session
    return next((session for session in store.sessions() if session.id == chosen), None) if chosen else None


def open_session(store: Store, session_id: str) -> Session:
    """Take contributions in a séance, which becomes the current one.

    Raises
    ------
    WorkshopError
        When nothing says until when contributions are kept.
    """
    require_retention(store.workshop())
    opened = find_session(store, session_id)
    if not opened.is_open:
        opened = _save(store, replace(opened, is_open=True))
    choose_session(store, session_id)
    return opened


def close_session(store: Store, session_id: str) -> Session:
    """Take no more contributions in a séance; its timer stops, and none is current if it was."""
    closed = pause_timer(store, session_id)
    if closed.is_open:
        closed = _save(store, replace(closed, is_open=False))
    if store.workshop().settings.current_session == session_id:
        choose_session(store, "")
    return closed


def choose_session(store: Store, session_id: str) -> None:
    """Make a séance the one that contributions arrive in; an empty text means none."""
    if session_id:
        find_session(store, session_id)
    settings = store.workshop().settings
    if settings.current_session != session_id:
        store.save_settings(settings=replace(settings, current_session=session_id))


def go_to_step(store: Store, session_id: str, step: int, *, seen: int | None = None) -> Session:
    """Go to a step, by rank from 0; its timer starts again from zero, running if that of the step before was.

    Parameters
    ----------
    seen
        The step that the person saw: when the séance has moved since, nothing changes, so that two clicks on
        « suivante », or two facilitators, do not skip a step.
    """
    session = find_session(store, session_id)
    last = len(steps_of(store.workshop().settings)) - 1
    wanted = min(max(step, 0), last)
    if wanted == session.step or (seen is not None and seen != session.step):
        return session
    started = None if session.step_started_at is None else now_utc()
    return _save(store, replace(session, step=wanted, step_started_at=started, step_elapsed_s=0.0))


def next_step(store: Store, session_id: str, *, seen: int) -> Session:
    """Go to the step after the one that the person saw; nothing after the last."""
    return go_to_step(store, session_id, seen + 1, seen=seen)


def previous_step(store: Store, session_id: str, *, seen: int) -> Session:
    """Go to the step before the one that the person saw; nothing before the first."""
    return go_to_step(store, session_id, seen - 1, seen=seen)


def start_timer(store: Store, session_id: str) -> Session:
    """Let the timer of the step run; nothing changes when it does already."""
    session = find_session(store, session_id)
    if session.step_started_at is not None:
        return session
    return _save(store, replace(session, step_started_at=now_utc()))


def pause_timer(store: Store, session_id: str) -> Session:
    """Stop the timer of the step, what is spent kept."""
    session = find_session(store, session_id)
    if session.step_started_at is None:
        return session
    return _save(store, replace(session, step_started_at=None, step_elapsed_s=elapsed_s(session, now_utc())))


def reset_timer(store: Store, session_id: str) -> Session:
    """Put the timer of the step back to zero, running if it was."""
    session = find_session(store, session_id)
    started: datetime | None = None if session.step_started_at is None else now_utc()
    return _save(store, replace(session, step_started_at=started, step_elapsed_s=0.0))


def save_steps(store: Store, steps: Sequence[Step]) -> None:
    """Replace the steps of the workshop; none goes back to the default two hours.

    Raises
    ------
    ContributionError
        Naming the step that is refused.
    """
    settings = store.workshop().settings
    store.save_settings(settings=replace(settings, steps=checked_steps(tuple(steps))))


def seed(store: Store, request: Request) -> Receipt:
    """Put a point before the séance, so that the map is not empty: shown at once, never counted as residents' words.

    Raises
    ------
    CartoquartierError
        For the reasons of ``contribute``.
    """
    receipt = contribute(store, replace(request, origin=Origin.SEED))
    if not receipt.created:
        return receipt
    accepted = moderate(store, receipt.contribution.id, Action.ACCEPT)
    return replace(receipt, contribution=accepted)


def checked_session(session: Session) -> Session:
    """Return a séance that may be saved: texts trimmed, groups without blanks or doubles.

    Raises
    ------
    ContributionError
        When a text is too long, a number strange, or there are too many groups.
    """
    groups = tuple(dict.fromkeys(filter(None, map(_text, session.groups))))
    if len(groups) > GROUPS_MAX:
        raise ContributionError(_("Il y a {got} groupes ; {most} au plus.").format(got=len(groups), most=GROUPS_MAX))
    if not 0 <= session.votes_per_group <= VOTES_MAX:
        raise ContributionError(
            _("Gommettes par groupe : {got} ; un nombre de 0 à {most} est attendu.").format(
                got=session.votes_per_group, most=VOTES_MAX
            )
        )
    if session.head_count is not None and not 0 <= session.head_count <= HEADS_MAX:
        raise ContributionError(
            _("Nombre de personnes : {got} ; un nombre de 0 à {most} est attendu.").format(
                got=session.head_count, most=HEADS_MAX
            )
        )
    return replace(
        session,
        title=_text(session.title),
        place=_text(session.place),
        group_kind=_text(session.group_kind),
        groups=groups,
    )


def tables(number: int) -> tuple[str, ...]:
    """Return the names that groups have when nobody chose any.

    Examples
    --------
    >>> tables(2)
    ('Table 1', 'Table 2')
    """
    return tuple(_("Table {n}").format(n=rank) for rank in range(1, number + 1))


def new_session(day: date) -> Session:
    """Return a séance to fill in, with four tables."""
    return Session(id="", date=day, groups=tables(4), is_open=False)


def _text(value: str) -> str:
    text = _SPACES.sub(" ", value.replace("\x00", "")).strip()
    if len(text) > TEXT_MAX_CHARACTERS:
        raise ContributionError(
            _("Le texte « {start}… » fait {got} caractères ; {most} au plus.").format(
                start=text[:30], got=len(text), most=TEXT_MAX_CHARACTERS
            )
        )
    return text


def _save(store: Store, session: Session) -> Session:
    store.append([Draft(EventKind.SESSION_SAVED, session.id, session_payload(session))])
    return find_session(store, session.id)
