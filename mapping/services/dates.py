"""A workshop as it was: the moments that its journal can be read at, and all that it held then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mapping.domain.models import Event, EventKind
from mapping.domain.sessions import Session
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.storage.interface import Store

_ROOM = (
    *(EventKind.CONTRIBUTION_SUBMITTED, EventKind.CONTRIBUTION_MODERATED, EventKind.CONTRIBUTION_CORRECTED),
    *(EventKind.CONTRIBUTION_WITHDRAWN, EventKind.KNOWLEDGE_GIVEN, EventKind.ACTORS_MERGED, EventKind.UNDONE),
    *(EventKind.ACTOR_IMPORTED, EventKind.ACTOR_ENRICHED, EventKind.DATASET_IMPORTED),
)
"""What changes the counts of a diagnostic."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of the journal: its ``clock``, and how it is called."""

    clock: int
    label: str


def moments(store: Store) -> tuple[Moment, ...]:
    """Return the moments that can be compared, oldest first: before anything was said, around séances, ends of days."""
    return moments_of(store.events(kinds=[*_ROOM]), store.sessions())


def moments_of(events: Iterable[Event], sessions: Sequence[Session]) -> tuple[Moment, ...]:
    """Return the moments of a journal, each clock once; empty when nothing was ever recorded."""
    ordered = sorted(events, key=lambda event: (event.clock, event.id))
    found: dict[int, str] = {}
    said = [event.clock for event in ordered if event.kind is EventKind.CONTRIBUTION_SUBMITTED]
    if said:
        found[min(said) - 1] = _("Avant les habitants")
    for session in sessions:
        if session.opened_clock:
            title = f"{session.date:%d/%m/%Y}"
            found.setdefault(session.opened_clock, _("Avant la séance du {day}").format(day=title))
    last_of_day = {event.recorded_at.date(): event.clock for event in ordered}
    for day, clock in last_of_day.items():
        found.setdefault(clock, _("Fin du {day}").format(day=f"{day:%d/%m/%Y}"))
    if ordered:
        found[ordered[-1].clock] = _("Maintenant")
    return tuple(Moment(clock, found[clock]) for clock in sorted(found))


def snapshot_at(store: Store, snapshot: Snapshot, clock: int) -> Snapshot:
    """Return what a workshop held once the event of that clock was recorded.

    Quartiers, populations, streets and settings are those of now: only actors and what people said go back.
    """
    given = store.events(kinds=[EventKind.KNOWLEDGE_GIVEN])
    known = {event.id for event in given if event.clock <= clock}
    return replace(
        snapshot,
        contributions=store.contributions_at(clock),
        actors=store.actors_at(clock),
        knowledge=snapshot.knowledge[snapshot.knowledge["id"].isin(known)],
    )
