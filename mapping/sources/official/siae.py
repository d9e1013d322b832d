"""Structures of insertion (ACI, AI, EI, EITI, ETTI, GEIQ), by the API of the Emplois de l'inclusion.

It gives the scheme, the name people use and what the structure does, by SIRET; no coordinates. Telephones, e-mail
addresses and job offers are not kept.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mapping.domain.models import RejectedRow
from mapping.domain.nomenclature import Axis, CodeSystem, Strength, correspondences
from mapping.i18n import _
from mapping.sources.cells import clean_text
from mapping.sources.official.addresses import SIAE
from mapping.sources.official.client import Client
from mapping.sources.official.downloads import Progress
from mapping.sources.official.pages import Page, actors_table, count_of, list_of, read_page, require_fields
from mapping.sources.official.sirene_rows import registered_siret

MOST_PAGES = 500
MOST_CHARACTERS = 280
KINDS = ("ACI", "AI", "EI", "EITI", "ETTI", "GEIQ")
_FIELDS = ("siret", "type", "raison_sociale", "code_postal", "ville")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|(?:\+33|\b0)\s*[1-9](?:[\s.-]*\d{2}){4}\b")
_MARKUP = re.compile(r"<[^>]*>|[*_#`]+")


@dataclass(frozen=True, slots=True)
class Insertion:
    """What the API knows of some départements: ``table`` follows ``tables.ACTORS``, one row per SIRET.

    ``other_kinds`` counts the structures whose type is not one of ``KINDS``.
    """

    table: pd.DataFrame
    rejected: tuple[RejectedRow, ...]
    other_kinds: int


def departement_of(commune: str) -> str:
    """Return the code of the département of a commune.

    Examples
    --------
    >>> departement_of("93066"), departement_of("97411"), departement_of("2A004")
    ('93', '974', '2A')
    """
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]


def fetch_insertion(
    client: Client, departements: Sequence[str], *, base_url: str | None = None, on_progress: Progress | None = None
) -> Insertion:
    """Return the structures of insertion of some départements.

    Raises
    ------
    FetchError
        When the source does not answer, or not in the form it documents.
    """
    url = f"{(base_url or SIAE.url).rstrip('/')}/siaes/"
    kept: dict[str, dict[str, Any]] = {}
    rejected: list[RejectedRow] = []
    others = done = 0
    for departement in dict.fromkeys(departements):
        for record, total in _records(client, url, departement):
            done += 1
            if on_progress is not None:
                on_progress(_("Structures d'insertion"), done, max(total, done))
            if _text(record, "type") not in KINDS:
                others += 1
                continue
            row, problem = _row(record)
            if problem:
                values = {name: _text(record, name) for name in _FIELDS}
                rejected.append(RejectedRow(done, problem, values))
            else:
                kept[row["siret"]] = _both(kept.get(row["siret"]), row)
    return Insertion(actors_table(list(kept.values())), tuple(rejected), others)


def _records(client: Client, url: str, departement: str) -> Iterator[tuple[Mapping[str, Any], int]]:
    for number in range(1, MOST_PAGES + 1):
        params: dict[str, str | int] = {"departement": departement, "format": "json", "page": number}
        page = read_page(client, url, params=params, address=SIAE, check=_checked)
        for record in page["results"]:
            yield record, page["count"]
        # The address of the next page is only a yes: followed, it could lead to another host.
        if not page.get("next") or not page["results"]:
            return


def _checked(answer: Any) -> Page:
    require_fields(("count", "next", "results"), [answer], address=SIAE)
    count_of(answer, "count", address=SIAE)
    records = list_of(answer, "results", address=SIAE)
    require_fields(_FIELDS, records, address=SIAE)
    return {**answer, "results": records}


def _row(record: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    siret = registered_siret(_text(record, "siret").replace(" ", ""))
    name = _text(record, "enseigne") or _text(record, "raison_sociale")
    problem = "" if name else _("nom de la structure : vide")
    if not siret:
        problem = _("SIRET : 14 chiffres sont attendus")
    row = {
        "id": "",
        "name": name,
        "siret": siret,
        "legal_form": "",
        "scheme": _scheme(_text(record, "type")),
        "filieres": "",
        "description": _sentence(_text(record, "description")),
        "address": _text(record, "addresse_ligne_1") or _text(record, "addresse_ligne_2"),
        "postcode": _text(record, "code_postal"),
        "city": _text(record, "ville"),
        "code_insee": "",
        "lon": float("nan"),
        "lat": float("nan"),
        "website": _website(_text(record, "site_web")),
    }
    return row, problem


def _both(first: dict[str, Any] | None, row: dict[str, Any]) -> dict[str, Any]:
    """Return one row for a SIRET that carries several agreements: the scheme is left to a person when they differ."""
    if first is None or first["scheme"] == row["scheme"]:
        return row
    return row | {"scheme": ""}


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return "" if value is None else clean_text(str(value))


def _scheme(kind: str) -> str:
    lines = correspondences(CodeSystem.DATA_INCLUSION, kind)
    return next((line.target for line in lines if line.axis is Axis.SCHEME and line.strength is Strength.EXACT), "")


def _sentence(text: str) -> str:
    """Return a description in one line, without markup, telephone or e-mail address, cut between two words."""
    words = " ".join(_CONTACT.sub("", _MARKUP.sub(" ", text)).replace("[", "(").replace("]", ")").split())
    if len(words) <= MOST_CHARACTERS:
        return words
    return words[: MOST_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"


def _website(text: str) -> str:
    return text if text.startswith(("http://", "https://")) else ""
