"""Two copies of one workshop that went their own way: what both hold, and where they disagree.

Everything here is taken from the events alone, in the order (``clock``, ``id``), so that copies joined in any order,
any number of times, end in the same state and tell the same disagreements.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mapping.domain.journal import CORRECTABLE, contribution_payload, fold_contribution, in_force
from mapping.domain.merging import fold_actors
from mapping.domain.models import Event, EventKind
from mapping.domain.sessions import fold_sessions, session_payload

NESTED = "settings"
"""The key of the settings that are themselves a table of settings, each with its own last word."""
PRIVATE = "facilitator_code"
"""Each laptop keeps its own: only a fingerprint exists, and it is not in the journal."""
LAYOUT = "layout"

Fields = dict[str, Any]
_UNCOMPARED = frozenset({"source_id", "in_territory", "submitted_at", "id"})
_ACTORS = frozenset({EventKind.ACTOR_IMPORTED, EventKind.ACTOR_ENRICHED, EventKind.ACTORS_MERGED})


class Topic(StrEnum):
    """What a disagreement is about."""

    CONTRIBUTION = "contribution"
    ACTOR = "actor"
    SESSION = "session"
    SETTINGS = "settings"
    VOTES = "votes"
    DATASET = "dataset"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both copies changed one thing since they parted, and not alike; nothing is lost, ``kept`` is what shows.

    ``label`` is what a person calls the thing (a text, a name, a title); ``subject`` its identifier.
    """

    topic: Topic
    subject: str
    label: str
    field: str
    here: Any
    there: Any
    kept: Any


def fold_settings(events: Iterable[Event]) -> Fields:
    """Return the settings of a workshop from its journal: of each key, the last value said.

    Nested settings (``settings``) have one last word each; the facilitator's code and the layouts of files are not
    settings of this sort.
    """
    found: Fields = {}
    for event in sorted(events, key=lambda event: (event.clock, event.id)):
        if event.kind not in (EventKind.WORKSHOP_CREATED, EventKind.SETTINGS_CHANGED):
            continue
        for name, value in event.payload.items():
            if name == NESTED:
                found[NESTED] = found.get(NESTED, {}) | value
            elif name not in (PRIVATE, LAYOUT):
                found[name] = value
    return found


def fold_layouts(events: Iterable[Event]) -> dict[str, dict[str, str]]:
    """Return signature → columns of the layouts of files that the journal tells of."""
    found: dict[str, dict[str, str]] = {}
    for event in sorted(events, key=lambda event: (event.clock, event.id)):
        if event.kind is EventKind.SETTINGS_CHANGED and LAYOUT in event.payload:
            row = event.payload[LAYOUT]
            found[str(row["signature"])] = dict(row["columns"])
    return found


def conflicts(here: Iterable[Event], there: Iterable[Event]) -> list[Conflict]:
    """Return what two copies changed differently since they parted.

    Parameters
    ----------
    here, there
        The events of each copy about the subjects that both changed: whole histories, in any order. What both hold
        is the state from which they parted.

    Returns
    -------
    list
        A field is in it when both copies changed it and ended with two values; by topic, then subject.
    """
    ours, theirs = ({event.id: event for event in events} for events in (here, there))
    base = _by_subject(event for event in ours.values() if event.id in theirs)
    one, other = _by_subject(ours.values()), _by_subject(theirs.values())
    both = _by_subject((ours | theirs).values())
    found: list[Conflict] = []
    for subject in sorted(one.keys() & other.keys()):
        topic, fold = _fold_of(both[subject])
        if fold is None:
            continue
        states = [fold(events.get(subject, [])) for events in (base, one, other, both)]
        found += _differences(topic, subject, *states)
    return found + votes_left_out(ours.values(), theirs.values())


def votes_left_out(here: Iterable[Event], there: Iterable[Event]) -> list[Conflict]:
    """Return the groups that placed, on two laptops together, more gommettes than their séance gives them."""
    ours, theirs = ({event.id: event for event in events} for events in (here, there))
    union = list((ours | theirs).values())
    quota = {session.id: session for session in fold_sessions(union)}
    placed = [_votes_by_group(events) for events in (ours.values(), theirs.values(), union)]
    found = []
    for key, total in sorted(placed[2].items()):
        session = quota.get(key[0])
        grew = total > max(placed[0].get(key, 0), placed[1].get(key, 0))
        if session is not None and grew and total > session.votes_per_group:
            mine, other = placed[0].get(key, 0), placed[1].get(key, 0)
            found.append(Conflict(Topic.VOTES, key[0], key[1], "votes", mine, other, session.votes_per_group))
    return found


def _votes_by_group(events: Iterable[Event]) -> dict[tuple[str, str], int]:
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    for event in in_force(events):
        if event.kind is EventKind.VOTE_CAST:
            counts[str(event.payload["session_id"]), str(event.payload["group_name"])] += 1
    return dict(counts)


def _by_subject(events: Iterable[Event]) -> dict[str, list[Event]]:
    found: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        found[event.subject].append(event)
    return dict(found)


def _fold_of(events: Iterable[Event]) -> tuple[Topic, Callable[[list[Event]], Fields] | None]:
    kinds = {event.kind for event in events}
    if EventKind.CONTRIBUTION_SUBMITTED in kinds:
        return Topic.CONTRIBUTION, _contribution_fields
    if kinds & _ACTORS:
        return Topic.ACTOR, _actor_fields
    if EventKind.SESSION_SAVED in kinds:
        return Topic.SESSION, _session_fields
    if EventKind.SETTINGS_CHANGED in kinds:
        return Topic.SETTINGS, _settings_fields
    return Topic.DATASET, None


def _contribution_fields(events: list[Event]) -> Fields:
    state = fold_contribution(events)
    if state is None:
        return {}
    said = {name: value for name, value in contribution_payload(state).items() if name in CORRECTABLE}
    decided = {"status": state.status.value, "reason": state.reason, "merged_into": state.merged_into}
    return said | decided | {"photo_status": state.photo_status.value}


def _actor_fields(events: list[Event]) -> Fields:
    found = fold_actors({"": events})
    merges = [event for event in in_force(events) if event.kind is EventKind.ACTORS_MERGED]
    merged = {"merged_into": str(merges[-1].payload["into"]) if merges else ""}
    return {name: value for name, value in found.get("", {}).items() if name not in _UNCOMPARED} | merged


def _session_fields(events: list[Event]) -> Fields:
    sessions = fold_sessions(events)
    return session_payload(sessions[0]) if sessions else {}


def _settings_fields(events: list[Event]) -> Fields:
    found = fold_settings(events)
    return found | {f"{NESTED}.{name}": value for name, value in found.pop(NESTED, {}).items()}


def _differences(
    topic: Topic, subject: str, base: Mapping[str, Any], here: Fields, there: Fields, kept: Fields
) -> Iterable[Conflict]:
    label = str(kept.get("text") or kept.get("name") or kept.get("title") or "")
    for name in sorted(here.keys() & there.keys()):
        mine, other = here[name], there[name]
        if mine != other and mine != base.get(name) and other != base.get(name):
            yield Conflict(topic, subject, label, name, mine, other, kept.get(name))
