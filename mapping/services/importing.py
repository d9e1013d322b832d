"""What every importer has in common: its options, the source it names, the account it gives, no fiction among facts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mapping.domain.demonstration import is_example
from mapping.domain.errors import WorkshopError
from mapping.domain.models import DatasetKind, ImportReport, Source, ZoneKind
from mapping.i18n import _
from mapping.services.workshops import now_utc
from mapping.sources.boundaries import Boundaries
from mapping.sources.provenance import describe
from mapping.sources.rows import TableRows
from mapping.storage.interface import Store

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


def source_of(path: Path, kind: DatasetKind, options: ImportOptions, read: TableRows, *, fictional: bool) -> Source:
    """Return the record of the file, as the options name it; its licence is the one its format imposes, if any."""
    return describe(
        path,
        kind=kind,
        imported_at=now_utc(),
        title=options.title,
        licence=options.licence or read.licence,
        fictional=fictional,
    )


def report_of(
    read: TableRows,
    kind: DatasetKind,
    *,
    updated: int,
    to_geocode: int = 0,
    outside: int = 0,
    possible_duplicates: int = 0,
) -> ImportReport:
    """Return the account of the rows of a file: ``updated`` and ``to_geocode`` are among those that were read."""
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
        possible_duplicates=possible_duplicates,
    )


def is_fictional(store: Store, texts: Iterable[str]) -> bool:
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


def mark_demonstration(store: Store, *, fictional: bool) -> None:
    """Make a workshop that receives examples a demonstration, which says so everywhere."""
    if fictional and not store.workshop().is_demonstration:
        store.save_settings(demonstration=True)
