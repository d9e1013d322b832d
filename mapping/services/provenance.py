"""Where each field of an actor comes from: which list or person said it, when, under which licence."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from mapping.domain.errors import WorkshopError
from mapping.domain.journal import in_force
from mapping.domain.merging import FieldOrigin, Origins, actor_origins, linked_groups, survivors
from mapping.domain.models import Event, EventKind, Source
from mapping.domain.nomenclature import legal_forms, schemes
from mapping.domain.tables import split_values
from mapping.i18n import _
from mapping.storage.interface import Store

ACTOR_KINDS = frozenset({EventKind.ACTOR_IMPORTED, EventKind.ACTOR_ENRICHED, EventKind.ACTORS_MERGED, EventKind.UNDONE})
SHOWN = ("name", "siret", "legal_form", "scheme", "filieres", "description", "address", "lon", "website")
"""Fields in the order of a sheet; ``address`` and ``lon`` stand for the whole address and the position."""


class How(StrEnum):
    """By which way a value came."""

    IMPORT = "import"
    HERE = "here"
    GEOCODED = "geocoded"


@dataclass(frozen=True, slots=True)
class FieldProvenance:
    """One field of a sheet; ``merged`` says that another actor, since merged into this one, brought it."""

    field: str
    label: str
    value: str
    source: str
    file_name: str
    said_at: datetime
    licence: str
    how: How
    merged: bool


def provenance(store: Store, actor_id: str) -> tuple[FieldProvenance, ...]:
    """Return where each field of an actor that has a value comes from.

    Raises
    ------
    WorkshopError
        When there is no such actor, or it was merged into another one.
    """
    origins = origins_of(store, actor_id)
    if origins is None:
        raise WorkshopError(_("« {id} » n'est pas une structure de l'atelier.").format(id=actor_id))
    sources = {source.id: source for source in store.sources()}
    labels = {filiere.id: filiere.label for filiere in store.workshop().filieres}
    return tuple(
        _field(name, origins, sources, labels, actor_id) for name in SHOWN if shown_value(name, origins, labels)
    )


def origins_of(store: Store, actor_id: str) -> Origins | None:
    """Return the line of the journal behind each field of an actor, None when it is not in the workshop."""
    return actor_origins(histories(store, [actor_id])).get(actor_id)


def histories(store: Store, actor_ids: Collection[str]) -> dict[str, list[Event]]:
    """Return the events of some actors and of those they were ever merged with."""
    merges = store.events(kinds=[EventKind.ACTORS_MERGED])
    groups = linked_groups((event.subject, str(event.payload["into"])) for event in merges)
    wanted = set().union(*(groups.get(actor_id, {actor_id}) for actor_id in actor_ids))
    return {subject: store.events(subject=subject) for subject in sorted(wanted)}


def cited_sources(store: Store) -> dict[str, frozenset[str]]:
    """Return, for each actor, the sources whose lists name it, those of merged duplicates included.

    A list that says nothing new about an actor leaves no line, hence is not among them.
    """
    by_subject: defaultdict[str, list[Event]] = defaultdict(list)
    for event in store.events(kinds=ACTOR_KINDS):
        by_subject[event.subject].append(event)
    counting = {subject: in_force(events) for subject, events in by_subject.items()}
    merges = [event for events in counting.values() for event in events if event.kind is EventKind.ACTORS_MERGED]
    standing = survivors(merges)
    cited: defaultdict[str, set[str]] = defaultdict(set)
    for subject, events in counting.items():
        # A geocoder gives a position to an actor that a list names; it does not name it.
        named = (event.payload for event in events if "geocoding" not in event.payload)
        cited[standing.get(subject, subject)] |= {str(said["source_id"]) for said in named if said.get("source_id")}
    return {actor_id: frozenset(found) for actor_id, found in cited.items()}


def shown_value(name: str, origins: Origins, filieres: Mapping[str, str]) -> str:
    """Return a field as a person reads it, empty where unknown."""
    values = {field: origin.value for field, origin in origins.items()}
    if name == "address":
        town = " ".join(str(values.get(field) or "") for field in ("postcode", "city")).strip()
        return ", ".join(part for part in (str(values.get("address") or ""), town) if part)
    value: Any = values.get(name)
    if value in ("", None):
        return ""
    if name == "lon":
        return f"{values['lat']:.5f} ; {value:.5f}"
    if name == "filieres":
        return ", ".join(filieres.get(one, one) for one in split_values(str(value)))
    terms = {"scheme": schemes, "legal_form": legal_forms}.get(name)
    term = terms().get(str(value)) if terms else None
    return term.label if term else str(value)


def field_label(name: str) -> str:
    """Return what a field is called on a sheet."""
    return {
        "name": _("Nom"),
        "siret": _("SIRET"),
        "legal_form": _("Statut"),
        "scheme": _("Type"),
        "filieres": _("À quoi ça sert"),
        "description": _("Description"),
        "address": _("Adresse"),
        "lon": _("Position (latitude ; longitude)"),
        "website": _("Site web"),
    }[name]


def how_label(found: FieldProvenance) -> str:
    """Return in words by which way a value came."""
    words = {
        How.IMPORT: _("importé"),
        How.HERE: _("enrichi sur place"),
        How.GEOCODED: _("géocodé"),
    }[found.how]
    return _("{how}, par fusion").format(how=words) if found.merged else words


def _field(
    name: str, origins: Origins, sources: Mapping[str, Source], labels: Mapping[str, str], actor_id: str
) -> FieldProvenance:
    origin = _lead(name, origins)
    how = _how(origin.event)
    source = sources.get(str(origin.event.payload.get("source_id", "")))
    said_here = _("Une personne de l'atelier")
    return FieldProvenance(
        field=name,
        label=field_label(name),
        value=shown_value(name, origins, labels),
        source=said_here if source is None else source.title,
        file_name="" if source is None else source.file_name,
        said_at=origin.event.recorded_at,
        licence="" if source is None else source.licence,
        how=how,
        merged=origin.event.subject != actor_id,
    )


def _lead(name: str, origins: Origins) -> FieldOrigin:
    fields = ("address", "city", "postcode") if name == "address" else (name,)
    return next(origins[field] for field in fields if field in origins and origins[field].value)


def _how(event: Event) -> How:
    if "geocoding" in event.payload:
        return How.GEOCODED
    by_a_person = event.kind is EventKind.ACTOR_ENRICHED and not event.payload.get("source_id")
    return How.HERE if by_a_person else How.IMPORT
