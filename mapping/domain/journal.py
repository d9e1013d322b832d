"""The current state is derived from the journal: pure folds over the events of one subject.

Events are taken in the order (``clock``, ``id``), so that any two copies of a workshop that hold the same events
hold the same state.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from mapping.domain.models import (
    Action,
    Contribution,
    ContributionKind,
    Event,
    EventKind,
    Origin,
    PhotoStatus,
    Placement,
    Status,
)

_STATUS_AFTER: Mapping[Action, Status] = {
    Action.ACCEPT: Status.ACCEPTED,
    Action.REFUSE: Status.REFUSED,
    Action.MERGE: Status.MERGED,
    Action.RESTORE: Status.PENDING,
}
WITHDRAWN = "withdrawn"
"""Marks, in its payload, the undoing of an answer by the person who gave it."""
ERASED = "erased"
"""Marks, in its payload, a line that holds nothing any more (``domain.erasure``)."""
CORRECTABLE = frozenset({"kind", "filiere", "geometry_wkt", "placement", "near_id", "text", "people", "category"})
"""What a facilitator may correct of a contribution; the first words stay in the journal."""


def cancelled_ids(events: Iterable[Event]) -> set[str]:
    """Return the identifiers of the events that no longer count, undoings that were themselves undone included."""
    cancelled: set[str] = set()
    for event in reversed(_in_order(events)):
        # What its author took back is never put back, on whichever laptop that is asked.
        if event.kind is EventKind.UNDONE and (event.id not in cancelled or event.payload.get(WITHDRAWN)):
            cancelled.add(str(event.payload["event_id"]))
    return cancelled


def in_force(events: Iterable[Event]) -> list[Event]:
    """Return the events that count, in order: those undone or erased, and the undoings themselves, are left out.

    An undoing can itself be undone, which puts the first event back.
    """
    ordered = _in_order(events)
    cancelled = cancelled_ids(ordered)
    return [
        event
        for event in ordered
        if event.id not in cancelled and event.kind is not EventKind.UNDONE and ERASED not in event.payload
    ]


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.clock, event.id))


def fold_contribution(events: Iterable[Event]) -> Contribution | None:
    """Return the state of one contribution, or None when its submission was undone or never came.

    Parameters
    ----------
    events
        The events of one subject, in any order, undone ones included.
    """
    state: Contribution | None = None
    withdrawn = False
    for event in in_force(events):
        if event.kind is EventKind.CONTRIBUTION_SUBMITTED and state is None:
            state = _contribution_from(event.payload)
        elif state is not None:
            state = _after(state, event)
            withdrawn = withdrawn or event.kind is EventKind.CONTRIBUTION_WITHDRAWN
    # What its author took back stays so, whatever is decided of it on another laptop.
    return replace(state, status=Status.WITHDRAWN) if state is not None and withdrawn else state


def _after(state: Contribution, event: Event) -> Contribution:
    match event.kind:
        case EventKind.CONTRIBUTION_MODERATED:
            action = Action(event.payload["action"])
            return replace(
                state,
                status=_STATUS_AFTER[action],
                reason=str(event.payload.get("reason", "")),
                merged_into=str(event.payload.get("into", "")) if action is Action.MERGE else "",
            )
        case EventKind.CONTRIBUTION_CORRECTED:
            corrected = {name: value for name, value in event.payload.items() if name in CORRECTABLE}
            return _contribution_from(contribution_payload(state) | corrected, state=state)
        case EventKind.PHOTO_ADDED:
            return replace(state, photo_id=str(event.payload["photo_id"]), photo_status=PhotoStatus.HIDDEN)
        case EventKind.PHOTO_MODERATED if state.photo_id == event.payload["photo_id"]:
            return replace(state, photo_status=PhotoStatus(event.payload["status"]))
        case _:
            return state


def fold_actor(events: Iterable[Event]) -> dict[str, Any] | None:
    """Return the fields of one actor: the last import, over which what was enriched locally is kept.

    An enrichment may name the source it comes from; the actor stays one of the list that brought it.
    """
    imported: dict[str, Any] | None = None
    enriched: dict[str, Any] = {}
    for event in in_force(events):
        if event.kind is EventKind.ACTOR_IMPORTED:
            imported = dict(event.payload)
        elif event.kind is EventKind.ACTOR_ENRICHED:
            enriched |= {name: value for name, value in event.payload.items() if name != "source_id"}
    return None if imported is None else imported | enriched


def contribution_payload(contribution: Contribution) -> dict[str, Any]:
    """Return what the journal keeps of a submission: JSON types only."""
    return {
        "id": contribution.id,
        "kind": contribution.kind.value,
        "filiere": contribution.filiere,
        "geometry_wkt": contribution.geometry_wkt,
        "placement": contribution.placement.value,
        "submitted_at": contribution.submitted_at.isoformat(),
        "text": contribution.text,
        "people": contribution.people,
        "near_id": contribution.near_id,
        "language": contribution.language,
        "origin": contribution.origin.value,
        "status": contribution.status.value,
        "session_id": contribution.session_id,
        "group_name": contribution.group_name,
        "category": contribution.category,
        "author_key": contribution.author_key,
    }


def _contribution_from(payload: Mapping[str, Any], *, state: Contribution | None = None) -> Contribution:
    """Return the contribution of a payload, with what happened to it since when ``state`` is given."""
    read = Contribution(
        id=payload["id"],
        kind=ContributionKind(payload["kind"]),
        filiere=payload["filiere"],
        geometry_wkt=payload["geometry_wkt"],
        placement=Placement(payload["placement"]),
        submitted_at=datetime.fromisoformat(payload["submitted_at"]),
        text=payload["text"],
        people=payload["people"],
        near_id=payload["near_id"],
        language=payload["language"],
        origin=Origin(payload["origin"]),
        # Files of before the séances have none of these.
        status=Status(payload.get("status", Status.PENDING)),
        session_id=payload.get("session_id", ""),
        group_name=payload.get("group_name", ""),
        category=payload.get("category", ""),
        author_key=payload.get("author_key", ""),
    )
    if state is None:
        return read
    return replace(
        read,
        reason=state.reason,
        merged_into=state.merged_into,
        photo_id=state.photo_id,
        photo_status=state.photo_status,
    )
