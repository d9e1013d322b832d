"""Bring contributions made elsewhere into a workshop."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from mapping.domain.identity import content_id
from mapping.domain.journal import contribution_payload
from mapping.domain.models import (
    Action,
    Contribution,
    ContributionKind,
    DatasetKind,
    EventKind,
    ImportReport,
    Origin,
    Placement,
    Status,
)
from mapping.domain.sheet_grid import sheet_grid
from mapping.services.importing import ImportOptions, is_fictional, mark_demonstration, report_of, source_of
from mapping.services.layouts import extent_of
from mapping.services.workshops import now_utc
from mapping.sources.columns import key_of
from mapping.sources.contributions import read_contributions
from mapping.storage.interface import Draft, Store

_DECISION_OF = {Status.ACCEPTED: Action.ACCEPT, Status.REFUSED: Action.REFUSE}


def import_contributions(store: Store, path: Path, options: ImportOptions) -> ImportReport:
    """Bring in contributions made elsewhere; the same row twice is one contribution."""
    extent = extent_of(store)
    grid = sheet_grid(extent) if extent else None
    read = read_contributions(path, columns=options.columns, filieres=store.workshop().filieres, grid=grid)
    # Our own files say a category by its label, as a person would.
    labels = {key_of(category.label): category.id for category in store.workshop().settings.categories}
    contributions = [_contribution(row, labels) for row in read.table.to_dict("records")]
    ids = pd.Series([contribution.id for contribution in contributions], dtype=object)
    known = ids.isin(set(store.contributions()["id"])) | ids.duplicated()
    fictional = is_fictional(store, read.table["text"])
    if not options.dry_run:
        mark_demonstration(store, fictional=fictional)
        drafts = [draft for contribution in contributions for draft in _drafts(contribution)]
        store.save_contributions(source_of(path, DatasetKind.CONTRIBUTIONS, options, read, fictional=fictional), drafts)
    return report_of(read, DatasetKind.CONTRIBUTIONS, updated=int(known.sum()))


def _contribution(row: Mapping[Hashable, Any], categories: Mapping[str, str]) -> Contribution:
    values = {name: "" if pd.isna(value) else str(value) for name, value in row.items()}
    made_of = (values["kind"], values["filiere"], values["geometry_wkt"], values["text"], values["people"])
    return Contribution(
        id=values["id"] or content_id("contribution", *made_of),
        kind=ContributionKind(values["kind"]),
        filiere=values["filiere"] or None,
        geometry_wkt=values["geometry_wkt"],
        placement=Placement(values["placement"] or Placement.EXACT),
        submitted_at=_moment(values["submitted_at"]),
        text=values["text"],
        people=int(float(values["people"] or 1)),
        near_id=values["near_id"],
        language=values["language"] or "fr",
        origin=Origin.IMPORT,
        status=Status(values["status"] or Status.PENDING),
        reason=values["reason"],
        session_id=values["session_id"],
        group_name=values["group_name"],
        category=categories.get(key_of(values["category"]), values["category"]),
        author_key=values["author_key"],
    )


def _moment(text: str) -> datetime:
    """Return when an imported contribution was made, now where the file does not say."""
    if not text:
        return now_utc()
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _drafts(contribution: Contribution) -> list[Draft]:
    sent = contribution_payload(replace(contribution, status=Status.PENDING))
    submission = Draft(EventKind.CONTRIBUTION_SUBMITTED, contribution.id, sent, id=contribution.id)
    action = _DECISION_OF.get(contribution.status)
    if action is None:
        return [submission]
    decision = {"action": action.value, "reason": contribution.reason, "into": ""}
    decision_id = content_id("decision", contribution.id, action.value)
    return [submission, Draft(EventKind.CONTRIBUTION_MODERATED, contribution.id, decision, id=decision_id)]
