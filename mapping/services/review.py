"""What waits for the facilitator: oldest first, with what should be looked at, and what it may be merged with."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapping.analysis.duplicate_names import core_words, name_score
from mapping.analysis.perception import inner_points
from mapping.domain.crs import metric_epsg, project_points
from mapping.domain.models import LIVE_STATUSES, ContributionKind, Status
from mapping.domain.personal_data import Flag, personal_data
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import split_values
from mapping.i18n import _

NEAR_M = 400.0
"""How far something that is the same place may have been put: a finger on a phone, a street without its number."""
_SAME_NEED = 50.0
_PER_METRE = 0.1


@dataclass(frozen=True, slots=True)
class Waiting:
    """One contribution to decide of. ``lon``, ``lat`` are WGS 84 degrees, of a point of it."""

    id: str
    kind: ContributionKind
    filiere: str
    text: str
    people: int
    placement: str
    near_id: str
    language: str
    group_name: str
    category: str
    sensitive: bool
    photo_id: str
    photo_status: str
    submitted_at: str
    lon: float
    lat: float
    flags: tuple[Flag, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it should be looked at before it is published, in French."""
        told = tuple(flag.reason for flag in self.flags)
        area = (_("Catégorie sensible : elle ne sera montrée que par zone"),) if self.sensitive else ()
        return told + area


@dataclass(frozen=True, slots=True)
class Near:
    """Something already there that a contribution may be the same as."""

    id: str
    name: str
    distance_m: float
    same_need: bool


def waiting(snapshot: Snapshot) -> tuple[Waiting, ...]:
    """Return the pending contributions, oldest first."""
    return _read(snapshot, snapshot.contributions["status"] == Status.PENDING)


def with_photo(snapshot: Snapshot) -> tuple[Waiting, ...]:
    """Return the live contributions that have a photo, oldest first."""
    shown = snapshot.contributions
    return _read(snapshot, shown["status"].isin([*LIVE_STATUSES]) & (shown["photo_id"] != ""))


def near(snapshot: Snapshot, about: Waiting, *, limit: int = 8) -> tuple[Near, ...]:
    """Return the structures and contributions within ``NEAR_M`` metres, the likeliest to be the same first.

    A close name weighs most, then the same need, then the distance.
    """
    actors = snapshot.actors[snapshot.actors["lon"].notna() & snapshot.actors["lat"].notna()]
    kept = snapshot.contributions["status"].isin([*LIVE_STATUSES]) & (snapshot.contributions["id"] != about.id)
    others = snapshot.contributions[kept]
    lon, lat = inner_points(others)
    ids = [*actors["actor_id"], *others["id"]]
    names = [*actors["name"], *others["text"]]
    needs = [*actors["filieres"], *others["filiere"]]
    distances_m = _distances(
        about, np.r_[actors["lon"].to_numpy(float), lon], np.r_[actors["lat"].to_numpy(float), lat]
    )
    close = np.flatnonzero(distances_m <= NEAR_M)
    said = core_words(about.text)
    found = [
        (
            _likeness(said, names[row], distances_m[row], same=about.filiere in split_values(needs[row])),
            Near(ids[row], names[row], float(distances_m[row]), about.filiere in split_values(needs[row])),
        )
        for row in close
    ]
    return tuple(one for _score, one in sorted(found, key=lambda pair: (-pair[0], pair[1].id))[:limit])


def _likeness(said: tuple[str, ...], name: str, distance_m: float, *, same: bool) -> float:
    alike = name_score(said, core_words(name), {}) if said else 0.0
    return float(alike) + (_SAME_NEED if same else 0.0) - distance_m * _PER_METRE


def _distances(about: Waiting, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    epsg = metric_epsg(about.lon, about.lat)
    here = project_points(np.array([about.lon]), np.array([about.lat]), epsg=epsg)
    east_m, north_m = (project_points(lon, lat, epsg=epsg) - here).T
    away_m: NDArray[np.float64] = np.hypot(east_m, north_m)
    return away_m


def _read(snapshot: Snapshot, rows: "pd.Series[bool]") -> tuple[Waiting, ...]:
    found: gpd.GeoDataFrame = snapshot.contributions[rows]
    lon, lat = inner_points(found)
    sensitive = snapshot.workshop.settings.sensitive_ids()
    return tuple(
        Waiting(
            id=row.id,
            kind=ContributionKind(row.kind),
            filiere=row.filiere,
            text=row.text,
            people=int(row.people),
            placement=row.placement,
            near_id=row.near_id,
            language=row.language,
            group_name=row.group_name,
            category=row.category,
            sensitive=row.category in sensitive,
            photo_id=row.photo_id,
            photo_status=row.photo_status,
            submitted_at=row.submitted_at,
            lon=float(x),
            lat=float(y),
            flags=personal_data(row.text),
        )
        for row, x, y in zip(found.itertuples(), lon, lat)
    )
