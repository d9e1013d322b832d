"""One importer per kind of file: read, check against the workshop, save, account for every row."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from mapping.analysis.supply import near_zones
from mapping.domain.demonstration import is_example
from mapping.domain.errors import WorkshopError
from mapping.domain.identity import actor_ids, content_id, other_names
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
    Source,
    Status,
    ZoneKind,
)
from mapping.i18n import _
from mapping.services.import_basemap import import_mbtiles
from mapping.services.import_grid import import_grid
from mapping.services.import_osm import OSM_IMPORTERS
from mapping.services.layouts import extent_of, remember
from mapping.services.workshops import now_utc
from mapping.sources.actors import read_actors
from mapping.sources.boundaries import Boundaries, read_boundaries
from mapping.sources.contributions import read_contributions
from mapping.sources.landmarks import read_landmarks
from mapping.sources.population import read_population
from mapping.sources.provenance import describe
from mapping.sources.rows import TableRows
from mapping.storage.interface import Draft, Store

QPV_LICENCE = "Licence Ouverte 2.0"
"""Under which the ANCT publishes the boundaries of the QPV."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to read a file, what to say of it, and whether only to try.

    ``columns``: our field → the file's column. ``list_name``: whose identifiers the file holds, when two partners
    number their rows alike.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    licence: str = ""
    list_name: str = ""
    dry_run: bool = False


Importer = Callable[[Store, Path, ImportOptions], ImportReport]

_DECISION_OF = {Status.ACCEPTED: Action.ACCEPT, Status.REFUSED: Action.REFUSE}


def import_actors(store: Store, path: Path, options: ImportOptions) -> ImportReport:
    """Bring in a list of actors; rows without a position are kept, to be placed later."""
    workshop = store.workshop()
    read = read_actors(
        path,
        columns=options.columns,
        filieres=workshop.filieres,
        extent=extent_of(store),
        layouts=store.layout,
    )
    near = near_zones(
        read.table["lon"].to_numpy(float), read.table["lat"].to_numpy(float), store.zones(), band_m=workshop.band_m
    )
    table = read.table.assign(actor_id=actor_ids(read.table, list_name=options.list_name), in_territory=near)
    existing = store.actors().set_index("actor_id")["name"]
    _refuse_another_list(existing, table)
    known = table["actor_id"].isin(existing.index) | table["actor_id"].duplicated()
    located = table["lon"].notna() & table["lat"].notna()
    fictional = _is_fictional(store, table["name"])
    if not options.dry_run:
        _mark_demonstration(store, fictional=fictional)
        store.save_actors(_source(path, DatasetKind.ACTORS, options, fictional=fictional), table)
        remember(store, read, options.columns)
    return _report(
        read,
        DatasetKind.ACTORS,
        updated=int((known & located).sum()),
        to_geocode=int((~located).sum()),
        outside=int((located & ~table["in_territory"]).sum()),
    )


def import_boundaries(store: Store, path: Path, options: ImportOptions) -> ImportReport:
    """Bring in more zones, or newer outlines of the same codes."""
    read = read_boundaries(path, columns=options.columns)
    known = set(store.zones()["code"]) & set(read.zones["code"])
    if not options.dry_run:
        source = describe_boundaries(path, read, title=options.title, licence=options.licence)
        store.save_zones(source, read.zones.assign(source_id=source.id))
    return ImportReport(
        kind=DatasetKind.BOUNDARIES,
        rows=read.rows,
        imported=len(read.zones) - len(known),
        updated=len(known),
        to_geocode=0,
        rejected=read.rejected,
        columns=dict(read.columns),
        findings=read.findings,
    )


def import_population(store: Store, path: Path, options: ImportOptions) -> ImportReport:
    """Bring in populations by zone; codes that the workshop has no outline of are kept, and counted as outside."""
    read = read_population(path, columns=options.columns, layouts=store.layout)
    known = read.table["code"].isin(set(store.population()["code"])) | read.table["code"].duplicated()
    fictional = _is_fictional(store, read.table["source"])
    if not options.dry_run:
        _mark_demonstration(store, fictional=fictional)
        store.save_population(_source(path, DatasetKind.POPULATION, options, fictional=fictional), read.table)
        remember(store, read, options.columns)
    outside = ~read.table["code"].isin(set(store.zones()["code"]))
    return _report(read, DatasetKind.POPULATION, updated=int(known.sum()), outside=int(outside.sum()))


def import_landmarks(store: Store, path: Path, options: ImportOptions) -> ImportReport:
    """Bring in landmarks, by which residents say where."""
    read = read_landmarks(path, columns=options.columns, extent=extent_of(store), layouts=store.layout)
    keys = ["name", "lon", "lat"]
    existing = pd.MultiIndex.from_frame(store.landmarks()[keys])
    rows = pd.MultiIndex.from_frame(read.table[keys])
    known = rows.isin(existing) | rows.duplicated()
    fictional = _is_fictional(store, read.table["name"])
    if not options.dry_run:
        _mark_demonstration(store, fictional=fictional)
        store.save_landmarks(_source(path, DatasetKind.LANDMARKS, options, fictional=fictional), read.table)
        remember(store, read, options.columns)
    return _report(read, DatasetKind.LANDMARKS, updated=int(known.sum()))


