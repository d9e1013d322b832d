"""Copies of a workshop that the app makes by itself beside it, what becomes of them, and the way back to one."""

import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mapping.domain.errors import CartoquartierError, WorkshopError
from mapping.domain.models import Event
from mapping.i18n import _
from mapping.services.merge import backup_place
from mapping.services.workshops import backup, now_utc, open_store
from mapping.storage import open_store as open_at
from mapping.storage import put_back
from mapping.storage.interface import Store

LAST_KEPT = 12
DAYS_KEPT = 14
_STAMP = "%Y%m%d-%H%M%S"
_SIDES = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Saved:
    """One copy made by the app; ``automatic`` ones are replaced in turn, the others are made before something big."""

    path: Path
    made_at: datetime
    size_bytes: int
    automatic: bool


@dataclass(frozen=True, slots=True)
class Content:
    """What a copy holds, to choose by."""

    title: str
    contributions: int
    actors: int
    last_change: datetime | None


def folder_of(target: str) -> Path:
    """Return the folder of the copies that the app makes by itself: ``sauvegardes``, beside the file."""
    return backup_place(target).parent / "sauvegardes"


def save_now(target: str) -> Path:
    """Make a copy and let the oldest go: the last twelve stay, and one a day for two weeks.

    Raises
    ------
    WorkshopError
        When the workshop cannot be read, or the disk is short of room.
    """
    folder = folder_of(target)
    try:
        folder.mkdir(exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise WorkshopError(_no_place(folder, error.strerror or str(error))) from error
    if free < 3 * _size(target):
        raise WorkshopError(_no_place(folder, _("{n} Mo libres").format(n=free // 1_000_000)))
    made = backup(target, folder / f"{_stem(target)}.{now_utc():{_STAMP}}.atelier", replace=True)
    for old in _too_many([saved for saved in backups(target) if saved.automatic]):
        _delete(old.path)
    return made


def backups(target: str) -> list[Saved]:
    """Return the copies that the app made of a workshop, newest first."""
    stem, beside = _stem(target), backup_place(target).parent
    found = [_saved(path, automatic=True) for path in folder_of(target).glob(f"{_literal(stem)}.*.atelier")]
    for why in ("reunion", "restauration"):
        found += [_saved(path, automatic=False) for path in beside.glob(f"{_literal(stem)}.avant-{why}-*.atelier")]
    return sorted(found, key=lambda saved: (saved.made_at, saved.path.name), reverse=True)


def content_of(saved: Path) -> Content:
    """Return what a copy holds.

    Raises
    ------
    WorkshopError
        When it cannot be read.
    """
    with closing(open_store(str(saved))) as store:
        last = store.events(limit=1)
        return Content(
            store.workshop().title, store.live_count(), len(store.actors()), last[0].recorded_at if last else None
        )


def restore_backup(target: str, saved: Path) -> Path:
    """Put a workshop back as it was in a copy, while the app goes on; return a copy of it as it was before.

    What residents took back since, or was purged, is erased from the copy first.

    Raises
    ------
    WorkshopError
        When the copy is not one of this workshop, or cannot be read; the workshop is then as it was.
    """
    if saved.resolve() not in {one.path.resolve() for one in backups(target)}:
        raise WorkshopError(_("Cette copie n'est plus là ; rechargez la page."))
    with closing(open_store(target)) as store, closing(open_store(str(saved))) as copy:
        if copy.workshop().id != store.workshop().id:
            raise WorkshopError(_("Cette copie est celle d'un autre atelier."))
        copy.carry_erasures(store.erasing_lines())
        lines = store.erasing_lines()
    place = backup_place(target)
    kept = backup(target, place.with_name(place.name.replace(".avant-reunion-", ".avant-restauration-")))
    put_back(str(saved), target)
    with closing(open_store(target)) as store:
        store.carry_erasures(lines)
    return kept


def erase_in_backups(target: str, lines: Sequence[Event]) -> tuple[list[Path], list[Path]]:
    """Erase in every copy what the workshop erased; return those that changed, and those deleted for want of reading.

    A copy that cannot be opened may hold what must be erased: it goes.
    """
    changed, deleted = [], []
    for saved in backups(target):
        try:
            with closing(open_at(str(saved.path))) as copy:
                if copy.carry_erasures(lines):
                    changed.append(saved.path)
        except CartoquartierError:
            _delete(saved.path)
            deleted.append(saved.path)
    return changed, deleted


def erasures_told(store: Store) -> frozenset[str]:
    """Return the identifiers of what was erased, to know when copies are behind."""
    return frozenset(line.id for line in store.erasing_lines())


def _too_many(newest_first: Sequence[Saved]) -> list[Saved]:
    older = newest_first[LAST_KEPT:]
    days: dict[str, Saved] = {}
    for saved in older:
        days.setdefault(f"{saved.made_at:%Y%m%d}", saved)
    kept = {saved.path for saved in list(days.values())[:DAYS_KEPT]}
    return [saved for saved in older if saved.path not in kept]


def _saved(path: Path, *, automatic: bool) -> Saved:
    stat = path.stat()
    return Saved(path, datetime.fromtimestamp(stat.st_mtime).astimezone(), stat.st_size, automatic)


def _delete(path: Path) -> None:
    for side in _SIDES:
        path.with_name(path.name + side).unlink(missing_ok=True)


def _stem(target: str) -> str:
    return backup_place(target).name.partition(".avant-reunion-")[0]


def _literal(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)


def _size(target: str) -> int:
    return Path(target).expanduser().stat().st_size if "://" not in target else 0


def _no_place(folder: Path, reason: str) -> str:
    return _("Pas de copie de secours dans « {folder} » ({reason}). Libérez de la place ou les droits.").format(
        folder=folder, reason=reason
    )
