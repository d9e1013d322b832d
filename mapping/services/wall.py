"""What is projected on the wall: the map, the counters, the last words. Nothing private is ever put in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from typing import Any

import pandas as pd

from mapping.domain.demonstration import notice
from mapping.domain.models import LIVE_STATUSES, ContributionKind, Origin, Status
from mapping.domain.personal_data import personal_data
from mapping.domain.privacy import sensitive_rows, shown_view
from mapping.domain.sessions import Session
from mapping.domain.snapshot import Snapshot
from mapping.domain.steps import current_step, elapsed_s, steps_of
from mapping.domain.workshop_settings import Moderation
from mapping.i18n import _, ngettext
from mapping.maps.base import base_payload
from mapping.maps.legend import Entry, filiere_entries, sign_entries
from mapping.maps.palette import SIGN_OF_CONTRIBUTION, SIGNS, sign_label
from mapping.maps.points import MapPoint, actor_points, contribution_points, point_payload
from mapping.maps.popups import PHOTO_URL, Bubble
from mapping.maps.shapes import contribution_shapes, shape_payload
from mapping.services.basemap import shared_tiles
from mapping.services.lan import DOOR
from mapping.services.session_counts import from_residents, session_counts
from mapping.services.votes import vote_results
from mapping.services.workshops import now_utc, open_store, take_snapshot
from mapping.storage.interface import Store

LAST_WORDS = 5
NEEDS_SHOWN = 6
TEXT_MAX_CHARACTERS = 160
_SILENT = Bubble("")


@dataclass(frozen=True, slots=True)
class _Held:
    """What was read at one revision."""

    revision: int
    snapshot: Snapshot
    session: Session | None
    news: Mapping[str, Any]
    needs: tuple["Need", ...]


@dataclass(frozen=True, slots=True)
class Need:
    """Something missing that gommettes may be placed on, as anybody may read it."""

    id: str
    text: str
    label: str


class Wall:
    """The wall of one workshop, read once a revision for everybody who projects it; may be shared by threads."""

    def __init__(self, store: Store, target: str) -> None:
        self.store = store
        self._target = target
        self._lock = Lock()
        self._held: _Held | None = None

    def title(self) -> str:
        """Return the title of the workshop."""
        return self.store.workshop().title

    def news(self, since: int) -> dict[str, Any]:
        """Return what changed since a revision: the timer, and whether phones are let in, when nothing did."""
        held = self._now()
        timer = {"revision": held.revision, "elapsed_s": _elapsed(held.session), "phones": DOOR.is_open}
        return timer if held.revision == since else {**held.news, **timer}

    def needs(self) -> tuple[Need, ...]:
        """Return what gommettes may be placed on, need after need: what was read, or may be shown before it is."""
        return self._now().needs

    def background(self) -> dict[str, Any]:
        """Return what does not change while people contribute: zones, tiles, structures, the legend."""
        held = self._now()
        snapshot = held.snapshot
        filieres = snapshot.workshop.filieres
        shown = held.session.shown_actors if held.session else ()
        actors = snapshot.actors[snapshot.actors["actor_id"].isin(shown)] if shown else snapshot.actors
        return {
            "key": held.news["background"],
            "base": base_payload(snapshot.zones, basemap=shared_tiles(self._target).basemap()),
            "actors": point_payload(_silent(actor_points(actors, filieres)), interactive=False),
            "signs": _legend(sign_entries()),
            "pictures": {kind.value: entry.data_uri for kind, entry in zip(SIGNS, sign_entries(pending=False))},
            "needs": _legend(filiere_entries(filieres)),
        }

    def _now(self) -> _Held:
        with self._lock:
            if self._held is None or self._held.revision != self.store.revision():
                snapshot = take_snapshot(self.store)
                self._held = _read(snapshot)
            return self._held


@lru_cache(maxsize=4)
def shared_wall(target: str) -> Wall:
    """Return the wall of a workshop, one for the whole process.

    Raises
    ------
    WorkshopError
        When there is no workshop there, or it cannot be read.
    """
    return Wall(open_store(target), target)


def wall_view(snapshot: Snapshot) -> Snapshot:
    """Return what may be projected: ``shown_view``, with the words of what waits where the workshop says so.

    When contributions are read after they are shown, the words of one that waits are there unless something in them
    looks like a person's, or its place is sensitive.
    """
    shown = shown_view(snapshot)
    if snapshot.workshop.settings.moderation is not Moderation.AFTER:
        return shown
    told = snapshot.contributions.set_index("id")["text"]
    rows = shown.contributions
    waiting = (rows["status"] == Status.PENDING) & ~sensitive_rows(rows, snapshot.workshop)
    texts = [
        ("" if personal_data(told[identifier]) else told[identifier]) if waits else text
        for identifier, text, waits in zip(rows["id"], rows["text"], waiting, strict=True)
    ]
    return replace(shown, contributions=rows.assign(text=pd.Series(texts, index=rows.index, dtype="str")))


def _read(snapshot: Snapshot) -> _Held:
    chosen = snapshot.workshop.settings.current_session
    session = next((known for known in snapshot.sessions if known.id == chosen), None)
    shown = wall_view(snapshot)
    filieres = snapshot.workshop.filieres
    step = _step(snapshot, session)
    news = {
        "title": snapshot.workshop.title,
        "notice": notice() if snapshot.workshop.is_demonstration else "",
        "background": _background_key(snapshot, session),
        "session": _session_line(session),
        "step": step,
        "running": session is not None and session.step_started_at is not None,
        "counts": _counts(snapshot, session),
        "words": _last_words(shown, session),
        "votes": _votes(snapshot, shown, session) if step and step["votes"] else None,
        "points": point_payload(_silent(contribution_points(shown.contributions, filieres)), interactive=False),
        "shapes": shape_payload(
            [
                replace(each, id=str(rank), bubble=_SILENT)
                for rank, each in enumerate(contribution_shapes(shown.contributions, filieres))
            ],
            interactive=False,
        ),
    }
    return _Held(snapshot.revision, snapshot, session, news, _needs(shown))


def _needs(shown: Snapshot) -> tuple[Need, ...]:
    labels = {filiere.id: filiere.label for filiere in shown.workshop.filieres}
    rows = shown.contributions
    rows = rows[(rows["kind"] == ContributionKind.NEED) & ((rows["status"] == Status.ACCEPTED) | (rows["text"] != ""))]
    told = zip(rows["id"], rows["text"], rows["filiere"], strict=True)
    found = [Need(str(identifier), _short(text), labels.get(str(filiere), "")) for identifier, text, filiere in told]
    order = {label: rank for rank, label in enumerate(labels.values())}
    return tuple(sorted(found, key=lambda need: order.get(need.label, len(order))))


def _silent(points: list[MapPoint]) -> list[MapPoint]:
    """Return points that only say where and what: nothing on a wall is touched."""
    return [replace(point, id=str(rank), bubble=_SILENT) for rank, point in enumerate(points)]


def _background_key(snapshot: Snapshot, session: Session | None) -> str:
    shown = session.shown_actors if session else ()
    last = snapshot.sources[-1].id if snapshot.sources else ""
    return f"{len(snapshot.sources)}.{last}.{len(snapshot.actors)}.{'.'.join(shown)}"


def _elapsed(session: Session | None) -> int:
    return int(elapsed_s(session, now_utc())) if session else 0


def _session_line(session: Session | None) -> str:
    return " · ".join(filter(None, [session.title, session.place])) if session else ""


def _step(snapshot: Snapshot, session: Session | None) -> dict[str, Any] | None:
    if session is None:
        return None
    settings = snapshot.workshop.settings
    step, steps = current_step(session, settings), steps_of(settings)
    rank = min(session.step, len(steps) - 1) + 1
    return {
        "rank": _("Étape {rank} sur {total}").format(rank=rank, total=len(steps)),
        "title": step.title,
        "instruction": step.instruction,
        "seconds": step.minutes * 60,
        "votes": step.votes,
    }


def _counts(snapshot: Snapshot, session: Session | None) -> list[dict[str, Any]]:
    """Return the big figures: of the séance where there is one, else of the whole workshop; residents' words only."""
    if session is not None:
        counts = session_counts(snapshot, session)
        by_kind, people = counts.by_kind, counts.people
    else:
        live = from_residents(snapshot.contributions)
        live = live[live["status"].isin([*LIVE_STATUSES])]
        by_kind, people = (
            {kind: int((live["kind"] == kind).sum()) for kind in ContributionKind},
            int(live["people"].sum()),
        )
    drawn = by_kind[ContributionKind.LIVED_AREA] + by_kind[ContributionKind.ROUTE]
    return [
        _figure(by_kind[ContributionKind.PLACE], ngettext("lieu", "lieux", by_kind[ContributionKind.PLACE])),
        _figure(by_kind[ContributionKind.NEED], ngettext("manque", "manques", by_kind[ContributionKind.NEED])),
        _figure(by_kind[ContributionKind.PREMISES], ngettext("local", "locaux", by_kind[ContributionKind.PREMISES])),
        _figure(drawn, ngettext("dessin", "dessins", drawn)),
        _figure(people, ngettext("personne", "personnes", people)),
    ]


