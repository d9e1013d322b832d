"""Erase what residents gave: what would go, then the database, the copies of the app and the memory of this process."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from mapping.domain.erasure import PurgeRule, purge_counts
from mapping.domain.errors import WorkshopError
from mapping.i18n import _
from mapping.services.backups import backups, erase_in_backups
from mapping.services.phone import forget_rooms
from mapping.services.select import zone_at
from mapping.services.workshops import now_utc, take_snapshot
from mapping.storage.interface import Store

_AGE = re.compile(r"(\d{1,5})\s*(?:d|j|jours?|days?)?", re.I)


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge took away, by sort, and what became of the copies made by the app."""

    counts: dict[str, int]
    copies: tuple[Path, ...]
    changed: tuple[Path, ...] = ()
    deleted: tuple[Path, ...] = ()
    kept: tuple[dict[str, Any], ...] = ()


def rule_of(*, older_than: str = "", before: str = "", session_id: str = "", everything: bool = False) -> PurgeRule:
    """Return the rule that a person asks for: an age (``365d``), a day, a séance or everything.

    Raises
    ------
    WorkshopError
        When nothing is asked for, or it cannot be read.
    """
    if older_than and (found := _AGE.fullmatch(older_than.strip())):
        return PurgeRule(now_utc() - timedelta(days=int(found[1])), session_id)
    if before:
        try:
            return PurgeRule(datetime.combine(date.fromisoformat(before), time(), UTC), session_id)
        except ValueError as error:
            raise WorkshopError(
                _("« {got} » n'est pas une date ; par exemple 2027-06-30.").format(got=before)
            ) from error
    if everything or (session_id and not older_than):
        return PurgeRule(now_utc(), session_id)
    raise WorkshopError(_("Que faut-il effacer ? Dites un âge (365d), une date, une séance, ou tout."))


def preview_purge(store: Store, target: str, rule: PurgeRule) -> Purged:
    """Return what ``purge`` would take away, without changing anything."""
    return Purged(purge_counts(store.to_purge(rule)), tuple(saved.path for saved in backups(target)))


def purge(store: Store, target: str, rule: PurgeRule, *, keep_anonymous: bool = False) -> Purged:
    """Erase for good: rows, lines of the journal, photos, in the database and in the copies that the app made.

    Parameters
    ----------
    keep_anonymous
        Keep how many contributions of each kind and need there were in each quartier: numbers, nobody's words.
    """
    kept = _anonymous(store, rule) if keep_anonymous else ()
    copies = tuple(saved.path for saved in backups(target))
    counts = store.purge(rule, kept=kept)
    forget_rooms()
    changed, deleted = erase_in_backups(target, store.erasing_lines())
    return Purged(counts, copies, tuple(changed), tuple(deleted), kept)


def _anonymous(store: Store, rule: PurgeRule) -> tuple[dict[str, Any], ...]:
    gone = {line.subject for line in store.to_purge(rule)}
    snapshot = take_snapshot(store)
    rows = snapshot.contributions[snapshot.contributions["id"].isin(gone)]
    counted: dict[tuple[str, str, str], int] = {}
    for row in rows.itertuples():
        point = row.geometry.representative_point()
        where = (zone_at(snapshot, point.x, point.y) or "", str(row.kind), str(row.filiere or ""))
        counted[where] = counted.get(where, 0) + 1
    return tuple(
        {"zone": zone, "kind": kind, "filiere": filiere, "n": number}
        for (zone, kind, filiere), number in sorted(counted.items())
    )
