"""Structures without a position: which they are, what the geocoder proposed for them, where a person puts them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mapping.analysis.supply import near_zones
from mapping.domain.errors import WorkshopError
from mapping.domain.identity import normalise
from mapping.domain.models import EventKind, Placement
from mapping.i18n import _
from mapping.services.geocode import Looked
from mapping.services.select import Somewhere
from mapping.sources.official.geocoding import Answer, Match
from mapping.storage.interface import Draft, Store


@dataclass(frozen=True, slots=True)
class Nowhere:
    """An actor that is on no map.

    ``where`` is its address in one line; ``has_address`` says whether the geocoder can be asked about it.
    """

    actor_id: str
    name: str
    where: str
    has_address: bool


def without_position(actors: pd.DataFrame) -> list[Nowhere]:
    """Return the actors that have no position, those with an address first, by name."""
    lost = actors[actors["lon"].isna() | actors["lat"].isna()]
    rows = zip(lost["actor_id"], lost["name"], lost["address"], lost["postcode"], lost["city"], strict=True)
    found = [
        Nowhere(actor_id, name, " ".join(part for part in where if part), bool(where[0]))
        for actor_id, name, *where in rows
    ]
    return sorted(found, key=lambda one: (not one.has_address, normalise(one.name)))


def looked_for(result: Mapping[str, Any]) -> dict[str, Looked]:
    """Return what was not placed of a ``geocode_result``, by actor."""
    return {one["actor_id"]: _looked(one) for one in [*result["unsure"], *result["not_found"]]}


def place_by_hand(store: Store, actor_id: str, place: Somewhere, *, placement: Placement) -> None:
    """Put a structure where a person says; ``placement`` keeps what the position is worth.

    Raises
    ------
    WorkshopError
        When there is no such structure.
    """
    if actor_id not in set(store.actors()["actor_id"]):
        raise WorkshopError(_("« {id} » n'est pas une structure de l'atelier.").format(id=actor_id))
    near = near_zones(np.array([place.lon]), np.array([place.lat]), store.zones(), band_m=store.workshop().band_m)
    payload = {
        "lon": place.lon,
        "lat": place.lat,
        "in_territory": bool(near[0]),
        "placement": placement.value,
    }
    store.append([Draft(EventKind.ACTOR_ENRICHED, actor_id, payload)])


def _looked(one: Mapping[str, Any]) -> Looked:
    proposal = dict(one["proposal"])
    match = Match(**proposal | {"answer": Answer(proposal["answer"])})
    return Looked(one["actor_id"], one["name"], one["address"], match)
