"""Prêt hors ligne: what the workshop has, how old it is, what it would miss without it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mapping.domain.models import DatasetKind, Source
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One thing a workshop needs; ``missing`` says in words what does not work without it, empty when all is there."""

    name: str
    label: str
    present: bool
    count: int
    age_days: int | None
    missing: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """Counts and one entry per ingredient."""

    title: str
    is_demonstration: bool
    filieres: tuple[str, ...]
    qpv: int
    actors: int
    contributions: int
    ready: tuple[Ingredient, ...]


def check(snapshot: Snapshot, *, now: datetime) -> Readiness:
    """Return what is there and what is missing, at ``now``."""
    zones, actors = snapshot.zones, snapshot.actors
    codes = set(zones["code"])
    with_population = codes & set(snapshot.population["code"])
    located = int(actors["lon"].notna().sum())
    newest = _newest(snapshot.sources)
    ready = (
        _ingredient("boundaries", _("Quartiers"), len(zones), newest, now, _absent_boundaries(len(zones))),
        _ingredient(
            "population",
            _("Habitants"),
            len(with_population),
            newest,
            now,
            _absent_population(len(codes), len(with_population)),
        ),
        _ingredient("actors", _("Structures de l'ESS"), located, newest, now, _absent_actors(len(actors), located)),
        _ingredient(
            "landmarks", _("Repères"), len(snapshot.landmarks), newest, now, _absent_landmarks(len(snapshot.landmarks))
        ),
    )
    return Readiness(
        title=snapshot.workshop.title,
        is_demonstration=snapshot.workshop.is_demonstration,
        filieres=tuple(filiere.id for filiere in snapshot.workshop.filieres),
        qpv=int((zones["kind"] == "qpv").sum()),
        actors=len(actors),
        contributions=len(snapshot.contributions),
        ready=ready,
    )


def _newest(sources: tuple[Source, ...]) -> Mapping[DatasetKind, datetime]:
    return {source.kind: source.imported_at for source in sources}


def _ingredient(
    name: str, label: str, count: int, newest: Mapping[DatasetKind, datetime], now: datetime, missing: str
) -> Ingredient:
    imported_at = newest.get(DatasetKind(name))
    age_days = None if imported_at is None else max((now - imported_at).days, 0)
    return Ingredient(name, label, count > 0, count, age_days, missing)


def _absent_boundaries(count: int) -> str:
    return "" if count else _("Sans contour de quartier, rien ne peut être compté. Ajoutez un fichier de contours.")


def _absent_population(zones: int, known: int) -> str:
    if known == zones:
        return ""
    return _("{n} quartiers sans nombre d'habitants : pas de taux pour 1 000 habitants.").format(n=zones - known)


def _absent_actors(total: int, located: int) -> str:
    if not total:
        return _("Aucune liste de structures : l'absence ne pourra pas être distinguée de l'inconnu.")
    if located < total:
        return _("{n} structures sans position : elles ne sont ni sur la carte ni dans les comptes.").format(
            n=total - located
        )
    return ""


def _absent_landmarks(count: int) -> str:
    return "" if count else _("Sans repère, les habitants placent leurs lieux sur la carte ou par quartier.")
