"""The facilitator decides; every decision is an event that can be undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mapping.domain.errors import ContributionError
from mapping.domain.ids import new_id
from mapping.domain.journal import cancelled_ids
from mapping.domain.models import Action, Contribution, Event, EventKind, PhotoStatus, Status
from mapping.i18n import _, ngettext
from mapping.services.history import HistoryLine, event_sentence, history
from mapping.storage.interface import Draft, Store

__all__ = [
    "Batch",
    "Decision",
    "HistoryLine",
    "history",
    "last_decision",
    "moderate",
    "moderate_many",
    "moderate_photo",
    "undo",
    "undo_last",
]

_DONE: Mapping[Action, Status] = {
    Action.ACCEPT: Status.ACCEPTED,
    Action.REFUSE: Status.REFUSED,
    Action.RESTORE: Status.PENDING,
}
_DECISIONS = frozenset(
    {EventKind.CONTRIBUTION_MODERATED, EventKind.CONTRIBUTION_CORRECTED, EventKind.PHOTO_MODERATED, EventKind.UNDONE}
)
_BATCH = "batch"
"""What the events of one decision about several contributions have in common, in their payload."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one decision changed: identifiers of contributions, and the event of each; either may be undone alone."""

    ids: tuple[str, ...]
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The last decision that counts, in words, and the events that made it."""

    event_ids: tuple[str, ...]
    sentence: str


def moderate(store: Store, contribution_id: str, action: Action, *, reason: str = "", into: str = "") -> Contribution:
    """Accept, refuse, merge or restore a contribution, and return it as it now is.

    Deciding again what is already decided records nothing.

    Raises
    ------
    ContributionError
        When there is no such contribution, or the one to merge into is absent, itself, or itself merged.
    """
    moderate_many(store, [contribution_id], action, reason=reason, into=into)
    return require(store, contribution_id)


def moderate_many(
    store: Store, contribution_ids: Iterable[str], action: Action, *, reason: str = "", into: str = ""
) -> Batch:
    """Decide the same of several contributions, in one transaction: all of it is recorded, or nothing.

    Those of which it is already decided are left alone, and so are those that their author took back.

    Raises
    ------
    ContributionError
        As ``moderate``, for any of them; nothing is recorded then.
    """
    asked = list(dict.fromkeys(contribution_ids))
    gone = {event.subject for event in store.events(kinds=[EventKind.CONTRIBUTION_WITHDRAWN])} if len(asked) > 1 else ()
    wanted = [identifier for identifier in asked if identifier not in gone]
    current = [require(store, identifier) for identifier in wanted]
    if action is Action.MERGE:
        for identifier in wanted:
            _check_merge(store, identifier, into)
    shared = {_BATCH: new_id()} if len(wanted) > 1 else {}
    payload = {"action": action.value, "reason": reason.strip(), "into": into if action is Action.MERGE else ""}
    changed = [found.id for found in current if _would_change(found, payload)]
    drafts = [Draft(EventKind.CONTRIBUTION_MODERATED, identifier, payload | shared) for identifier in changed]
    return Batch(tuple(changed), tuple(event.id for event in store.append(drafts)) if drafts else ())


def moderate_photo(store: Store, contribution_id: str, *, show: bool) -> Contribution:
    """Show the photo of a contribution to everybody, or hide it, and return the contribution as it now is.

    Raises
    ------
    ContributionError
        When there is no such contribution, or it has no photo.
    """
    current = require(store, contribution_id)
    if not current.photo_id:
        raise ContributionError(_("Cette contribution n'a pas de photo."))
    status = PhotoStatus.SHOWN if show else PhotoStatus.HIDDEN
    if current.photo_status is status:
        return current
    payload = {"photo_id": current.photo_id, "status": status.value}
    store.append([Draft(EventKind.PHOTO_MODERATED, contribution_id, payload)])
    return require(store, contribution_id)


def undo(store: Store, event_id: str) -> Event:
    """Make one event of the journal count no more; undoing the undoing puts it back.

    Raises
    ------
    ContributionError
        When there is no such event, or it cannot be undone.
    """
    return store.undo(event_id)


def last_decision(store: Store) -> Decision | None:
    """Return the last decision that counts: accepted, refused, merged, restored, corrected, a photo shown or hidden."""
    newest_first = store.events(kinds=_DECISIONS)
    cancelled = cancelled_ids(newest_first)
    standing = [event for event in newest_first if event.kind is not EventKind.UNDONE and event.id not in cancelled]
    if not standing:
        return None
    last = standing[0]
    batch = last.payload.get(_BATCH)
    events = [event for event in standing if event.payload.get(_BATCH) == batch] if batch else [last]
    return Decision(tuple(event.id for event in events), _sentence(events))


def undo_last(store: Store) -> Decision | None:
    """Undo the last decision that counts, the whole of it when it was about several, in one transaction.

    Done again, it undoes the one before. Returns what was undone, None when there is nothing to undo.
    """
    decision = last_decision(store)
    if decision is None:
        return None
    subjects = {event.id: event.subject for event in store.events(kinds=_DECISIONS)}
    store.append(Draft(EventKind.UNDONE, subjects[event_id], {"event_id": event_id}) for event_id in decision.event_ids)
    return decision


def require(store: Store, contribution_id: str) -> Contribution:
    """Return a contribution.

    Raises
    ------
    ContributionError
        When there is none of that identifier.
    """
    found = store.contribution(contribution_id)
    if found is None:
        raise ContributionError(
            _("Contribution « {id} » introuvable. La commande « history » donne les identifiants.").format(
                id=contribution_id
            )
        )
    return found


def _would_change(current: Contribution, payload: Mapping[str, Any]) -> bool:
    if current.status is Status.WITHDRAWN:
        return False
    action = Action(payload["action"])
    if action is Action.MERGE:
        return current.merged_into != str(payload["into"])
    return current.status is not _DONE[action] or current.reason != str(payload["reason"])


def _sentence(events: Sequence[Event]) -> str:
    one = event_sentence(events[0])
    return ngettext("{what}", "{what}, {n} fois", len(events)).format(what=one, n=len(events))


def _check_merge(store: Store, contribution_id: str, into: str) -> None:
    if not into:
        raise ContributionError(_("Fusionner avec quoi ? Donnez l'identifiant du lieu à garder (--into)."))
    if into == contribution_id:
        raise ContributionError(_("Une contribution ne se fusionne pas avec elle-même."))
    other = store.contribution(into)
    if other is None and into not in set(store.actors()["actor_id"]):
        raise ContributionError(_("« {id} » n'est ni une contribution ni une structure de l'atelier.").format(id=into))
    if other is not None and other.status is Status.MERGED:
        raise ContributionError(
            _("« {id} » est déjà fusionnée avec « {into} » : fusionnez avec celle-ci.").format(
                id=into, into=other.merged_into
            )
        )
