"""« C'est lui ? »: known places near a point, of a name close to what a resident wrote or that serve the same need."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mapping.analysis.duplicate_names import (
    Words,
    core_words,
    distinctiveness,
    is_sigle_of,
    name_score,
    sigles,
    word_weights,
)
from mapping.domain.crs import metric_epsg, project_points

NAME_WITHIN_M = 400.0
"""How far a place of a close name may be: people point at the corner of the street, or the wrong side of a square."""
NEED_WITHIN_M = 60.0
"""How far a place that only serves the same need may be."""
LIMIT = 3
_CLOSE_NAME = 72.0
_TELLS = 0.8
"""What the words of a name must weigh to be recognised inside a sentence: « le centre » proves nothing."""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place that anybody may see; ``name`` may be empty, the position is WGS 84 degrees."""

    id: str
    name: str
    filieres: tuple[str, ...]
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Near:
    """A place that may be the one that somebody is telling of, and how far it is in metres."""

    place: KnownPlace
    distance_m: float
    score: float


class KnownPlaces:
    """Places ready to be compared; made once for a state of the map, then shared."""

    def __init__(self, places: Sequence[KnownPlace]) -> None:
        self._places = tuple(places)
        self._words: tuple[Words, ...] = tuple(core_words(place.name) if place.name else () for place in places)
        self._weights = word_weights(words for words in self._words if words)
        self._lon = np.array([place.lon for place in places], dtype=float)
        self._lat = np.array([place.lat for place in places], dtype=float)

    def near(self, lon: float, lat: float, *, filiere: str = "", text: str = "", limit: int = LIMIT) -> list[Near]:
        """Return the places that may be the one at a WGS 84 position, the likeliest first.

        Parameters
        ----------
        filiere
            What the place is for, as the resident said it.
        text
            What the resident wrote: a name, or a few words with a name among them.
        """
        if not self._places:
            return []
        epsg = metric_epsg(lon, lat)
        ((x_m, y_m),) = project_points(np.array([lon]), np.array([lat]), epsg=epsg)
        # A degree of longitude is at most this many metres: what is further is not projected.
        close = np.flatnonzero((abs(self._lat - lat) < 0.01) & (abs(self._lon - lon) < 0.03))
        metres = project_points(self._lon[close], self._lat[close], epsg=epsg)
        away_m = np.hypot(metres[:, 0] - x_m, metres[:, 1] - y_m)
        words = core_words(text) if text.strip() else ()
        found = [
            Near(self._places[i], round(float(distance_m)), score)
            for i, distance_m in zip(close, away_m, strict=True)
            if distance_m <= NAME_WITHIN_M
            and ((score := self._score(int(i), words)) >= _CLOSE_NAME or self._serves(int(i), filiere, distance_m))
        ]
        return sorted(found, key=lambda near: (-(near.score >= _CLOSE_NAME), near.distance_m, near.place.id))[:limit]

    def _serves(self, i: int, filiere: str, distance_m: float) -> bool:
        return distance_m <= NEED_WITHIN_M and bool(filiere) and filiere in self._places[i].filieres

    def _score(self, i: int, words: Words) -> float:
        name = self._words[i]
        if not words or not name:
            return 0.0
        if is_sigle_of(words, sigles(self._places[i].name), name) or is_sigle_of(name, sigles(" ".join(words)), words):
            return 100.0
        whole = name_score(words, name, self._weights)
        said = tuple(word for word in words if any(name_score((word,), (own,), {}) >= 80 for own in name))
        if distinctiveness(said, self._weights) < _TELLS:
            return whole
        # A sentence around a name does not make it another name.
        return max(whole, name_score(said, name, self._weights))
