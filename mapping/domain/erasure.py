"""What must hold nothing any more: lines whose author took them back, and lines that a purge is about.

A line that is erased stays, emptied, under its identifier: a copy of another laptop, or a phone that sends again, does
not bring back what it held. Which lines are erased follows from the lines alone, so that copies joined in any order
end alike.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mapping.domain.journal import ERASED, WITHDRAWN
from mapping.domain.models import Event, EventKind

EMPTIED: Mapping[str, Any] = {ERASED: True}
"""What is left of a line: the same on every laptop, whichever erased it."""
SESSIONS = "sessions"

_ABOUT_A_CONTRIBUTION = frozenset(
    {
        EventKind.CONTRIBUTION_SUBMITTED,
        EventKind.CONTRIBUTION_MODERATED,
        EventKind.CONTRIBUTION_CORRECTED,
        EventKind.PHOTO_ADDED,
        EventKind.PHOTO_MODERATED,
    }
)
_ANSWERS = frozenset({EventKind.KNOWLEDGE_GIVEN, EventKind.VOTE_CAST})
RESIDENT_KINDS = _ABOUT_A_CONTRIBUTION | _ANSWERS | {EventKind.CONTRIBUTION_WITHDRAWN}
"""Lines that residents wrote, or that were written about what they wrote: all that a purge takes away."""
ERASING_KINDS = frozenset({EventKind.PURGED, EventKind.CONTRIBUTION_WITHDRAWN, EventKind.UNDONE})
"""Lines that say that others are erased."""


@dataclass(frozen=True, slots=True)
class PurgeRule:
    """What a purge is about: recorded before a moment, and of one séance where ``session_id`` is given."""

    before: datetime
    session_id: str = ""

    def as_payload(self) -> dict[str, Any]:
        """Return what the journal keeps of the rule: no content."""
        return {"before": self.before.isoformat(), "session_id": self.session_id}


def purge_rule(payload: Mapping[str, Any]) -> PurgeRule:
    """Return the rule of a line of the journal."""
    return PurgeRule(datetime.fromisoformat(payload["before"]), str(payload.get("session_id", "")))


def lines_to_erase(events: Iterable[Event], *, rules: Collection[PurgeRule] = ()) -> list[Event]:
    """Return the lines that still hold something and must not, in the order given.

    Parameters
    ----------
    events
        Whole histories: of each subject, every line of ``RESIDENT_KINDS``, with the lines of ``ERASING_KINDS``.
    rules
        Purges that the journal does not tell of yet.
    """
    lines = list(events)
    every = [*rules, *(purge_rule(line.payload) for line in lines if line.kind is EventKind.PURGED)]
    taken_back = {str(line.payload["event_id"]) for line in lines if is_withdrawal(line) and "event_id" in line.payload}
    subjects = {line.subject for line in lines if line.kind is EventKind.CONTRIBUTION_WITHDRAWN}
    subjects |= {
        line.subject
        for line in lines
        if line.kind is EventKind.CONTRIBUTION_SUBMITTED and (is_erased(line) or _is_purged(line, every))
    }
    return [
        line
        for line in lines
        if line.kind in RESIDENT_KINDS
        and not is_erased(line)
        and (
            line.id in taken_back
            or (line.kind in _ABOUT_A_CONTRIBUTION and line.subject in subjects)
            or _is_purged(line, every)
        )
    ]


def is_erased(event: Event) -> bool:
    """Say whether nothing is left of a line but its place."""
    return ERASED in event.payload


def is_withdrawal(event: Event) -> bool:
    """Say whether a line tells that its author took something back."""
    if event.kind is EventKind.UNDONE:
        return bool(event.payload.get(WITHDRAWN))
    return event.kind is EventKind.CONTRIBUTION_WITHDRAWN


def purge_counts(erased: Iterable[Event]) -> dict[str, int]:
    """Return how much a purge took away, by sort: ``contributions``, ``answers``, ``votes``, ``photos``."""
    names = {
        EventKind.CONTRIBUTION_SUBMITTED: "contributions",
        EventKind.KNOWLEDGE_GIVEN: "answers",
        EventKind.VOTE_CAST: "votes",
        EventKind.PHOTO_ADDED: "photos",
    }
    counts = Counter(names[event.kind] for event in erased if event.kind in names)
    return {name: counts[name] for name in names.values()}


def united_line(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands for two versions of one line, of two laptops that a phone met: the same in any order.

    The earliest in the order of the journals, with the earliest moment and the séances of both, so that a purge by
    date or by séance finds it whichever version comes first; emptied as soon as one of them is.

    Parameters
    ----------
    one, other
        Rows of the journal of one ``id``; ``payload`` is a table, ``recorded_at`` a text or a moment.
    """
    first, second = sorted((one, other), key=line_rank)
    united = {**first, "recorded_at": min(one["recorded_at"], other["recorded_at"])}
    sessions = _sessions(first["payload"]) | _sessions(second["payload"])
    if ERASED in one["payload"] or ERASED in other["payload"]:
        united["payload"] = dict(EMPTIED)
    elif len(sessions) > 1:
        united["payload"] = {**first["payload"], SESSIONS: sorted(sessions)}
    return united


def line_rank(line: Mapping[str, Any]) -> tuple[int, str]:
    """Return an order between two versions of one line, the same on any laptop: clock first, then what it holds."""
    told = {name: value for name, value in line["payload"].items() if name != SESSIONS}
    content = [line["kind"], line["subject"], told]
    return int(line["clock"]), json.dumps(content, sort_keys=True, ensure_ascii=False)


def _is_purged(line: Event, rules: Collection[PurgeRule]) -> bool:
    if line.kind not in RESIDENT_KINDS:
        return False
    sessions = _sessions(line.payload)
    return any(
        line.recorded_at < rule.before and (not rule.session_id or rule.session_id in sessions) for rule in rules
    )


def _sessions(payload: Mapping[str, Any]) -> set[str]:
    return {str(name) for name in (payload.get("session_id", ""), *payload.get(SESSIONS, ())) if name}
