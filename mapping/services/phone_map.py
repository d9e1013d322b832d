"""The map that residents' phones are given, the places that can be named on it, what is known near a point."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any, Generic, TypeVar

import geopandas as gpd
import pandas as pd
import shapely

from mapping.analysis.perception import inner_points
from mapping.domain.models import LIVE_STATUSES, ContributionKind, Placement, Status, Workshop
from mapping.domain.privacy import sensitive_rows, shown_view
from mapping.domain.sheet_grid import SheetGrid, sheet_grid
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import POPULATION, split_values
from mapping.services.find_place import Found, PlaceIndex, Precision, find_place, index_of
from mapping.services.nearby import KnownPlace, KnownPlaces, Near
from mapping.storage.interface import Store

OFFICIAL = "official"
_DECIMALS = 5
"""About a metre."""
_FRANCE = (-5.0, 42.0, 8.0, 51.0)
_LABEL_CHARACTERS = 120

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class ZoneName:
    """A quartier in a list."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class NamedSpot:
    """A place found by its name; ``placement`` is how a contribution put there got its position."""

    label: str
    kind: str
    area: str
    explanation: str
    lon: float
    lat: float
    placement: Placement
    score: float


class Kept(Generic[Value]):
    """A value made again when its key changes; while one thread makes it, the others are given the one of before.

    Parameters
    ----------
    least_s
        For how long a value is good whatever its key: fifty phones that send do not make fifty maps.
    clock
        Seconds that only grow.
    """

    def __init__(self, *, least_s: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._least_s = least_s
        self._clock = clock
        self._lock = Lock()
        self._held: tuple[Any, Value] | None = None
        self._made_at = 0.0

    def get(self, key: Any, make: Callable[[], Value]) -> Value:
        """Return the value of ``key``, or of the key of before if somebody is making it now."""
        held = self._held
        if held is not None and (held[0] == key or self._clock() - self._made_at < self._least_s):
            return held[1]
        if not self._lock.acquire(blocking=held is None):
            assert held is not None
            return held[1]
        try:
            if self._held is None or self._held[0] != key:
                self._held = (key, make())
                self._made_at = self._clock()
            return self._held[1]
        finally:
            self._lock.release()


class Territory:
    """What imports bring and nothing else changes: quartiers, names, squares."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._making = Lock()
        self.zones = store.zones()
        self.zone_names = tuple(
            ZoneName(str(code), str(name)) for code, name in zip(self.zones["code"], self.zones["name"], strict=True)
        )
        self.bounds = _bounds(self.zones)
        self.grid: SheetGrid = sheet_grid(self.bounds)
        lon, lat = inner_points(self.zones)
        self.inner = {code: (float(x), float(y)) for code, x, y in zip(self.zones["code"], lon, lat, strict=True)}
        self.features = _features(self.zones, ("code", "name"))

    def index(self) -> PlaceIndex:
        """Return the names of streets and landmarks, put in order at the first search."""
        with self._making:
            return self._index

    @cached_property
    def _index(self) -> PlaceIndex:
        return index_of(self._store, _snapshot(self._store, self._store.workshop(), self.zones, revision=0))


@dataclass(frozen=True, slots=True)
class _Shown:
    """The map at one revision: its JSON, and the places that may be recognised."""

    text: bytes
    known: KnownPlaces
    ids: frozenset[str]


class PhoneMap:
    """The map of one workshop; may be shared by threads.

    Parameters
    ----------
    least_s
        How old, in seconds, the map that a phone is given may be.
    """

    def __init__(self, store: Store, *, least_s: float = 1.0) -> None:
        self._store = store
        self._territory: Kept[Territory] = Kept()
        self._shown: Kept[_Shown] = Kept(least_s=least_s)

    def territory(self) -> Territory:
        """Return the quartiers and what is found in them, read again only when a file was imported."""
        key = tuple(source.id for source in self._store.sources())
        return self._territory.get(key, lambda: Territory(self._store))

    def text(self) -> bytes:
        """Return the map as JSON: only what anybody in the room may see."""
        return self._now().text

    def knows(self, place_id: str) -> bool:
        """Say whether there is such a place: a structure, or a place that a resident added."""
        if place_id in self._now().ids:
            return True
        # Added a moment ago, it may not be on the map of everybody yet.
        added = self._store.contribution(place_id)
        return added is not None and added.status in LIVE_STATUSES and added.kind is ContributionKind.PLACE

    def near(self, lon: float, lat: float, *, filiere: str = "", text: str = "") -> list[Near]:
        """Return the places that may be the one that somebody tells of, the likeliest first."""
        return self._now().known.near(lon, lat, filiere=filiere, text=text)

    def find(self, text: str) -> list[NamedSpot]:
        """Return the streets and landmarks that a text may name, best first."""
        return [_spot(found) for found in find_place(self.territory().index(), text)]

    def _now(self) -> _Shown:
        revision = self._store.revision()
        return self._shown.get(revision, lambda: self._read(revision))

    def _read(self, revision: int) -> _Shown:
        workshop = self._store.workshop()
        territory = self.territory()
        held = _snapshot(self._store, workshop, territory.zones, revision=revision)
        shown = shown_view(held)
        sensitive = sensitive_rows(shown.contributions, workshop)
        known = [*_structures(shown.actors), *_places(shown.contributions[~sensitive])]
        content = {
            "revision": revision,
            "zones": territory.features,
            "points": [*_structure_points(shown.actors), *_points(shown.contributions[~sensitive])],
            "areas": _features(shown.contributions[sensitive], ("id", "kind", "filiere", "status")),
        }
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return _Shown(text.encode("utf-8", "replace"), KnownPlaces(known), frozenset(place.id for place in known))


def _snapshot(store: Store, workshop: Workshop, zones: gpd.GeoDataFrame, *, revision: int) -> Snapshot:
    return Snapshot(
        workshop=workshop,
        revision=revision,
        zones=zones,
        actors=store.actors(),
        population=POPULATION.empty(),
        landmarks=store.landmarks(),
        contributions=store.contributions(),
        sources=(),
    )


def _located(actors: pd.DataFrame) -> pd.DataFrame:
    return actors[actors["lon"].notna() & actors["lat"].notna()]


def _structures(actors: pd.DataFrame) -> Iterator[KnownPlace]:
    columns = _located(actors)[["actor_id", "name", "filieres", "lon", "lat"]]
    for actor_id, name, cell, lon, lat in columns.itertuples(index=False):
        yield KnownPlace(actor_id, name, tuple(split_values(cell)), float(lon), float(lat))


def _structure_points(actors: pd.DataFrame) -> list[list[Any]]:
    return [
        [*_rounded(place.lon, place.lat), (place.filieres or ("",))[0], OFFICIAL, place.name, Status.ACCEPTED, place.id]
        for place in _structures(actors)
    ]


def _places(contributions: gpd.GeoDataFrame) -> Iterator[KnownPlace]:
    kept = contributions[contributions["kind"] == ContributionKind.PLACE]
    for row in kept.itertuples():
        filieres = (row.filiere,) if row.filiere else ()
        yield KnownPlace(row.id, _label(row.text), filieres, row.geometry.x, row.geometry.y)


def _points(contributions: gpd.GeoDataFrame) -> list[list[Any]]:
    kept = contributions[contributions.geom_type == "Point"]
    return [
        [*_rounded(row.geometry.x, row.geometry.y), row.filiere, row.kind, _label(row.text), row.status, row.id]
        for row in kept.itertuples()
    ]


def _label(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LABEL_CHARACTERS else plain[: _LABEL_CHARACTERS - 1].rstrip() + "…"


def _rounded(lon: float, lat: float) -> tuple[float, float]:
    return round(lon, _DECIMALS), round(lat, _DECIMALS)


def _features(frame: gpd.GeoDataFrame, names: Sequence[str]) -> dict[str, Any]:
    shapes = shapely.transform(frame.geometry.to_numpy(), lambda spots: spots.round(_DECIMALS))
    rows = zip(shapes, frame[list(names)].itertuples(index=False), strict=True)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": dict(zip(names, map(str, row), strict=True)),
                "geometry": json.loads(shapely.to_geojson(shape)),
            }
            for shape, row in rows
        ],
    }


def _bounds(zones: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    if zones.empty:
        return _FRANCE
    west, south, east, north = (round(float(edge), _DECIMALS) for edge in zones.total_bounds)
    return west, south, east, north


def _spot(found: Found) -> NamedSpot:
    is_landmark = found.precision is Precision.LANDMARK
    placement = Placement.LANDMARK if is_landmark else Placement.ADDRESS
    return NamedSpot(
        found.label, found.kind, found.area, found.explanation, found.lon, found.lat, placement, found.score
    )
