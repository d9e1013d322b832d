"""Domain records to and from the rows of the tables."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping

from mapping.domain.models import (
    Contribution,
    ContributionKind,
    DatasetKind,
    Event,
    EventKind,
    Origin,
    Photo,
    PhotoStatus,
    Placement,
    Source,
    Status,
    Workshop,
)
from mapping.domain.nomenclature import Filiere
from mapping.domain.workshop_settings import settings_from
from mapping.storage.text import plain, storable, utc_text

Values = dict[str, Any]


def workshop_values(workshop: Workshop) -> Values:
    """Return the settings of a workshop, as its row and the journal hold them: JSON types only."""
    return {
        "id": workshop.id,
        "title": storable(workshop.title),
        "created_at": utc_text(workshop.created_at),
        "filieres": plain([asdict(filiere) for filiere in workshop.filieres]),
        "is_demonstration": workshop.is_demonstration,
        "band_m": float(workshop.band_m),
        "settings": plain(workshop.settings.as_dict()),
    }


def workshop_from(row: RowMapping) -> Workshop:
    """Return the workshop of a row."""
    return Workshop(
        id=row["id"],
        title=row["title"],
        created_at=_moment(row["created_at"]),
        filieres=tuple(Filiere(**filiere) for filiere in row["filieres"]),
        is_demonstration=row["is_demonstration"],
        band_m=row["band_m"],
        settings=settings_from(row["settings"]),
    )


def source_values(source: Source) -> Values:
    """Return the row of an imported file."""
    return {
        "id": source.id,
        "kind": source.kind.value,
        "title": storable(source.title),
        "file_name": storable(source.file_name),
        "sha256": source.sha256,
        "imported_at": utc_text(source.imported_at),
        "licence": storable(source.licence),
        "published": source.published,
        "vintage": storable(source.vintage),
        "fictional": source.fictional,
    }


def source_payload(source: Source, *, rows: int) -> Values:
    """Return what the journal keeps of an import: JSON types only."""
    values = source_values(source)
    published = source.published.isoformat() if source.published else None
    return values | {"published": published, "rows": rows}


def source_from(row: RowMapping) -> Source:
    """Return the imported file of a row."""
    return Source(
        id=row["id"],
        kind=DatasetKind(row["kind"]),
        title=row["title"],
        file_name=row["file_name"],
        sha256=row["sha256"],
        imported_at=_moment(row["imported_at"]),
        licence=row["licence"],
        published=row["published"],
        vintage=row["vintage"],
        fictional=row["fictional"],
    )


def event_values(event: Event) -> Values:
    """Return the line of the journal of an event."""
    return {
        "id": event.id,
        "clock": event.clock,
        "recorded_at": utc_text(event.recorded_at),
        "kind": event.kind.value,
        "subject": event.subject,
        "payload": event.payload,
    }


def event_from(row: RowMapping | Values) -> Event:
    """Return the event of a line of the journal."""
    return Event(
        id=row["id"],
        clock=row["clock"],
        recorded_at=_moment(row["recorded_at"]),
        kind=EventKind(row["kind"]),
        subject=row["subject"],
        payload=row["payload"],
    )


def contribution_values(contribution: Contribution) -> Values:
    """Return the row of a contribution, without its clock."""
    return {
        "id": contribution.id,
        "kind": contribution.kind.value,
        "filiere": contribution.filiere,
        "geometry_wkt": contribution.geometry_wkt,
        "placement": contribution.placement.value,
        "submitted_at": utc_text(contribution.submitted_at),
        "text": contribution.text,
        "people": contribution.people,
        "near_id": contribution.near_id,
        "language": contribution.language,
        "origin": contribution.origin.value,
        "status": contribution.status.value,
        "reason": contribution.reason,
        "merged_into": contribution.merged_into,
        "session_id": contribution.session_id,
        "group_name": contribution.group_name,
        "category": contribution.category,
        "author_key": contribution.author_key,
        "photo_id": contribution.photo_id,
        "photo_status": contribution.photo_status.value,
    }


def contribution_from(row: RowMapping) -> Contribution:
    """Return the contribution of a row."""
    return Contribution(
        id=row["id"],
        kind=ContributionKind(row["kind"]),
        filiere=row["filiere"],
        geometry_wkt=row["geometry_wkt"],
        placement=Placement(row["placement"]),
        submitted_at=_moment(row["submitted_at"]),
        text=row["text"],
        people=row["people"],
        near_id=row["near_id"],
        language=row["language"],
        origin=Origin(row["origin"]),
        status=Status(row["status"]),
        reason=row["reason"],
        merged_into=row["merged_into"],
        session_id=row["session_id"],
        group_name=row["group_name"],
        category=row["category"],
        author_key=row["author_key"],
        photo_id=row["photo_id"],
        photo_status=PhotoStatus(row["photo_status"]),
    )


def photo_values(photo: Photo) -> Values:
    """Return the row of a photo."""
    return asdict(photo)


def photo_from(row: RowMapping) -> Photo:
    """Return the photo of a row."""
    return Photo(
        id=row["id"],
        contribution_id=row["contribution_id"],
        content=bytes(row["content"]),
        width=row["width"],
        height=row["height"],
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
