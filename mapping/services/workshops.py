"""Open, create, copy a workshop; take everything it holds at one moment."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from mapping.domain.ids import new_id
from mapping.domain.models import Workshop
from mapping.domain.nomenclature import default_filieres
from mapping.domain.snapshot import Snapshot
from mapping.services.inhabitants import estimated_population
from mapping.storage import copy_store, create_store, open_store
from mapping.storage.interface import Store

__all__ = ["backup", "create", "now_utc", "open_store", "restore", "take_snapshot"]


def now_utc() -> datetime:
    """Return the current time; the only clock of the services."""
    return datetime.now(UTC)


def create(target: str, *, title: str, demonstration: bool = False) -> Store:
    """Create an empty workshop with the default filières.

    Parameters
    ----------
    target
        A path ending in ``.atelier`` or a PostgreSQL URL with ``?atelier=NAME``; must not exist yet.

    Raises
    ------
    WorkshopError
        When there is already a workshop there, or the place cannot be written.
    """
    workshop = Workshop(
        id=new_id(),
        title=title,
        created_at=now_utc(),
        filieres=default_filieres(),
        is_demonstration=demonstration,
    )
    return create_store(target, workshop)


def take_snapshot(store: Store) -> Snapshot:
    """Return all that the workshop holds; the revision is read first, so it never claims too much.

    The population of a zone without an official total is estimated from the grid, where there is one, and says so.
    """
    revision = store.revision()
    return Snapshot(
        workshop=store.workshop(),
        revision=revision,
        zones=store.zones(),
        actors=store.actors(),
        population=pd.concat([store.population(), estimated_population(store)], ignore_index=True),
        landmarks=store.landmarks(),
        contributions=store.contributions(),
        sources=tuple(store.sources()),
        knowledge=store.knowledge(),
        votes=store.votes(),
        sessions=tuple(store.sessions()),
    )


def backup(target: str, file: Path, *, replace: bool = False) -> Path:
    """Copy a workshop into one ``.atelier`` file, readable anywhere; the work in progress may go on.

    Raises
    ------
    WorkshopError
        When ``file`` exists and ``replace`` is false, or the workshop cannot be read.
    """
    copy_store(target, str(file), replace=replace)
    return file


def restore(file: Path, target: str, *, replace: bool = False) -> None:
    """Copy a saved file back to ``target``.

    Raises
    ------
    WorkshopError
        When there is a workshop at ``target`` and ``replace`` is false, or ``file`` is damaged.
    """
    copy_store(str(file), target, replace=replace)
