"""Make one workshop of the files of several laptops, and say what came and on what they disagreed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mapping.domain.joining import Conflict, Topic
from mapping.domain.models import EventKind, PhotoStatus, Status
from mapping.i18n import _, ngettext
from mapping.services.workshops import backup, now_utc
from mapping.settings import PROJECT_DIR
from mapping.storage import Joined, join_stores

__all__ = ["ConflictLine", "Joined", "Merge", "conflict_line", "conflict_lines", "merge", "preview", "sentences"]

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Merge:
    """What came from each copy, in the order given, and the copy of the workshop made before, None if nothing came."""

    joined: tuple[Joined, ...]
    backup: Path | None


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One disagreement in words: what it is about, what each laptop says, what stays, how to change it."""

    what: str
    here: str
    there: str
    kept: str
    how: str


def preview(target: str, others: Sequence[str], *, names: Sequence[str] = ()) -> list[Joined]:
    """Return what ``merge`` would bring, without changing anything.

    Raises
    ------
    WorkshopError
        When one of the copies cannot be read, is of a newer version, or of another workshop.
    """
    return join_stores(target, others, dry_run=True, names=names)


def merge(target: str, others: Sequence[str], *, names: Sequence[str] = ()) -> Merge:
    """Bring into a workshop what its copies hold; a copy of it as it was is made first, where something comes.

    In any order, any number of times, the result is the same. The copies are never written.

    Parameters
    ----------
    target, others
        Paths in ``.atelier`` or PostgreSQL URLs with ``?atelier=NAME``; all of one workshop.
    names
        What to call the copies in sentences; their places by default.

    Raises
    ------
    WorkshopError
        When one of the copies cannot be read, is of a newer version, or of another workshop; the workshop is then as
        it was.
    """
    coming = preview(target, others, names=names)
    if all(joined.is_empty for joined in coming):
        return Merge(tuple(coming), None)
    kept = backup(target, backup_place(target))
    return Merge(tuple(join_stores(target, others, names=names)), kept)


def backup_place(target: str) -> Path:
    """Return where a workshop is copied before others are joined to it: beside its file, a new name each time."""
    if "://" in target:
        folder, stem = PROJECT_DIR / "ateliers", re.sub(r"[^\w-]+", "-", target.rpartition("atelier=")[2]) or "atelier"
        folder.mkdir(exist_ok=True)
    else:
        file = Path(target).expanduser().absolute()
        folder, stem = file.parent, file.stem
    return folder / f"{stem}.avant-reunion-{now_utc():%Y%m%d-%H%M%S-%f}.atelier"


def sentences(joined: Joined) -> list[str]:
    """Return what came from one copy, in words."""
    if joined.is_empty:
        return [_("{name} : rien de nouveau.").format(name=joined.where)]
    events = dict(joined.events)
    # Both are said with the same words: once.
    corrected = events.pop(EventKind.CONTRIBUTION_CORRECTED, 0)
    if corrected:
        events[EventKind.CONTRIBUTION_MODERATED] = events.get(EventKind.CONTRIBUTION_MODERATED, 0) + corrected
    counts = [_counted(kind, count) for kind, count in events.items()]
    tables = [_("{n} fichiers importés").format(n=joined.rows["source"])] if "source" in joined.rows else []
    return [
        _("{name} : {counts}.").format(
            name=joined.where, counts=", ".join([text for text in counts if text] + tables) or _("des réglages")
        )
    ]


def conflict_lines(found: Merge | Sequence[Joined]) -> list[ConflictLine]:
    """Return every disagreement in words."""
    joined = found.joined if isinstance(found, Merge) else found
    return [conflict_line(conflict) for one in joined for conflict in one.conflicts]


