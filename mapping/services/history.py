"""The journal in words."""

from dataclasses import dataclass
from datetime import datetime

from mapping.domain.erasure import is_erased, purge_rule
from mapping.domain.models import Action, Event, EventKind, PhotoStatus
from mapping.i18n import _
from mapping.storage.interface import Store

_UNSAID = frozenset({"source_id", "in_territory", "geocoding", "placement"})
"""What an enrichment says of itself beside the fields that it fills."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the journal in words; ``undone`` says that it no longer counts."""

    event_id: str
    recorded_at: datetime
    sentence: str
    undone: bool


def history(store: Store, *, limit: int | None = None) -> list[HistoryLine]:
    """Return the journal in words, newest first."""
    everything = store.events()
    undone = _undone_ids(everything)
    return [
        HistoryLine(event.id, event.recorded_at, event_sentence(event), event.id in undone)
        for event in everything[: limit if limit is not None else len(everything)]
    ]


def _undone_ids(newest_first: list[Event]) -> set[str]:
    undone: set[str] = set()
    for event in newest_first:
        if event.kind is EventKind.UNDONE and event.id not in undone:
            undone.add(str(event.payload["event_id"]))
    return undone


def event_sentence(event: Event) -> str:
    """Return what an event did, in words."""
    payload = event.payload
    if is_erased(event):
        return _("Ligne effacée")
    match event.kind:
        case EventKind.PURGED:
            return _("Effacement : {n} lignes avant le {day}").format(
                n=payload.get("lines", 0), day=f"{purge_rule(payload).before:%d/%m/%Y}"
            )
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