def _figure(value: int, label: str) -> dict[str, Any]:
    return {"value": value, "label": label}


def _last_words(shown: Snapshot, session: Session | None) -> list[dict[str, Any]]:
    rows = shown.contributions
    rows = rows[rows["origin"] != Origin.SEED]
    if session is not None:
        rows = rows[rows["session_id"] == session.id]
    labels = {filiere.id: filiere.label for filiere in shown.workshop.filieres}
    return [
        {
            "kind": sign_label(SIGN_OF_CONTRIBUTION[ContributionKind(row.kind)]),
            "sign": SIGN_OF_CONTRIBUTION[ContributionKind(row.kind)].value,
            "need": labels.get(row.filiere, "") if isinstance(row.filiere, str) else "",
            "text": _short(row.text),
            "waiting": row.status == Status.PENDING and not row.text,
            "photo": PHOTO_URL + row.photo_id if row.photo_id else "",
        }
        for row in rows.iloc[::-1].head(LAST_WORDS).itertuples()
    ]


def _votes(snapshot: Snapshot, shown: Snapshot, session: Session | None) -> list[dict[str, Any]]:
    results = vote_results(snapshot.votes, snapshot.contributions, session_id=session.id if session else "")
    texts = dict(zip(shown.contributions["id"], shown.contributions["text"], strict=True))
    labels = {filiere.id: filiere.label for filiere in shown.workshop.filieres}
    first = results.head(NEEDS_SHOWN)
    told = zip(first["contribution_id"], first["filiere"], first["votes"], strict=True)
    return [
        {"text": _short(texts.get(str(identifier), "")) or labels.get(str(filiere), ""), "votes": int(votes)}
        for identifier, filiere, votes in told
    ]


def _short(text: str) -> str:
    return text if len(text) <= TEXT_MAX_CHARACTERS else text[: TEXT_MAX_CHARACTERS - 1].rstrip() + "…"


def _legend(entries: list[Entry]) -> list[dict[str, str]]:
    return [{"picture": entry.data_uri, "label": entry.label} for entry in entries]
