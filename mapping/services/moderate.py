"""The facilitator decides; every decision is an event that can be undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mapping.domain.errors import ContributionError
from mapping.domain.models import Action, Contribution, Event, EventKind, PhotoStatus, Status
from mapping.i18n import _
from mapping.storage.interface import Draft, Store

_DONE: Mapping[Action, Status] = {
    Action.ACCEPT: Status.ACCEPTED,
    Action.REFUSE: Status.REFUSED,
    Action.RESTORE: Status.PENDING,
}
_UNSAID = frozenset({"source_id", "in_territory", "geocoding", "placement"})
"""What an enrichment says of itself beside the fields that it fills."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the journal in words; ``undone`` says that it no longer counts."""

    event_id: str
    recorded_at: datetime
    sentence: str
    undone: bool


def moderate(store: Store, contribution_id: str, action: Action, *, reason: str = "", into: str = "") -> Contribution:
    """Accept, refuse, merge or restore a contribution, and return it as it now is.

    Deciding again what is already decided records nothing.

    Raises
    ------
    ContributionError
        When there is no such contribution, or the one to merge into is absent, itself, or itself merged.
    """
    current = _require(store, contribution_id)
    if action is Action.MERGE:
        _check_merge(store, contribution_id, into)
    elif current.status is _DONE[action] and current.reason == reason:
        return current
    payload = {"action": action.value, "reason": reason.strip(), "into": into if action is Action.MERGE else ""}
    store.append([Draft(EventKind.CONTRIBUTION_MODERATED, contribution_id, payload)])
    return _require(store, contribution_id)


def undo(store: Store, event_id: str) -> Event:
    """Make one event of the journal count no more; undoing the undoing puts it back.

    Raises
    ------
    ContributionError
        When there is no such event, or it cannot be undone.
    """
    return store.undo(event_id)


def history(store: Store, *, limit: int | None = None) -> list[HistoryLine]:
    """Return the journal in words, newest first."""
    everything = store.events()
    undone = _undone_ids(everything)
    return [
        HistoryLine(event.id, event.recorded_at, _sentence(event), event.id in undone)
        for event in everything[: limit if limit is not None else len(everything)]
    ]


def _undone_ids(newest_first: list[Event]) -> set[str]:
    undone: set[str] = set()
    for event in newest_first:
        if event.kind is EventKind.UNDONE and event.id not in undone:
            undone.add(str(event.payload["event_id"]))
    return undone


def _require(store: Store, contribution_id: str) -> Contribution:
    found = store.contribution(contribution_id)
    if found is None:
        raise ContributionError(
            _("Contribution « {id} » introuvable. La commande « history » donne les identifiants.").format(
                id=contribution_id
            )
        )
    return found


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


def _sentence(event: Event) -> str:
    payload = event.payload
    match event.kind:
        case EventKind.WORKSHOP_CREATED:
            return _("Atelier créé")
        case EventKind.SETTINGS_CHANGED:
            return _("Réglages modifiés")
        case EventKind.DATASET_IMPORTED:
            return _("Fichier importé : {file}").format(file=payload.get("file_name", ""))
        case EventKind.ACTOR_IMPORTED:
            return _("Structure importée : {name}").format(name=payload.get("name", ""))
        case EventKind.ACTOR_ENRICHED:
            fields = ", ".join(name for name in payload if name not in _UNSAID)
            return _("Structure complétée : {fields}").format(fields=fields)
        case EventKind.ACTORS_MERGED:
            return _("Structures fusionnées")
        case EventKind.NOT_DUPLICATES:
            return _("Deux structures dites différentes")
        case EventKind.CONTRIBUTION_SUBMITTED:
            return _("Contribution reçue : {text}").format(text=payload.get("text") or payload.get("filiere") or "")
        case EventKind.CONTRIBUTION_MODERATED:
            return _ACTION_SENTENCES[Action(payload["action"])]()
        case EventKind.CONTRIBUTION_CORRECTED:
            return _("Contribution corrigée")
        case EventKind.CONTRIBUTION_WITHDRAWN:
            return _("Contribution retirée par la personne qui l'a écrite")
        case EventKind.PHOTO_ADDED:
            return _("Photo reçue")
        case EventKind.PHOTO_MODERATED:
            return _("Photo montrée") if payload["status"] == PhotoStatus.SHOWN else _("Photo cachée")
        case EventKind.KNOWLEDGE_GIVEN:
            return _("Lieu reconnu par des habitants")
        case EventKind.VOTE_CAST:
            return _("Gommette posée par « {group} »").format(group=payload.get("group_name", ""))
        case EventKind.SESSION_SAVED:
            return _("Séance réglée : {title}").format(title=payload.get("title") or payload.get("date", ""))
        case EventKind.SCENARIO_SAVED:
            return _("Scénario gardé : {name}").format(name=payload.get("name", ""))
        case EventKind.SCENARIO_REMOVED:
            return _("Scénario retiré")
        case EventKind.UNDONE:
            return _("Annulation")


_ACTION_SENTENCES = {
    Action.ACCEPT: lambda: _("Contribution acceptée"),
    Action.REFUSE: lambda: _("Contribution refusée"),
    Action.MERGE: lambda: _("Contribution fusionnée"),
    Action.RESTORE: lambda: _("Contribution remise à valider"),
}
