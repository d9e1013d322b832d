"""Addresses to positions, in batches, by the geocoder of the Géoplateforme (Base Adresse Nationale).

A position is only taken when nothing speaks against it; the rest comes back as a proposal with its reason, because a
place put in the wrong quartier is worse than a place that is still to be put.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mapping.domain.crs import is_in_france
from mapping.domain.errors import FetchError
from mapping.domain.identity import normalise
from mapping.i18n import _
from mapping.sources.official.addresses import GEOCODER
from mapping.sources.official.client import Client
from mapping.sources.official.downloads import Progress

BATCH = 1_000
SCORE_MIN = 0.8
MARGIN_MIN = 0.15
"""Least difference with the score of the next best match, when it is given."""

_NEEDED = (
    "id",
    "longitude",
    "latitude",
    "result_score",
    "result_label",
    "result_type",
    "result_postcode",
    "result_city",
)
_COMMUNE = "municipality"


class Answer(StrEnum):
    """What became of an address."""

    PLACED = "placed"
    UNSURE = "unsure"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Address:
    """An address to look for; ``id`` comes back with the answer."""

    id: str
    street: str
    postcode: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What the geocoder answered; ``reason`` is the French reason not to place it without a look, empty when placed.

    ``kind`` is housenumber, street, locality or municipality; ``score`` goes from 0 to 1; ``lon`` and ``lat`` are
    WGS 84 degrees, None when nothing was found.
    """

    id: str
    answer: Answer
    reason: str = ""
    lon: float | None = None
    lat: float | None = None
    label: str = ""
    score: float = 0.0
    kind: str = ""
    ban_id: str = ""
    code_insee: str = ""


def geocode_addresses(
    client: Client, addresses: Sequence[Address], *, base_url: str | None = None, on_progress: Progress | None = None
) -> list[Match]:
    """Return one match for each address, in their order.

    An address that is not found within its postcode is looked for everywhere: a CEDEX or a mistake then gives a
    proposal, never a position.

    Raises
    ------
    FetchError
        When the source does not answer, or not in the form it documents.
    """
    url = f"{(base_url or GEOCODER.url).rstrip('/')}/search/csv/"
    found: dict[str, Match] = {}
    for start in range(0, len(addresses), BATCH):
        batch = addresses[start : start + BATCH]
        matches = _ask(client, url, batch, within_postcode=True)
        lost = [a for a in batch if a.postcode and matches[a.id].answer is Answer.NOT_FOUND]
        if lost:
            matches |= _ask(client, url, lost, within_postcode=False)
        found |= matches
        if on_progress is not None:
            on_progress(_("Adresses"), start + len(batch), len(addresses))
    return [found[address.id] for address in addresses]


def _ask(client: Client, url: str, batch: Sequence[Address], *, within_postcode: bool) -> dict[str, Match]:
    fields: dict[str, str | list[str]] = {
        "columns": ["street", "city"] if within_postcode else ["street", "postcode", "city"]
    }
    if within_postcode:
        fields["postcode"] = "postcode"
    body = client.post_csv(
        url, file_name="adresses.csv", content=_table(batch), fields=fields, min_interval_s=GEOCODER.min_interval_s
    )
    answers = _answers(body)
    return {address.id: _judged(address, answers.get(address.id)) for address in batch}


def _table(batch: Sequence[Address]) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["id", "street", "postcode", "city"])
    lines.writerows([a.id, a.street, a.postcode, a.city] for a in batch)
    return text.getvalue().encode("utf-8")


def _answers(body: bytes) -> dict[str, dict[str, str]]:
    """Return the rows of an answer by identifier.

    Raises
    ------
    FetchError
        When it is not the table that is documented.
    """
    try:
        rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
        names = rows.fieldnames or []
        missing = [name for name in _NEEDED if name not in names]
        if not missing:
            return {row["id"]: {name: row.get(name) or "" for name in names} for row in rows}
    except (UnicodeDecodeError, csv.Error) as error:
        raise FetchError(
            _("{source} : la réponse n'est pas un tableau lisible. Recommencez plus tard.").format(
                source=GEOCODER.title
            )
        ) from error
    raise FetchError(
        _(
            "{source} : il manque les colonnes {missing} (reçu : {got}). La source a changé : "
            "mettez Cartoquartier à jour, ou placez ces lieux à la main."
        ).format(source=GEOCODER.title, missing=", ".join(missing), got=", ".join(list(names)[:12]))
    )


def _judged(address: Address, row: Mapping[str, str] | None) -> Match:
    if row is None:
        return Match(address.id, Answer.NOT_FOUND, _("le service n'a pas répondu pour cette adresse"))
    lon, lat = _number(row["longitude"]), _number(row["latitude"])
    if lon is None or lat is None or not is_in_france(lon, lat):
        return Match(address.id, Answer.NOT_FOUND, _("adresse inconnue de la Base Adresse Nationale"))
    reason = _doubt(address, row)
    return Match(
        address.id,
        Answer.UNSURE if reason else Answer.PLACED,
        reason,
        lon,
        lat,
        label=row["result_label"],
        score=_number(row["result_score"]) or 0.0,
        kind=row["result_type"],
        ban_id=row.get("result_id", ""),
        code_insee=row.get("result_citycode", ""),
    )


def _doubt(address: Address, row: Mapping[str, str]) -> str:
    """Return why a match must not be placed without a look, ``""`` when nothing speaks against it."""
    score, following = _number(row["result_score"]) or 0.0, _number(row.get("result_score_next", ""))
    if row["result_type"] == _COMMUNE:
        return _("seule la commune est reconnue : son centre n'est pas l'adresse")
    if score < SCORE_MIN:
        return _("ressemblance de {score} sur 1, il faut au moins {least}").format(
            score=_decimal(score), least=_decimal(SCORE_MIN)
        )
    if following and score - following < MARGIN_MIN - 1e-9:
        return _("une autre adresse ressemble presque autant ({score} et {following})").format(
            score=_decimal(score), following=_decimal(following)
        )
    if address.postcode and address.postcode != row["result_postcode"]:
        return _("code postal {got} au lieu de {expected}").format(
            got=row["result_postcode"], expected=address.postcode
        )
    if not address.postcode and normalise(address.city) != normalise(row["result_city"]):
        return _("sans code postal, la commune doit être la même : {got} trouvée").format(got=row["result_city"])
    return ""


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if number == number else None


def _decimal(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
