"""What the filters of the map keep."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from mapping.analysis.perception import inner_points, zones_of
from mapping.analysis.supply import points_in_zones
from mapping.domain.models import LIVE_STATUSES
from mapping.domain.sheet_grid import sheet_grid
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import split_values


@dataclass(frozen=True, slots=True)
class Selection:
    """Identifiers to keep on each axis; an empty set keeps everything."""

    filieres: frozenset[str] = frozenset()
    schemes: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    sessions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Selected:
    """The located actors and the live contributions that pass."""

    actors: pd.DataFrame
    contributions: gpd.GeoDataFrame


def select(snapshot: Snapshot, selection: Selection) -> Selected:
    """Return what the map shows under a selection.

    A contribution has no scheme: asking for one leaves actors only. An actor has no séance and no group: asking for
    one leaves contributions only.
    """
    actors = snapshot.actors[snapshot.actors["lon"].notna() & snapshot.actors["lat"].notna()]
    contributions = snapshot.contributions[snapshot.contributions["status"].isin([*LIVE_STATUSES])]
    if selection.filieres:
        served = [bool(selection.filieres & set(split_values(cell))) for cell in actors["filieres"]]
        actors = actors[np.array(served, dtype=bool)]
        contributions = contributions[contributions["filiere"].isin(selection.filieres)]
    if selection.schemes:
        actors = actors[actors["scheme"].isin(selection.schemes)]
        contributions = contributions.iloc[:0]
    if selection.sessions or selection.groups:
        actors = actors.iloc[:0]
        contributions = from_room(contributions, sessions=selection.sessions, groups=selection.groups)
    if selection.zones:
        kept = snapshot.zones[snapshot.zones["code"].isin(selection.zones)]
        inside, _zone = points_in_zones(actors["lon"].to_numpy(float), actors["lat"].to_numpy(float), kept)
        actors = actors.iloc[np.unique(inside)]
        contributions = contributions.iloc[np.unique(zones_of(contributions, kept).place)]
    return Selected(actors, contributions)


def from_room(
    contributions: gpd.GeoDataFrame,
    *,
    sessions: Collection[str] = (),
    groups: Collection[str] = (),
) -> gpd.GeoDataFrame:
    """Return the contributions of some séances and some groups; an empty collection keeps all of them."""
    if sessions:
        contributions = contributions[contributions["session_id"].isin(list(sessions))]
    if groups:
        contributions = contributions[contributions["group_name"].isin(list(groups))]
    return contributions


def groups_of(snapshot: Snapshot, *, sessions: Collection[str] = ()) -> list[str]:
    """Return the groups of some séances (all when none is given), then those only on contributions."""
    asked = [session for session in snapshot.sessions if not sessions or session.id in sessions]
    named = [group for session in asked for group in session.groups]
    used = from_room(snapshot.contributions, sessions=sessions)["group_name"]
    return list(dict.fromkeys([*named, *sorted({str(group) for group in used if group})]))


def zone_at(snapshot: Snapshot, lon: float, lat: float) -> str | None:
    """Return the code of the zone at a WGS 84 position, the first one where several overlap."""
    _point, zone = points_in_zones(np.array([lon]), np.array([lat]), snapshot.zones)
    return None if len(zone) == 0 else str(snapshot.zones["code"].iloc[int(zone[0])])


@dataclass(frozen=True, slots=True)
class Somewhere:
    """A position that a person can name instead of touching the map."""

    id: str
    label: str
    lon: float
    lat: float


def named_zones(snapshot: Snapshot) -> Sequence[Somewhere]:
    """Return the zones with a point inside each."""
    lon, lat = inner_points(snapshot.zones)
    rows = zip(snapshot.zones["code"], snapshot.zones["name"], lon, lat, strict=True)
    return [Somewhere(code, name, float(x), float(y)) for code, name, x, y in rows]


def named_square(snapshot: Snapshot, name: str) -> Somewhere | None:
    """Return the middle of a square of the printed sheets, the one that the phone page knows; None off the sheet."""
    if snapshot.zones.empty:
        return None
    west, south, east, north = (float(side) for side in snapshot.zones.total_bounds)
    centre = sheet_grid((west, south, east, north)).centre(name)
    return None if centre is None else Somewhere("", name, *centre)


def named_landmarks(snapshot: Snapshot) -> Sequence[Somewhere]:
    """Return the landmarks."""
    rows = snapshot.landmarks[["name", "lon", "lat"]].itertuples(index=False)
    return [Somewhere(name, name, float(lon), float(lat)) for name, lon, lat in rows]


def named_actors(snapshot: Snapshot) -> Sequence[Somewhere]:
    """Return the actors whose position is known."""
    located = snapshot.actors[snapshot.actors["lon"].notna()]
    rows = located[["actor_id", "name", "lon", "lat"]].itertuples(index=False)
    return [Somewhere(actor_id, name, float(lon), float(lat)) for actor_id, name, lon, lat in rows]
