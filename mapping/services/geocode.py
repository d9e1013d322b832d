"""Place the actors that have an address and no position; what is not certain is given back with a proposal."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from mapping.analysis.supply import near_zones
from mapping.domain.models import EventKind, Source
from mapping.i18n import _
from mapping.services.official_actors import describe_answer
from mapping.services.workshops import now_utc
from mapping.sources.official.addresses import GEOCODER
from mapping.sources.official.client import Client
from mapping.sources.official.geocoding import Address, Answer, Match, geocode_addresses
from mapping.storage.interface import Draft, Store

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Looked:
    """One actor that was looked for, the address that was asked, and what the geocoder answered."""

    actor_id: str
    name: str
    address: str
    match: Match


@dataclass(frozen=True, slots=True)
class GeocodeReport:
    """What became of each actor without a position: ``asked == len(placed) + len(unsure) + len(not_found)``.

    ``without_address`` counts those that cannot be looked for; they are placed by hand.
    """

    asked: int
    placed: tuple[Looked, ...]
    unsure: tuple[Looked, ...]
    not_found: tuple[Looked, ...]
    without_address: int


def geocode(
    store: Store, client: Client, *, base_url: str | None = None, on_progress: Progress | None = None
) -> GeocodeReport:
    """Place the actors of a workshop by their address, where the answer is beyond doubt.

    Raises
    ------
    FetchError
        When the geocoder does not answer as it documents; nothing is changed then.
    """
    actors = store.actors()
    nowhere = actors[actors["lon"].isna() | actors["lat"].isna()]
    asked = nowhere[nowhere["address"] != ""]
    addresses = [
        Address(actor_id, street, postcode, city)
        for actor_id, street, postcode, city in zip(
            asked["actor_id"], asked["address"], asked["postcode"], asked["city"], strict=True
        )
    ]
    matches = geocode_addresses(client, addresses, base_url=base_url, on_progress=on_progress) if addresses else []
    looked = [
        Looked(address.id, name, " ".join(part for part in (address.street, address.postcode, address.city) if part), m)
        for address, name, m in zip(addresses, asked["name"], matches, strict=True)
    ]
    by_answer = {answer: tuple(one for one in looked if one.match.answer is answer) for answer in Answer}
    _place(store, by_answer[Answer.PLACED])
    return GeocodeReport(
        asked=len(looked),
        placed=by_answer[Answer.PLACED],
        unsure=by_answer[Answer.UNSURE],
        not_found=by_answer[Answer.NOT_FOUND],
        without_address=len(nowhere) - len(asked),
    )


def geocode_online(store: Store, *, base_url: str | None = None, on_progress: Progress | None = None) -> GeocodeReport:
    """Do `geocode` with a client of its own.

    Raises
    ------
    FetchError
        When the geocoder does not answer as it documents; nothing is changed then.
    """
    with Client() as client:
        return geocode(store, client, base_url=base_url, on_progress=on_progress)


def accept_proposal(store: Store, proposal: Looked) -> None:
    """Place an actor where the geocoder proposed, because a person looked at it and says so."""
    _place(store, [proposal], confirmed=True)


def geocode_result(report: GeocodeReport) -> dict[str, Any]:
    """Return the account as JSON types."""
    return {
        "asked": report.asked,
        "placed": len(report.placed),
        "unsure": [_plain(one) for one in report.unsure],
        "not_found": [_plain(one) for one in report.not_found],
        "without_address": report.without_address,
    }


def _plain(one: Looked) -> dict[str, Any]:
    return {"actor_id": one.actor_id, "name": one.name, "address": one.address, "proposal": asdict(one.match)}


def _place(store: Store, looked: Sequence[Looked], *, confirmed: bool = False) -> None:
    if not looked:
        return
    lon = np.array([one.match.lon for one in looked], dtype=float)
    lat = np.array([one.match.lat for one in looked], dtype=float)
    near = near_zones(lon, lat, store.zones(), band_m=store.workshop().band_m)
    source = _source(store, looked)
    store.append(
        Draft(
            EventKind.ACTOR_ENRICHED,
            one.actor_id,
            {
                "lon": one.match.lon,
                "lat": one.match.lat,
                "in_territory": bool(is_near),
                "geocoding": {
                    "label": one.match.label,
                    "score": one.match.score,
                    "type": one.match.kind,
                    "ban_id": one.match.ban_id,
                    "confirmed": confirmed,
                },
                "source_id": source.id,
            },
        )
        for one, is_near in zip(looked, near.tolist(), strict=True)
    )


def _source(store: Store, looked: Sequence[Looked]) -> Source:
    """Return the source of these positions, recorded without any actor of its own."""
    labels = pd.DataFrame({"actor_id": [one.actor_id for one in looked], "label": [one.match.label for one in looked]})
    source = describe_answer(GEOCODER, labels, asked_at=now_utc(), subject=_("positions de la Base Adresse Nationale"))
    store.save_actors(source, store.actors().iloc[:0])
    return source
