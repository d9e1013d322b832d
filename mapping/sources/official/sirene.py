"""ESS and SIAE establishments of some communes, by the Recherche d'entreprises API.

Its traps: at most 25 units a page and 10 000 a query; an EPT (Plaine Commune) is no EPCI there, so communes are listed;
``code_commune`` is about establishments and ``etat_administratif`` about units, so closed establishments come too;
coordinates are texts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from mapping.domain.models import RejectedRow
from mapping.i18n import _
from mapping.sources.official.addresses import COMPANIES
from mapping.sources.official.client import Client
from mapping.sources.official.downloads import Progress
from mapping.sources.official.pages import Page, actors_table, count_of, list_of, read_page, require_fields
from mapping.sources.official.sirene_rows import ESTABLISHMENT_FIELDS, Left, establishment_rows

PER_PAGE = 25
MOST_RESULTS = 10_000
MOST_ESTABLISHMENTS = 100
COMMUNES_PER_QUERY = 40
SECTIONS = "ABCDEFGHIJKLMNOPQRSTU"

_UNIT_FIELDS = ("siren", "nom_complet", "nature_juridique", "matching_etablissements")


@dataclass(frozen=True, slots=True)
class Establishments:
    """What the API knows of some communes.

    ``table`` follows ``tables.ACTORS``, one row per SIRET. ``left`` counts those left out by reason, ``rejected`` gives
    back those that cannot be read. ``notes`` are French sentences; ``complete`` is false when the source holds more.
    """

    table: pd.DataFrame
    left: Mapping[Left, int]
    rejected: tuple[RejectedRow, ...]
    notes: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class _Query:
    flag: str
    communes: tuple[str, ...]
    section: str = ""

    def params(self, page: int) -> dict[str, str | int]:
        asked: dict[str, str | int] = {
            self.flag: "true",
            "code_commune": ",".join(self.communes),
            "etat_administratif": "A",
            "minimal": "true",
            "include": "siege,complements,matching_etablissements",
            "limite_matching_etablissements": MOST_ESTABLISHMENTS,
            "per_page": PER_PAGE,
            "page": page,
        }
        return asked | ({"section_activite_principale": self.section} if self.section else {})

    def narrower(self) -> "tuple[_Query, ...]":
        if len(self.communes) > 1:
            return tuple(replace(self, communes=(commune,)) for commune in self.communes)
        return () if self.section else tuple(replace(self, section=section) for section in SECTIONS)


class _Reading:
    """One reading of the API: what was received, and what has to be said of it."""

    def __init__(self, client: Client, url: str, on_progress: Progress | None) -> None:
        self._client = client
        self._url = url
        self._on_progress = on_progress
        self._done = 0
        self._announced = 0
        self.notes: list[str] = []
        self.complete = True

    def units(self, query: _Query) -> Iterator[Mapping[str, Any]]:
        """Yield the units that answer a query, cut into narrower ones when there are too many for one."""
        first = self._page(query, 1)
        total = first["total_results"]
        if total and not first["results"]:
            self._say_empty(query, 1)
            return
        narrower = query.narrower() if total >= MOST_RESULTS else ()
        if narrower:
            for part in narrower:
                yield from self.units(part)
            return
        if total >= MOST_RESULTS:
            self._say_more(query)
        self._announced += total
        yield from self._received(first)
        for number in range(2, min(first["total_pages"], MOST_RESULTS // PER_PAGE) + 1):
            page = self._page(query, number)
            if not page["results"]:
                self._say_empty(query, number)
                return
            yield from self._received(page)

    def _received(self, page: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        self._done += len(page["results"])
        if self._on_progress is not None:
            self._on_progress(_("Structures de l'ESS"), self._done, max(self._announced, self._done))
        yield from page["results"]

    def _page(self, query: _Query, number: int) -> Page:
        """Return a page in the documented shape; an empty one is asked for again past the cache."""
        page = self._ask(query, number)
        if page["results"] or not page["total_results"]:
            return page
        return self._ask(query, number, past_cache=True)

    def _ask(self, query: _Query, number: int, *, past_cache: bool = False) -> Page:
        return read_page(
            self._client,
            self._url,
            params=query.params(number),
            address=COMPANIES,
            check=_checked,
            past_cache=past_cache,
        )

    def _say_more(self, query: _Query) -> None:
        self.complete = False
        self.notes.append(
            _(
                "La commune {commune} a plus de {most} structures dans la section d'activité {section} : "
                "seules les {most} premières sont prises. Complétez avec une liste locale."
            ).format(
                commune=", ".join(query.communes), most=f"{MOST_RESULTS:,}".replace(",", " "), section=query.section
            )
        )

    def _say_empty(self, query: _Query, number: int) -> None:
        self.complete = False
        self.notes.append(
            _("La page {page} est arrivée vide pour {communes} : recommencez, le reste est gardé.").format(
                page=number, communes=", ".join(query.communes)
            )
        )


def fetch_establishments(
    client: Client, communes: Sequence[str], *, base_url: str | None = None, on_progress: Progress | None = None
) -> Establishments:
    """Return the open, published establishments of the ESS and of insertion in some communes.

    Parameters
    ----------
    communes
        Insee codes, those of merged communes included: an establishment may be under either.
    base_url
        Stands in for the official address.

    Raises
    ------
    FetchError
        When the source does not answer, or not in the form it documents.
    """
    reading = _Reading(client, f"{(base_url or COMPANIES.url).rstrip('/')}/search", on_progress)
    asked = tuple(dict.fromkeys(communes))
    groups = [asked[start : start + COMMUNES_PER_QUERY] for start in range(0, len(asked), COMMUNES_PER_QUERY)]
    kept: dict[str, Mapping[str, Any]] = {}
    left: dict[Left, set[str]] = {reason: set() for reason in Left}
    rejected: dict[str, RejectedRow] = {}
    for query in (_Query(flag, group) for flag in ("est_ess", "est_siae") for group in groups):
        for unit in reading.units(query):
            if len(unit["matching_etablissements"] or []) >= MOST_ESTABLISHMENTS:
                reading.complete = False
                reading.notes.append(_too_many(unit))
            for rank, row in enumerate(establishment_rows(unit, asked)):
                key = f"{unit['siren']}-{rank}"
                if row.values is not None:
                    kept[row.values["siret"]] = row.values
                elif row.left is not None:
                    left[row.left].add(key)
                elif row.rejected is not None:
                    rejected[key] = row.rejected
    return Establishments(
        actors_table(list(kept.values())),
        {reason: len(sirets) for reason, sirets in left.items()},
        tuple(replace(bad, row=number) for number, bad in enumerate(rejected.values(), start=1)),
        tuple(dict.fromkeys(reading.notes)),
        reading.complete,
    )


def _too_many(unit: Mapping[str, Any]) -> str:
    return _("« {name} » a au moins {most} établissements ici : seuls les {most} premiers sont connus.").format(
        name=unit.get("nom_complet") or unit["siren"], most=MOST_ESTABLISHMENTS
    )


def _checked(answer: Any) -> Page:
    require_fields(("results", "total_results", "total_pages"), [answer], address=COMPANIES)
    for name in ("total_results", "total_pages"):
        count_of(answer, name, address=COMPANIES)
    units = list_of(answer, "results", address=COMPANIES)
    require_fields(_UNIT_FIELDS, units, address=COMPANIES)
    places = [p for unit in units for p in list_of(unit, "matching_etablissements", address=COMPANIES)]
    require_fields(ESTABLISHMENT_FIELDS, places, address=COMPANIES, each=False)
    return {**answer, "results": units}
