"""Bring actors of an official source into a workshop, without overwriting what another list or a person said.

An actor is known by its SIRET. One that this source brought is updated; one that another list brought is completed
where that list is silent, by an enrichment that names its source; what a person wrote is never touched.
"""

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from mapping.analysis.supply import near_zones
from mapping.domain.identity import content_id
from mapping.domain.ids import new_id
from mapping.domain.journal import in_force
from mapping.domain.models import DatasetKind, Event, EventKind, Source
from mapping.i18n import _
from mapping.sources.official.addresses import Address
from mapping.sources.official.sirene_rows import NOTE
from mapping.storage.interface import Draft, Store

_ALONE = ("legal_form", "scheme", "website")
_TOGETHER = ("address", "postcode", "city", "code_insee", "lon", "lat", "in_territory")
"""An address and a position are one thing: those of two sources are never mixed."""

Values = Mapping[Hashable, Any]


@dataclass(frozen=True, slots=True)
class Saved:
    """Actor identifiers: ``created`` and ``updated`` by this source, ``completed`` those of another list."""

    created: tuple[str, ...]
    updated: tuple[str, ...]
    completed: tuple[str, ...]


def describe_answer(address: Address, table: pd.DataFrame, *, asked_at: datetime, subject: str = "") -> Source:
    """Return where the rows that an API answered come from; its digest is that of the rows."""
    return Source(
        id=new_id(),
        kind=DatasetKind.ACTORS,
        title=address.title,
        file_name=subject or address.title,
        sha256=hashlib.sha256(table.to_csv(index=False).encode()).hexdigest(),
        imported_at=asked_at,
        licence=address.licence,
        published=asked_at.date(),
        vintage=_("interrogée le {date}").format(date=f"{asked_at:%d/%m/%Y}"),
    )


def save_official(store: Store, source: Source, table: pd.DataFrame) -> Saved:
    """Add, update or complete actors by SIRET.

    Parameters
    ----------
    table
        ``tables.ACTORS``, every row with its SIRET.
    """
    workshop = store.workshop()
    lon, lat = table["lon"].to_numpy(float), table["lat"].to_numpy(float)
    rows = table.assign(in_territory=near_zones(lon, lat, store.zones(), band_m=workshop.band_m))
    known = store.actors()
    own_sources = of_publisher(store, source.title)
    by_siret = _by_siret(known)
    own: list[tuple[str, Values]] = []
    drafts: list[Draft] = []
    for row in rows.to_dict("records"):
        current = by_siret.get(row["siret"])
        if current is None or _is_own(store, current, row["siret"], own_sources):
            own.append((content_id("siret", row["siret"]), row))
            continue
        changes = _completion(store, current, row, own_sources)
        if changes:
            payload = changes | {"source_id": source.id}
            drafts.append(Draft(EventKind.ACTOR_ENRICHED, current["actor_id"], payload))
    imported = pd.DataFrame([row for _id, row in own], columns=rows.columns).astype(rows.dtypes.to_dict())
    outcome = store.save_actors(source, imported.assign(actor_id=[actor_id for actor_id, _row in own]))
    store.append(drafts)
    return Saved(outcome.created, outcome.known, tuple(draft.subject for draft in drafts))


def of_publisher(store: Store, title: str) -> set[str]:
    """Return the sources of one publisher: each time that it was asked is a source."""
    return {source.id for source in store.sources() if source.title == title}


def _by_siret(known: pd.DataFrame) -> dict[str, Values]:
    """Return the actor that stands for each SIRET: the one whose identifier is made of it before any other."""
    found: dict[str, Values] = {}
    for row in known[known["siret"] != ""].to_dict("records"):
        if row["siret"] not in found or row["actor_id"] == content_id("siret", row["siret"]):
            found[row["siret"]] = row
    return found


def _is_own(store: Store, current: Values, siret: str, own_sources: set[str]) -> bool:
    """Say whether this source brought an actor, be it merged since into one of another list."""
    subject = content_id("siret", siret)
    if current["actor_id"] == subject and current["source_id"] in own_sources:
        return True
    imports = [e for e in in_force(store.events(subject=subject)) if e.kind is EventKind.ACTOR_IMPORTED]
    return bool(imports) and imports[-1].payload.get("source_id") in own_sources


def _completion(store: Store, current: Values, row: Values, own_sources: set[str]) -> dict[str, Any]:
    events: Sequence[Event] | None = None
    changes: dict[str, Any] = {}
    for field in _ALONE:
        if not row[field] or row[field] == current[field]:
            continue
        if current[field]:
            events = store.events(subject=current["actor_id"]) if events is None else events
        if not current[field] or last_source(events or (), field) in own_sources:
            changes[field] = row[field]
    described = _description(store, current, row, own_sources)
    if described != current["description"]:
        changes["description"] = described
    if row["address"] and not current["address"] and pd.isna(current["lon"]):
        changes |= {name: row[name] for name in _TOGETHER if not (row[name] == "" or pd.isna(row[name]))}
    return changes


def _description(store: Store, current: Values, row: Values, own_sources: set[str]) -> str:
    """Return the words of whoever spoke first, then the note about the declared activity."""
    words, new_words = (_words(values["description"]) for values in (current, row))
    if new_words and new_words != words:
        events = store.events(subject=current["actor_id"]) if words else []
        if not words or last_source(events, "description") in own_sources:
            words = new_words
    note = NOTE.search(current["description"]) or NOTE.search(row["description"])
    return " ".join(part for part in (words, note.group() if note else "") if part)


def _words(description: str) -> str:
    return NOTE.sub("", description).strip()


def last_source(events: Sequence[Event], field: str) -> str | None:
    """Return the source that an actor has a field from; None when a person wrote it.

    Parameters
    ----------
    events
        Those of one actor, in any order, undone ones included.
    """
    enriched = [e for e in in_force(events) if e.kind is EventKind.ACTOR_ENRICHED and field in e.payload]
    if enriched:
        source_id = enriched[-1].payload.get("source_id")
        return None if source_id is None else str(source_id)
    imports = [e for e in in_force(events) if e.kind is EventKind.ACTOR_IMPORTED]
    return str(imports[-1].payload.get("source_id", "")) if imports else None
