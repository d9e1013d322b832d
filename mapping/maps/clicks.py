"""What ``st_folium`` gives back, read once: a position of the map, or the sign that was clicked.

Ask for ``st_folium(..., returned_objects=RETURNED)``: without it, every move of the map runs the page again.

- A click on the ground or inside a zone (zones let clicks through) changes ``last_clicked``: ``{"lat", "lng"}``.
- A click on a sign or a line leaves ``last_clicked`` as it was, raises ``last_object_clicked_count`` (by two or more:
  the sign and each group that holds it count one), and puts the sign in ``last_active_drawing``: a GeoJSON feature
  whose ``properties`` are ``id`` and ``kind``, the id given to ``MapPoint`` or ``MapShape``. A click on a disc that
  groups several points zooms in, and gives a feature without ``id``.
- Every value is sticky: it comes back at each run of the page, and a frame that is mounted again starts from None.
  So a page compares with what it saw last, which is plain JSON and may stay in ``st.session_state``.
- A second click on the very same pixel of the ground changes nothing and does not run the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

RETURNED = ("last_clicked", "last_active_drawing", "last_object_clicked_count")


@dataclass(frozen=True, slots=True)
class GroundClick:
    """A click on the map itself, WGS 84 degrees."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class SignClick:
    """A click on something drawn: the id that it was given, and its sign."""

    id: str
    kind: str


def new_click(returned: Mapping[str, Any] | None, seen: Mapping[str, Any] | None) -> GroundClick | SignClick | None:
    """Return what was clicked since the last run of the page, or None.

    Parameters
    ----------
    returned
        What ``st_folium`` just gave.
    seen
        What it gave at the run before; None at the first one.

    Examples
    --------
    >>> first = {"last_clicked": {"lat": 48.93, "lng": 2.36}, "last_object_clicked_count": 0}
    >>> new_click(first, None)
    GroundClick(lon=2.36, lat=48.93)
    >>> new_click(first, first) is None
    True
    """
    now, before = returned or {}, seen or {}
    count = now.get("last_object_clicked_count") or 0
    if count and count != (before.get("last_object_clicked_count") or 0):
        properties = (now.get("last_active_drawing") or {}).get("properties") or {}
        return SignClick(str(properties["id"]), str(properties.get("kind", ""))) if "id" in properties else None
    ground = now.get("last_clicked")
    if ground and ground != before.get("last_clicked"):
        return GroundClick(float(ground["lng"]), float(ground["lat"]))
    return None
