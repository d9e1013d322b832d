"""Find an address without internet, in the streets and landmarks of the workshop itself, however it is written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from mapping.domain.addresses import STREET_WORDS, address_words, cut_address, sound
from mapping.domain.crs import metric_epsg, project_points
from mapping.domain.identity import normalise
from mapping.domain.layers import LayerName
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services.street_names import NamedPlace, district_labels, named_streets
from mapping.storage.interface import Store

LIMIT = 8
_LEAST_SCORE = 68.0
_SAME_LANDMARK_M = 150.0
_WITHOUT_TYPE = 0.96
"""What is left of a score when only the name fits: "avenue Pasteur" for "rue Pasteur"."""
_PARTIAL = 0.92
_BY_EAR = 0.95
_NEAR_HERE = 4.0
"""Points added when the commune or the quartier that was typed is the right one."""


class Precision(StrEnum):
    """What a found position is worth."""

    LANDMARK = "landmark"
    STREET = "street"
    STREET_WITHOUT_NUMBER = "street_without_number"


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: ``score`` is from 0 to 100, the position WGS 84 degrees, ``area`` the quartier or commune."""

    label: str
    kind: str
    area: str
    lon: float
    lat: float
    score: float
    precision: Precision

    @property
    def explanation(self) -> str:
        """What must be said of the position, in words."""
        return {
            Precision.LANDMARK: _("repère"),
            Precision.STREET: _("rue trouvée : posée en son milieu"),
            Precision.STREET_WITHOUT_NUMBER: _("rue trouvée, numéro non connu : posée en son milieu"),
        }[self.precision]


@dataclass(frozen=True, slots=True)
class PlaceIndex:
    """Names ready to be compared; made once per revision of the workshop, then shared."""

    places: tuple[NamedPlace, ...]
    keys: tuple[str, ...]
    cores: tuple[str, ...]
    lasts: tuple[str, ...]
    sounds: tuple[str, ...]
    owners: NDArray[np.intp]
    areas: tuple[frozenset[str], ...]


def index_of(store: Store, snapshot: Snapshot) -> PlaceIndex:
    """Return the index of the streets and landmarks of a workshop; empty when it has none."""
    streets = store.layer(LayerName.STREETS)
    names = store.layer(LayerName.NAMES)
    return build_index(
        streets=streets if isinstance(streets, gpd.GeoDataFrame) else None,
        names=names if isinstance(names, gpd.GeoDataFrame) else None,
        landmarks=snapshot.landmarks,
        zones=snapshot.zones,
    )


def build_index(
    *,
    streets: gpd.GeoDataFrame | None,
    names: gpd.GeoDataFrame | None,
    landmarks: pd.DataFrame,
    zones: gpd.GeoDataFrame,
) -> PlaceIndex:
    """Return the index of some layers.

    Parameters
    ----------
    streets, names
        ``layers.STREETS`` and ``layers.NAMES``, or None.
    landmarks
        ``tables.LANDMARKS``.
    zones
        ``tables.ZONES``: a street of the same name in two of them, or in two communes, is two answers.
    """
    places = list(named_streets(streets, names, zones)) if streets is not None else []
    places += _landmarks(landmarks, names, zones)
    keys: list[str] = []
    owners: list[int] = []
    for owner, place in enumerate(places):
        for name in dict.fromkeys([place.name, *place.also]):
            words = address_words(name)
            if words:
                keys.append(" ".join(words))
                owners.append(owner)
    return PlaceIndex(
        places=tuple(places),
        keys=tuple(keys),
        cores=tuple(_core(key.split()) for key in keys),
        lasts=tuple(key.split()[-1] for key in keys),
        sounds=tuple(_heard(key.split()) for key in keys),
        owners=np.array(owners, dtype=np.intp),
        areas=tuple(frozenset(address_words(place.area)) for place in places),
    )


def find_place(index: PlaceIndex, text: str, *, limit: int = LIMIT) -> list[Found]:
    """Return what ``text`` most probably names, best first; nothing when nothing is close.

    Accents, capitals, hyphens, abbreviations, the order of words, small mistakes and spelling by ear do not matter.
    A house number is kept in the label; the position is the middle of the street, and says so.

    Parameters
    ----------
    text
        What a person typed: "12 bd St Denis", "pharmacie de la mairie", "jores".
    """
    query = cut_address(text)
    if not index.keys or not any(len(word) > 1 for word in query.words):
        return []
    scores = _scores(index, query.words)
    best = np.zeros(len(index.places))
    np.maximum.at(best, index.owners, scores)
    said = set(query.words)
    chosen = np.flatnonzero(best >= _LEAST_SCORE)
    ranked = [(float(best[i]) + _NEAR_HERE * bool(index.areas[i] & said), int(i)) for i in chosen]
    ranked.sort(key=lambda item: (-item[0], index.places[item[1]].name, index.places[item[1]].area))
    return [_found(index.places[place], min(score, 100.0), query.number) for score, place in ranked[:limit]]


