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
    Placement,
    Status,
)

_STATUS_AFTER: Mapping[Action, Status] = {
    Action.ACCEPT: Status.ACCEPTED,
    Action.REFUSE: Status.REFUSED,
    Action.MERGE: Status.MERGED,
    Action.RESTORE: Status.PENDING,
}


def cancelled_ids(events: Iterable[Event]) -> set[str]:
    """Return the identifiers of the events that no longer count, undoings that were themselves undone included."""
    cancelled: set[str] = set()
    for event in reversed(_in_order(events)):
        if event.kind is EventKind.UNDONE and event.id not in cancelled:
            cancelled.add(str(event.payload["event_id"]))
    return cancelled


def in_force(events: Iterable[Event]) -> list[Event]:
    """Return the events that count, in order: those undone, and the undoings themselves, are left out.

    An undoing can itself be undone, which puts the first event back.
    """
    ordered = _in_order(events)
    cancelled = cancelled_ids(ordered)
    return [event for event in ordered if event.id not in cancelled and event.kind is not EventKind.UNDONE]


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
    for event in in_force(events):
        if event.kind is EventKind.CONTRIBUTION_SUBMITTED and state is None:
            state = _contribution_from(event.payload)
        elif event.kind is EventKind.CONTRIBUTION_MODERATED and state is not None:
            action = Action(event.payload["action"])
            state = replace(
                state,
                status=_STATUS_AFTER[action],
                reason=str(event.payload.get("reason", "")),
                merged_into=str(event.payload.get("into", "")) if action is Action.MERGE else "",
            )
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
    }


def _contribution_from(payload: Mapping[str, Any]) -> Contribution:
    return Contribution(
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
    )
