"""One importer per kind of file: read, check against the workshop, save, account for every row."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from mapping.domain.models import DatasetKind, ImportReport
from mapping.services.import_actors import import_actors
from mapping.services.import_basemap import import_mbtiles
from mapping.services.import_contributions import import_contributions
from mapping.services.import_grid import import_grid
from mapping.services.import_osm import OSM_IMPORTERS
from mapping.services.importing import (
    Importer,
    ImportOptions,
    describe_boundaries,
    is_fictional,
    mark_demonstration,
    report_of,
    source_of,
)
from mapping.services.layouts import extent_of, remember
from mapping.sources.boundaries import read_boundaries
from mapping.sources.landmarks import read_landmarks
from mapping.sources.population import read_population
from mapping.storage.interface import Store


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
    fictional = is_fictional(store, read.table["source"])
    if not options.dry_run:
        mark_demonstration(store, fictional=fictional)
        store.save_population(source_of(path, DatasetKind.POPULATION, options, read, fictional=fictional), read.table)
        remember(store, read, options.columns)
    outside = ~read.table["code"].isin(set(store.zones()["code"]))
    return report_of(read, DatasetKind.POPULATION, updated=int(known.sum()), outside=int(outside.sum()))


def import_landmarks(store: Store, path: Path, options: ImportOptions) -> ImportReport:
    """Bring in landmarks, by which residents say where."""
    read = read_landmarks(path, columns=options.columns, extent=extent_of(store), layouts=store.layout)
    keys = ["name", "lon", "lat"]
    existing = pd.MultiIndex.from_frame(store.landmarks()[keys])
    rows = pd.MultiIndex.from_frame(read.table[keys])
    known = rows.isin(existing) | rows.duplicated()
    fictional = is_fictional(store, read.table["name"])
    if not options.dry_run:
        mark_demonstration(store, fictional=fictional)
        store.save_landmarks(source_of(path, DatasetKind.LANDMARKS, options, read, fictional=fictional), read.table)
        remember(store, read, options.columns)
    return report_of(read, DatasetKind.LANDMARKS, updated=int(known.sum()))


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