def _scores(index: PlaceIndex, words: Sequence[str]) -> NDArray[np.float32]:
    """Return the best score of each key, from several ways of looking at what was typed."""
    whole, sorted_words = " ".join(words), " ".join(sorted(words))
    core, heard = _core(words), _heard(words)
    ways = [
        _compare(whole, index.keys, fuzz.ratio),
        _compare(sorted_words, index.keys, fuzz.token_sort_ratio),
        _compare(core, index.cores, fuzz.ratio) * _WITHOUT_TYPE,
        _compare(core, index.cores, fuzz.token_sort_ratio) * _WITHOUT_TYPE,
        _compare(whole, index.keys, fuzz.token_set_ratio) * _PARTIAL,
        _compare(core, index.lasts, fuzz.ratio) * _PARTIAL,
        _compare(heard, index.sounds, fuzz.token_sort_ratio) * _BY_EAR,
    ]
    return np.asarray(np.max(ways, axis=0), dtype=np.float32)


def _compare(text: str, keys: Sequence[str], scorer: Callable[..., float]) -> NDArray[np.float32]:
    return np.asarray(process.cdist([text], keys, scorer=scorer, score_cutoff=_LEAST_SCORE)[0], dtype=np.float32)


def _core(words: Sequence[str]) -> str:
    """Return a name without the word for a street, unless nothing else is left."""
    kept = [word for word in words if word not in STREET_WORDS]
    return " ".join(kept or words)


def _heard(words: Sequence[str]) -> str:
    return " ".join(filter(None, (sound(word) for word in words)))


def _found(place: NamedPlace, score: float, number: str) -> Found:
    is_street = place.kind == "street"
    precision = Precision.LANDMARK
    if is_street:
        precision = Precision.STREET_WITHOUT_NUMBER if number else Precision.STREET
    label = f"{number} {place.name}" if is_street and number else place.name
    return Found(label, place.kind, place.area, place.lon, place.lat, round(score, 1), precision)


def _landmarks(
    landmarks: pd.DataFrame, names: gpd.GeoDataFrame | None, zones: gpd.GeoDataFrame
) -> Iterable[NamedPlace]:
    """Return the landmarks and the names on the map; a landmark that is both is one."""
    lon_lat = landmarks[["lon", "lat"]].to_numpy(float)
    rows = [(str(name), "landmark", float(x), float(y)) for name, (x, y) in zip(landmarks["name"], lon_lat)]
    if names is not None and len(names):
        points = zip(names["name"], names["kind"], names.geometry.x, names.geometry.y, strict=True)
        rows = [(str(name), str(kind), float(lon), float(lat)) for name, kind, lon, lat in points] + rows
    if not rows:
        return []
    lon, lat = np.array([row[2] for row in rows]), np.array([row[3] for row in rows])
    metres = project_points(lon, lat, epsg=metric_epsg(float(lon.mean()), float(lat.mean())))
    areas = district_labels(np.asarray(shapely.points(lon, lat)), names, zones)
    seen: dict[str, list[int]] = {}
    kept: list[NamedPlace] = []
    for i, (name, kind, x, y) in enumerate(rows):
        others = seen.setdefault(normalise(name), [])
        if all(np.hypot(*(metres[i] - metres[other])) > _SAME_LANDMARK_M for other in others):
            kept.append(NamedPlace(name, kind, areas[i], x, y, _aliases(kind, name)))
        others.append(i)
    return kept


def _aliases(kind: str, name: str) -> tuple[str, ...]:
    """Return what else people call a thing: the town hall whatever is written on it."""
    word = {
        "townhall": "Mairie",
        "station": "Gare",
        "pharmacy": "Pharmacie",
        "library": "Bibliothèque",
        "post_office": "La Poste",
        "school": "École",
        "marketplace": "Marché",
        "hospital": "Hôpital",
    }.get(kind)
    if word is None:
        return ()
    if normalise(word) in normalise(name):
        return (word,) if kind == "townhall" else ()
    # A school is found by its name: with the bare word, all the schools would answer.
    return (f"{word} {name}", word) if kind == "townhall" else (f"{word} {name}",)
