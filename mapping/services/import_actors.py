"""Bring a list of actors into a workshop."""

from pathlib import Path

import pandas as pd

from mapping.analysis.supply import near_zones
from mapping.domain.errors import WorkshopError
from mapping.domain.identity import actor_ids, other_names
from mapping.domain.models import DatasetKind, ImportReport
from mapping.i18n import _
from mapping.services.duplicates import merged_into, possible_duplicates
from mapping.services.importing import ImportOptions, is_fictional, mark_demonstration, report_of, source_of
from mapping.services.layouts import extent_of, remember
from mapping.sources.actors import read_actors
from mapping.storage.interface import Store


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
    there = {*existing.index, *merged_into(store)}
    known = table["actor_id"].isin(there) | table["actor_id"].duplicated()
    located = table["lon"].notna() & table["lat"].notna()
    fictional = is_fictional(store, table["name"])
    look_alike = 0
    if not options.dry_run:
        mark_demonstration(store, fictional=fictional)
        outcome = store.save_actors(source_of(path, DatasetKind.ACTORS, options, read, fictional=fictional), table)
        remember(store, read, options.columns)
        look_alike = len(possible_duplicates(store, outcome.created))
    return report_of(
        read,
        DatasetKind.ACTORS,
        updated=int((known & located).sum()),
        to_geocode=int((~located).sum()),
        outside=int((located & ~table["in_territory"]).sum()),
        possible_duplicates=look_alike,
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
