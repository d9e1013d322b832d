"""The demonstration workshop: Plaine Commune's official QPV, fictional actors and populations, marked everywhere."""

import csv
from pathlib import Path

from mapping.domain.models import DatasetKind, EventKind
from mapping.i18n import _
from mapping.services import workshops
from mapping.services.importing import ImportOptions
from mapping.services.prepare import create_workshop, import_file
from mapping.settings import DATA_DIR
from mapping.storage.interface import Draft, Store

_FILES = (
    ("actors.csv", DatasetKind.ACTORS, "Structures inventées (exemple)"),
    ("population-fictive.csv", DatasetKind.POPULATION, "Populations inventées (exemple)"),
    ("reperes-fictifs.csv", DatasetKind.LANDMARKS, "Repères inventés (exemple)"),
    ("contributions-fictives.csv", DatasetKind.CONTRIBUTIONS, "Contributions inventées (exemple)"),
    ("quartiers-vecus-fictifs.csv", DatasetKind.CONTRIBUTIONS, "Quartiers vécus inventés (exemple)"),
)


def create_demonstration(target: str) -> None:
    """Create the demonstration workshop at ``target``.

    Raises
    ------
    WorkshopError
        When there is a workshop there already.
    """
    create_workshop(
        target, DATA_DIR / "geo" / "qpv-2024-plaine-commune.geojson", title=_("Démonstration : Plaine Commune")
    )
    store = workshops.open_store(target)
    try:
        store.save_settings(demonstration=True)
        for name, kind, title in _FILES:
            import_file(store, DATA_DIR / name, kind=kind, options=ImportOptions(title=title))
        _answer(store)
    finally:
        store.close()


def _answer(store: Store) -> None:
    """Record what invented residents say of invented structures."""
    actors = store.actors()
    own = dict(zip(actors["id"], actors["actor_id"], strict=True))
    with (DATA_DIR / "connaissances-fictives.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    store.append(
        Draft(
            EventKind.KNOWLEDGE_GIVEN,
            own[row["target_id"]],
            {"answer": row["answer"], "people": int(row["people"]), "author_key": row["author_key"]},
        )
        for row in rows
    )


def open_or_create_demonstration(path: Path) -> None:
    """Create the demonstration workshop unless it is there; what was added to it is kept.

    A half-made one (the power went during the first start) has no workshop under its final name: it is made under
    another name and renamed when whole.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f"{path.stem}.en-cours.atelier")
    for leftover in path.parent.glob(f"{making.name}*"):
        leftover.unlink()
    create_demonstration(str(making))
    making.replace(path)
