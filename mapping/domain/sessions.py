"""Séances, what is known of places, and gommettes: folded from the journal like everything else.

A séance is one meeting of a workshop: date, place, kind of group, head count, never names.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pandas as pd

from mapping.domain.journal import in_force
from mapping.domain.models import Event, EventKind
from mapping.domain.tables import KNOWLEDGE, VOTES


class Answer(StrEnum):
    """What somebody says of a place that is already there."""

    USES = "uses"
    KNOWS = "knows"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Session:
    """One séance.

    ``step`` is the rank of the current step; ``step_started_at`` None means that its timer is stopped, with
    ``step_elapsed_s`` seconds already spent. ``opened_clock`` is the clock of the event that first opened the séance,
    or of the last one while it never was: the state of the workshop before it, whenever it was prepared. ``is_open``
    says whether contributions are taken. ``shown_actors`` are the structures that the wall shows first; empty means
    all of them.
    """

    id: str
    date: date
    title: str = ""
    place: str = ""
    group_kind: str = ""
    head_count: int | None = None
    groups: tuple[str, ...] = ()
    votes_per_group: int = 5
    is_open: bool = True
    step: int = 0
    step_started_at: datetime | None = None
    step_elapsed_s: float = 0.0
    opened_clock: int = 0
    shown_actors: tuple[str, ...] = ()


def session_payload(session: Session) -> dict[str, Any]:
    """Return what the journal keeps of a séance: JSON types only."""
    values = asdict(session)
    started = session.step_started_at
    values |= {
        "date": session.date.isoformat(),
        "groups": list(session.groups),
        "shown_actors": list(session.shown_actors),
        "step_started_at": None if started is None else started.isoformat(),
    }
    del values["opened_clock"]
    return values


def fold_sessions(events: Iterable[Event]) -> list[Session]:
    """Return the séances as they were last saved, oldest first.

    Parameters
    ----------
    events
        Events in any order; those of other kinds are ignored, undone ones too.
    """
    found: dict[str, Session] = {}
    opened: dict[str, int] = {}
    for event in in_force(events):
        if event.kind is EventKind.SESSION_SAVED:
            saved = _session_from(event.payload)
            if saved.is_open:
                opened.setdefault(event.subject, event.clock)
            first = opened.get(event.subject, event.clock)
            found[event.subject] = replace(saved, id=event.subject, opened_clock=first)
    return sorted(found.values(), key=lambda session: (session.date, session.opened_clock, session.id))


def fold_knowledge(events: Iterable[Event], *, standing: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return ``tables.KNOWLEDGE``, in order of arrival; the same person on the same place keeps the last answer.

    Parameters
    ----------
    events
        Events in any order; those of other kinds are ignored.
    standing
        What stands for a target since (``merging.survivors``): its answers are about that one.
    """
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for event in in_force(events):
        if event.kind is not EventKind.KNOWLEDGE_GIVEN:
            continue
        target = (standing or {}).get(event.subject, event.subject)
        person = str(event.payload.get("author_key", "")) or event.id
        row = {name: event.payload.get(name, "") for name in ("answer", "session_id", "group_name", "author_key")}
        kept.pop((target, person), None)
        kept[target, person] = row | {
            "id": event.id,
            "target_id": target,
            "people": int(event.payload.get("people", 1)),
        }
    return KNOWLEDGE.frame(list(kept.values()))


def fold_votes(events: Iterable[Event]) -> pd.DataFrame:
    """Return ``tables.VOTES``: gommettes in force, in order, no more of a group than its séance allows.

    Two phones of one group may place the last gommette at the same moment, or on two laptops: the first in the
    order of the journal counts.
    """
    ordered = list(events)
    quota = {session.id: session.votes_per_group for session in fold_sessions(ordered)}
    used: Counter[tuple[str, str]] = Counter()
    rows = []
    for event in in_force(ordered):
        if event.kind is not EventKind.VOTE_CAST:
            continue
        session_id, group = str(event.payload["session_id"]), str(event.payload["group_name"])
        if used[session_id, group] >= quota.get(session_id, 0):
            continue
        used[session_id, group] += 1
        rows.append({"id": event.id, "contribution_id": event.subject, "session_id": session_id, "group_name": group})
    return VOTES.frame(rows)


def _session_from(payload: Mapping[str, Any]) -> Session:
    started = payload.get("step_started_at")
    return Session(
        id=str(payload["id"]),
        date=date.fromisoformat(payload["date"]),
        title=payload.get("title", ""),
        place=payload.get("place", ""),
        group_kind=payload.get("group_kind", ""),
        head_count=payload.get("head_count"),
        groups=tuple(payload.get("groups", ())),
        votes_per_group=int(payload.get("votes_per_group", 5)),
        is_open=bool(payload.get("is_open", True)),
        step=int(payload.get("step", 0)),
        step_started_at=None if started is None else datetime.fromisoformat(started),
        step_elapsed_s=float(payload.get("step_elapsed_s", 0.0)),
        shown_actors=tuple(payload.get("shown_actors", ())),
    )