def import_contributions(store: Store, path: Path, options: ImportOptions) -> ImportReport:
    """Bring in contributions made elsewhere; the same row twice is one contribution."""
    read = read_contributions(path, columns=options.columns, filieres=store.workshop().filieres)
    contributions = [_contribution(row) for row in read.table.to_dict("records")]
    ids = pd.Series([contribution.id for contribution in contributions], dtype=object)
    known = ids.isin(set(store.contributions()["id"])) | ids.duplicated()
    fictional = _is_fictional(store, read.table["text"])
    if not options.dry_run:
        _mark_demonstration(store, fictional=fictional)
        drafts = [draft for contribution in contributions for draft in _drafts(contribution)]
        store.save_contributions(_source(path, DatasetKind.CONTRIBUTIONS, options, fictional=fictional), drafts)
    return _report(read, DatasetKind.CONTRIBUTIONS, updated=int(known.sum()))


def import_basemap(store: Store, path: Path, options: ImportOptions) -> ImportReport:
    """Take the tiles of an ``.mbtiles`` as they are."""
    return import_mbtiles(store, path, title=options.title, licence=options.licence, dry_run=options.dry_run)


IMPORTERS: Mapping[DatasetKind, Importer] = {
    DatasetKind.ACTORS: import_actors,
    DatasetKind.BOUNDARIES: import_boundaries,
    DatasetKind.POPULATION: import_population,
    DatasetKind.LANDMARKS: import_landmarks,
    DatasetKind.CONTRIBUTIONS: import_contributions,
    DatasetKind.BASEMAP: import_basemap,
    DatasetKind.GRID: import_grid,
    **OSM_IMPORTERS,
}


def describe_boundaries(path: Path, read: Boundaries, *, title: str = "", licence: str = "") -> Source:
    """Return where boundaries come from; official QPV are known by their codes, hence their publisher and licence."""
    if read.kind is ZoneKind.QPV:
        title = title or _("Quartiers prioritaires de la politique de la ville {vintage} (ANCT)").format(
            vintage=read.vintage
        )
        licence = licence or QPV_LICENCE
    return describe(
        path,
        kind=DatasetKind.BOUNDARIES,
        imported_at=now_utc(),
        title=title,
        licence=licence,
        vintage=read.vintage,
    )


def _source(path: Path, kind: DatasetKind, options: ImportOptions, *, fictional: bool) -> Source:
    return describe(
        path, kind=kind, imported_at=now_utc(), title=options.title, licence=options.licence, fictional=fictional
    )


def _report(read: TableRows, kind: DatasetKind, *, updated: int, to_geocode: int = 0, outside: int = 0) -> ImportReport:
    return ImportReport(
        kind=kind,
        rows=read.rows,
        imported=len(read.table) - updated - to_geocode,
        updated=updated,
        to_geocode=to_geocode,
        rejected=read.rejected,
        columns=dict(read.columns),
        outside=outside,
        notes=read.notes,
    )


def _refuse_another_list(existing: pd.Series, table: pd.DataFrame) -> None:
    """Raise when the identifiers of a file are already those of other structures, which it would overwrite.

    Raises
    ------
    WorkshopError
        When more than half of the rows that share an identifier with a known structure have another name.
    """
    given = table.drop_duplicates("actor_id").set_index("actor_id")["name"]
    others = other_names(existing, given)
    if len(others) * 2 > len(existing.index.intersection(given.index)):
        raise WorkshopError(
            _(
                "Les identifiants de cette liste sont ceux d'autres structures (« {known} » deviendrait « {given} »). "
                "Si elle vient d'un autre partenaire, donnez-lui un nom : --list NOM."
            ).format(known=others[0][0], given=others[0][1])
        )


def _is_fictional(store: Store, texts: Iterable[str]) -> bool:
    """Say whether a file holds examples; refuse them in a workshop that already holds something real.

    Raises
    ------
    WorkshopError
        An example never stands among real data: a map that mixes them would lie.
    """
    if not any(is_example(text) for text in texts):
        return False
    workshop = store.workshop()
    if not workshop.is_demonstration and (len(store.actors()) or len(store.contributions())):
        raise WorkshopError(
            _(
                "Ce fichier contient des exemples fictifs, et cet atelier contient déjà de vraies données. "
                "Créez un atelier à part pour essayer."
            )
        )
    return True


def _mark_demonstration(store: Store, *, fictional: bool) -> None:
    if fictional and not store.workshop().is_demonstration:
        store.save_settings(demonstration=True)


def _contribution(row: Mapping[Hashable, Any]) -> Contribution:
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
    )


def _moment(text: str) -> datetime:
    """Return when an imported contribution was made, now where the file does not say."""
    if not text:
        return now_utc()
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _drafts(contribution: Contribution) -> list[Draft]:
    submission = Draft(
        EventKind.CONTRIBUTION_SUBMITTED, contribution.id, contribution_payload(contribution), id=contribution.id
    )
    action = _DECISION_OF.get(contribution.status)
    if action is None:
        return [submission]
    decision = {"action": action.value, "reason": contribution.reason, "into": ""}
    decision_id = content_id("decision", contribution.id, action.value)
    return [submission, Draft(EventKind.CONTRIBUTION_MODERATED, contribution.id, decision, id=decision_id)]
