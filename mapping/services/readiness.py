"""Prêt hors ligne: what the workshop has, how old it is, what it would miss without it, how to get it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mapping.domain.errors import CartoquartierError
from mapping.domain.layers import LayerName
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _, ngettext
from mapping.sources.official.grid_cells import grid_parts, no_grid
from mapping.storage.interface import Holding, Store

Progress = Callable[[str, int, int | None], None]


class ReadyVerdict(StrEnum):
    """Whether a workshop can be held without internet: all there, something less good, or not yet."""

    READY = "ready"
    ALMOST = "almost"
    NOT_YET = "not_yet"


class Need(StrEnum):
    """How much an ingredient counts: without it there is no workshop, a poorer one, or hardly a difference."""

    ESSENTIAL = "essential"
    USEFUL = "useful"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One thing a workshop needs.

    ``missing`` says in words what does not work without it, empty when all is there; ``how`` how to get it; ``fetch``
    what to ask of ``services.fetch`` for it. ``age_days`` is that of its newest import, ``size_bytes`` what its values
    take.
    """

    name: str
    label: str
    present: bool
    count: int
    age_days: int | None
    missing: str
    size_bytes: int = 0
    need: Need = Need.USEFUL
    how: str = ""
    fetch: str = ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Counts, one entry per ingredient, and what they say together."""

    title: str
    is_demonstration: bool
    filieres: tuple[str, ...]
    qpv: int
    actors: int
    contributions: int
    ready: tuple[Ingredient, ...]
    verdict: ReadyVerdict


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """What came of asking one official source: ``problem`` is empty when it answered, ``notes`` what it says then."""

    kind: str
    problem: str = ""
    notes: tuple[str, ...] = ()


def check(snapshot: Snapshot, holdings: Mapping[str, Holding], *, now: datetime) -> Readiness:
    """Return what is there and what is missing.

    Parameters
    ----------
    holdings
        ``Store.holdings()`` of the same workshop.
    now
        The time from which ages are counted.
    """
    zones = snapshot.zones
    ready = tuple(_ingredients(snapshot, holdings, now))
    return Readiness(
        title=snapshot.workshop.title,
        is_demonstration=snapshot.workshop.is_demonstration,
        filieres=tuple(filiere.id for filiere in snapshot.workshop.filieres),
        qpv=int((zones["kind"] == "qpv").sum()),
        actors=len(snapshot.actors),
        contributions=len(snapshot.contributions),
        ready=ready,
        verdict=_verdict(ready),
    )


def to_fetch(found: Readiness) -> tuple[str, ...]:
    """Return what to ask of official sources, each once, in the order in which one needs the other.

    A demonstration is given no real actors and no real population: examples never stand among real data.
    """
    wanted = {ingredient.fetch for ingredient in found.ready if ingredient.missing and ingredient.fetch}
    if found.is_demonstration:
        wanted -= {"actors", "population", "boundaries"}
    return tuple(kind for kind in _FETCH_ORDER if kind in wanted)


def fetch_missing(
    store: Store,
    kinds: Sequence[str],
    *,
    on_progress: Progress | None = None,
    fetch_one: Callable[[Store, str, Progress | None], Sequence[str]] | None = None,
) -> list[FetchOutcome]:
    """Ask official sources one by one; one that fails does not stop the others.

    Parameters
    ----------
    kinds
        What ``to_fetch`` returned.
    on_progress
        Called with (what, done, total).
    fetch_one
        Who asks, and returns what is to be said of the answer; ``services.fetch`` by default.
    """
    ask = fetch_one or _ask_official
    outcomes = []
    for kind in kinds:
        try:
            notes = tuple(ask(store, kind, on_progress))
        except CartoquartierError as error:
            outcomes.append(FetchOutcome(kind, str(error)))
        except OSError as error:
            reason = error.strerror or str(error)
            outcomes.append(FetchOutcome(kind, _("Disque ou réseau inaccessible ({reason}).").format(reason=reason)))
        else:
            outcomes.append(FetchOutcome(kind, notes=notes))
    return outcomes


_FETCH_ORDER = ("boundaries", "population", "actors", "streets", "basemap")


def _ask_official(store: Store, kind: str, on_progress: Progress | None) -> Sequence[str]:
    # Loading what speaks to every source takes longer than looking at a workshop.
    from mapping.services.fetch import FetchKind, fetch

    return fetch(store, FetchKind(kind), on_progress=on_progress).sentences


def _verdict(ready: Sequence[Ingredient]) -> ReadyVerdict:
    if any(not ingredient.present and ingredient.need is Need.ESSENTIAL for ingredient in ready):
        return ReadyVerdict.NOT_YET
    if any(ingredient.missing and ingredient.need is not Need.OPTIONAL for ingredient in ready):
        return ReadyVerdict.ALMOST
    return ReadyVerdict.READY


def _ingredients(snapshot: Snapshot, holdings: Mapping[str, Holding], now: datetime) -> list[Ingredient]:
    imported_at = {source.id: source.imported_at for source in snapshot.sources}
    codes = set(snapshot.zones["code"])
    populated = len(codes & set(snapshot.population["code"]))
    located = int(snapshot.actors["lon"].notna().sum())

    def one(name: str, label: str, held_as: str, missing: str, need: Need, fetch: str, count: int | None) -> Ingredient:
        held = holdings.get(held_as, Holding(0, 0, ()))
        dates = [imported_at[source] for source in held.source_ids if source in imported_at]
        shown = held.rows if count is None else count
        return Ingredient(
            name=name,
            label=label,
            present=shown > 0,
            count=shown,
            age_days=max((now - max(dates)).days, 0) if dates else None,
            missing=missing,
            size_bytes=held.size_bytes,
            need=need,
            how=_how(name, fetch),
            fetch=fetch,
        )

    def layer(name: str, label: str, missing: str, need: Need, fetch: str) -> Ingredient:
        return one(name, label, held_as.get(name, name), missing, need, fetch, None)

    # Without tiles, the basemap is drawn from the streets.
    held_as = {"basemap": "tiles" if "tiles" in holdings else LayerName.STREETS.value}
    missing_population = _missing_population(len(codes), populated)
    missing_actors = _missing_actors(len(snapshot.actors), located)
    grid_fetch = "population" if grid_parts(snapshot.zones) else ""
    useful, optional = Need.USEFUL, Need.OPTIONAL
    return [
        one("boundaries", _("Quartiers"), "zones", _missing_boundaries(len(codes)), Need.ESSENTIAL, "boundaries", None),
        one("population", _("Habitants"), "population", missing_population, useful, "population", populated),
        one("actors", _("Structures de l'ESS"), "actors", missing_actors, Need.ESSENTIAL, "actors", located),
        layer("landmarks", _("Repères"), _missing_landmarks(holdings), useful, "streets"),
        layer("streets", _("Rues"), _missing_streets(holdings), useful, "streets"),
        layer("buildings", _("Bâtiments"), _missing_buildings(holdings), optional, "streets"),
        layer("basemap", _("Fond de carte"), _missing_basemap(holdings), useful, "basemap"),
        layer("grid", _("Carreaux de 200 m"), _missing_grid(holdings), optional, grid_fetch),
    ]


def _how(name: str, fetch: str) -> str:
    command = _("python -m mapping fetch ATELIER {kind}").format(kind=fetch)
    if name == "basemap":
        return _("Avec internet : {command}. Sans : python -m mapping import ATELIER FOND.mbtiles").format(
            command=command
        )
    if name == "grid" and not fetch:
        return no_grid()
    if name == "grid":
        return _(
            "Avec internet : {command}, qui les prend après les habitants. Sans : le ZIP des carreaux de 200 m "
            "d'insee.fr, puis python -m mapping import ATELIER FICHIER.zip --as grid"
        ).format(command=command)
    return _("Avec internet : {command}. Sans : python -m mapping import ATELIER FICHIER --as {kind}").format(
        command=command, kind=name
    )


def _missing_boundaries(count: int) -> str:
    return "" if count else _("Sans contour de quartier, rien ne peut être compté. Ajoutez un fichier de contours.")


def _missing_population(zones: int, known: int) -> str:
    if known == zones:
        return ""
    return ngettext(
        "{n} quartier sans nombre d'habitants : pas de taux pour 1 000 habitants.",
        "{n} quartiers sans nombre d'habitants : pas de taux pour 1 000 habitants.",
        zones - known,
    ).format(n=zones - known)


def _missing_actors(total: int, located: int) -> str:
    if not total:
        return _("Aucune liste de structures : l'absence ne pourra pas être distinguée de l'inconnu.")
    if located == total:
        return ""
    return ngettext(
        "{n} structure sans position : elle n'est ni sur la carte ni dans les comptes.",
        "{n} structures sans position : elles ne sont ni sur la carte ni dans les comptes.",
        total - located,
    ).format(n=total - located)


def _missing_landmarks(holdings: Mapping[str, Holding]) -> str:
    if "landmarks" in holdings:
        return ""
    return _("Sans repère, les habitants placent leurs lieux sur la carte ou par quartier.")


def _missing_streets(holdings: Mapping[str, Holding]) -> str:
    if LayerName.STREETS not in holdings:
        return _("Sans rue, une adresse n'est pas retrouvée, et les minutes à pied ne sont pas calculées.")
    if LayerName.NETWORK_EDGES not in holdings:
        return _("Les rues sont là, mais pas reliées entre elles : les minutes à pied ne sont pas calculées.")
    return ""


def _missing_buildings(holdings: Mapping[str, Holding]) -> str:
    if LayerName.BUILDINGS in holdings:
        return ""
    return _("Sans bâtiment, les habitants sont répartis moins finement à l'intérieur d'un quartier.")


def _missing_basemap(holdings: Mapping[str, Holding]) -> str:
    if "tiles" in holdings or LayerName.STREETS in holdings:
        return ""
    return _("Sans fond de carte, la carte montre les contours seuls : ni rue ni nom pour s'y retrouver.")


def _missing_grid(holdings: Mapping[str, Holding]) -> str:
    if LayerName.GRID in holdings:
        return ""
    return _("Sans carreau, on ne sait pas où vivent les habitants à l'intérieur d'un quartier.")
