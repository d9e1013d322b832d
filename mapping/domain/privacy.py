"""What may be shown of a contribution: a sensitive place is a square of a grid, never a point.

The exact position stays in the store, for counting and for nothing else (``docs/moderation.md``).
"""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapping.domain.crs import degrees_from, metric_codes, project_points
from mapping.domain.models import LIVE_STATUSES, Contribution, PhotoStatus, Placement, Status, Workshop
from mapping.domain.personal_data import personal_data
from mapping.domain.snapshot import Snapshot

_ROUNDED_M = 1e-6
"""A corner that projection puts a micrometre under a line of the grid is on that line."""


def is_sensitive(contribution: Contribution, workshop: Workshop) -> bool:
    """Say whether a contribution is shown only as an area."""
    return contribution.category in workshop.settings.sensitive_ids()


def area_view(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with sensitive contributions as areas: what any file may hold, but a ``.atelier``.

    Their geometry becomes the squares of a fixed grid that hold it; the landmark, structure or address that was
    chosen is blank (a quartier stays: it is an area already); the text stays only when it was accepted and nothing in
    it looks like somebody's name, number or address. Everything else is as it was. Doing it twice changes nothing
    more.
    """
    shown = snapshot.contributions
    sensitive = sensitive_rows(shown, snapshot.workshop)
    if not sensitive.any():
        return snapshot
    geometry = shown.geometry.array.copy()
    geometry[sensitive] = grid_squares(shown.geometry[sensitive], side_m=snapshot.workshop.settings.area_m)
    told = (shown["status"] == Status.ACCEPTED) & ~shown["text"].map(_says_who)
    in_a_list = shown["placement"] == Placement.ZONE
    changed = shown.assign(
        text=shown["text"].mask(sensitive & ~told, ""), near_id=shown["near_id"].mask(sensitive & ~in_a_list, "")
    )
    return replace(snapshot, contributions=changed.set_geometry(gpd.GeoSeries(geometry, shown.index, crs=shown.crs)))


def shown_view(snapshot: Snapshot) -> Snapshot:
    """Return what anybody in the room may see: the map, the wall, the phones.

    ``area_view``, of pending and accepted contributions only; what is pending has no text; reasons, withdrawal
    fingerprints, typed addresses, photos that nobody approved and those of sensitive places are blank. Séance, group
    and time of arrival stay: the wall counts by them, and does not show them.
    """
    areas = area_view(snapshot)
    live = areas.contributions[areas.contributions["status"].isin([*LIVE_STATUSES])].reset_index(drop=True)
    blank = pd.Series("", index=live.index, dtype="str")
    hidden = (live["photo_status"] != PhotoStatus.SHOWN) | sensitive_rows(live, snapshot.workshop)
    seen = live.assign(
        text=live["text"].mask(live["status"] == Status.PENDING, ""),
        near_id=live["near_id"].mask(live["placement"] == Placement.ADDRESS, ""),
        reason=blank,
        merged_into=blank,
        author_key=blank,
        photo_id=live["photo_id"].mask(hidden, ""),
        photo_status=live["photo_status"].mask(hidden, ""),
    )
    return replace(areas, contributions=seen)


def counted_view(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with sensitive contributions moved, to count what is published without telling where.

    Each goes to a point inside its area and inside the same quartiers as the true one: counts by quartier are the
    true ones, and no minute or distance tells more than the area does.
    """
    held = snapshot.contributions
    sensitive = sensitive_rows(held, snapshot.workshop)
    if not sensitive.any():
        return snapshot
    squares = grid_squares(held.geometry[sensitive], side_m=snapshot.workshop.settings.area_m)
    outlines = shapely.make_valid(np.array(snapshot.zones.geometry.array, dtype=object))
    moved = [_elsewhere(shape, square, outlines) for shape, square in zip(held.geometry[sensitive], squares)]
    geometry = held.geometry.array.copy()
    geometry[sensitive] = np.array(moved, dtype=object)
    near = held["near_id"].mask(sensitive & (held["placement"] != Placement.ZONE), "")
    changed = held.assign(near_id=near).set_geometry(gpd.GeoSeries(geometry, held.index, crs=held.crs))
    return replace(snapshot, contributions=changed)


def sensitive_rows(contributions: pd.DataFrame, workshop: Workshop) -> "pd.Series[bool]":
    """Return which rows are of a sensitive category, on the index of ``contributions``."""
    return contributions["category"].isin(workshop.settings.sensitive_ids())


def grid_squares(geometries: gpd.GeoSeries, *, side_m: float) -> NDArray[np.object_]:
    """Return the squares of a fixed grid that hold each geometry, as one rectangle in WGS 84.

    The lines of the grid are the multiples of ``side_m`` in the legal metric system of the place, so that all the
    points of a square give the same one and none of them is its centre by construction.

    Parameters
    ----------
    geometries
        WGS 84 degrees, none of them empty.
    side_m
        Side of a square, in metres.

    Examples
    --------
    >>> points = gpd.GeoSeries.from_wkt(["POINT (2.3601 48.9301)", "POINT (2.3602 48.9302)"])
    >>> one, other = grid_squares(points, side_m=400)
    >>> one.equals(other), one.covers(points[0])
    (True, True)
    """
    shapes = np.array(geometries.array, dtype=object)
    places, owners = shapely.get_coordinates(shapes, return_index=True)
    firsts = np.searchsorted(owners, np.arange(len(shapes)))
    codes = metric_codes(*places[firsts].T)
    found = np.empty(len(shapes), dtype=object)
    for epsg in np.unique(codes):
        here = codes == epsg
        mine = here[owners]
        metres = project_points(*places[mine].T, epsg=int(epsg))
        starts = np.searchsorted(owners[mine], np.flatnonzero(here))
        low = np.floor((np.minimum.reduceat(metres, starts) + _ROUNDED_M) / side_m)
        high = np.maximum(np.ceil((np.maximum.reduceat(metres, starts) - _ROUNDED_M) / side_m), low + 1)
        (left, bottom), (right, top) = (low * side_m).T, (high * side_m).T
        rings = [degrees_from(x, y, epsg=int(epsg)) for x, y in _corners(left, bottom, right, top)]
        found[here] = shapely.polygons(np.stack([np.column_stack(ring) for ring in rings], axis=1))
    return found


def _corners(
    left: NDArray[np.float64], bottom: NDArray[np.float64], right: NDArray[np.float64], top: NDArray[np.float64]
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    return [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]


def _elsewhere(shape: BaseGeometry, square: BaseGeometry, outlines: NDArray[np.object_]) -> BaseGeometry:
    point = shapely.point_on_surface(shape)
    part = square
    for outline in outlines[shapely.intersects(outlines, square)]:
        part = part.intersection(outline) if outline.intersects(point) else part.difference(outline)
    # A point on a boundary, or a sliver: the quartier is then the one of the square's own middle.
    return shapely.point_on_surface(square if part.is_empty or part.area == 0 else part)


def _says_who(text: str) -> bool:
    return bool(personal_data(text))