def conflict_line(conflict: Conflict) -> ConflictLine:
    """Return one disagreement in words.

    What stays is the last in the order of the two journals, except for gommettes, where the first ones count.
    """
    label = conflict.label[:_LONGEST] or conflict.subject
    here, there, kept = (_said(value) for value in (conflict.here, conflict.there, conflict.kept))
    match conflict.topic:
        case Topic.CONTRIBUTION:
            what, how = _("Contribution « {label} »"), _("Décidez-en de nouveau, ou corrigez-la, dans « Animer ».")
        case Topic.ACTOR:
            what, how = (
                _("Structure « {label} »"),
                _("Complétez-la de nouveau, ou dites laquelle garder, « Doublons »."),
            )
        case Topic.SESSION:
            what, how = _("Séance « {label} »"), _("Réglez de nouveau la séance.")
        case Topic.VOTES:
            what = _("Gommettes de « {label} »")
            how = _("Les premières posées comptent ; donnez plus de gommettes à la séance pour les compter toutes.")
        case _:
            what, how = _("Réglage de l'atelier"), _("Changez le réglage : le dernier dit reste.")
    said = what.format(label=label)
    return ConflictLine(f"{said} : {_field(conflict.field)}", here, there, kept, how)


def _said(value: Any) -> str:
    words: dict[Any, str] = {
        Status.PENDING: _("à valider"),
        Status.ACCEPTED: _("acceptée"),
        Status.REFUSED: _("refusée"),
        Status.MERGED: _("fusionnée"),
        Status.WITHDRAWN: _("retirée"),
        PhotoStatus.HIDDEN: _("cachée"),
        PhotoStatus.SHOWN: _("montrée"),
        "": _("(vide)"),
    }
    if isinstance(value, str):
        return words.get(value, value)[:_LONGEST]
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if value is None:
        return _("(vide)")
    if isinstance(value, list | tuple):
        names = [str(one.get("label", one.get("title", ""))) if isinstance(one, dict) else str(one) for one in value]
        return ", ".join(names)[:_LONGEST]
    return str(value)[:_LONGEST]


def _field(name: str) -> str:
    words = {
        "status": _("décision"),
        "reason": _("motif"),
        "merged_into": _("fusionnée avec"),
        "text": _("texte"),
        "filiere": _("à quoi ça sert"),
        "filieres": _("à quoi ça sert"),
        "geometry_wkt": _("position"),
        "category": _("catégorie"),
        "kind": _("genre"),
        "people": _("nombre de personnes"),
        "photo_status": _("photo"),
        "title": _("titre"),
        "place": _("lieu"),
        "groups": _("groupes"),
        "step": _("étape"),
        "is_open": _("ouverte aux contributions"),
        "votes": _("gommettes posées"),
        "band_m": _("largeur de la bande"),
        "settings.moderation": _("moment de la relecture"),
        "settings.current_session": _("séance en cours"),
        "settings.steps": _("étapes"),
        "settings.categories": _("catégories"),
        "settings.parameters": _("seuils du diagnostic"),
    }
    return words.get(name, name.removeprefix("settings."))


def _counted(kind: EventKind, count: int) -> str:
    match kind:
        case EventKind.CONTRIBUTION_SUBMITTED:
            text = ngettext("{n} contribution", "{n} contributions", count)
        case EventKind.CONTRIBUTION_MODERATED:
            text = ngettext("{n} décision ou correction", "{n} décisions ou corrections", count)
        case EventKind.CONTRIBUTION_WITHDRAWN:
            text = ngettext("{n} retrait", "{n} retraits", count)
        case EventKind.PHOTO_ADDED:
            text = ngettext("{n} photo", "{n} photos", count)
        case EventKind.KNOWLEDGE_GIVEN:
            text = ngettext("{n} lieu reconnu", "{n} lieux reconnus", count)
        case EventKind.VOTE_CAST:
            text = ngettext("{n} gommette", "{n} gommettes", count)
        case EventKind.SESSION_SAVED:
            text = ngettext("{n} réglage de séance", "{n} réglages de séances", count)
        case EventKind.ACTOR_IMPORTED | EventKind.ACTOR_ENRICHED:
            text = ngettext("{n} structure ajoutée ou complétée", "{n} structures ajoutées ou complétées", count)
        case EventKind.DATASET_IMPORTED:
            return ""
        case _:
            text = ngettext("{n} autre ligne du journal", "{n} autres lignes du journal", count)
    return text.format(n=count)
