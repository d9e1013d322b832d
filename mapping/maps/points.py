"""Points of a map: records made from the tables, and the layer that draws them on one canvas.

The layer sends compact arrays instead of one script per marker; ``static/points.js`` draws them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from mapping.domain.models import LIVE_STATUSES, ContributionKind, PhotoStatus, Status
from mapping.domain.nomenclature import Filiere
from mapping.maps.drawing import SIDE, sign_strokes
from mapping.maps.palette import SIGN_OF_CONTRIBUTION, SignKind
from mapping.maps.popups import Bubble, with_photo
from mapping.maps.scripted import CartoCall
from mapping.maps.wording import actor_bubbles, contribution_bubble, first_filiere, text_of, texts_of

CLUSTER_OVER = 5_000
"""Number of points above which the canvas groups those that are close to one another."""
DECIMALS = 6
"""About 10 cm."""


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One sign at one WGS 84 position, in degrees. ``id`` is what a click gives back."""

    id: str
    lat: float
    lon: float
    sign: SignKind
    bubble: Bubble
    filiere: Filiere | None = None
    pending: bool = False


def actor_points(actors: pd.DataFrame, filieres: Sequence[Filiere]) -> list[MapPoint]:
    """Return a point per actor whose position is known.

    Parameters
    ----------
    actors
        ``tables.STORED_ACTORS``; rows with NaN in ``lon`` or ``lat`` are left out.
    filieres
        Those of the workshop; an actor is drawn in its first one.
    """
    known = {filiere.id: filiere for filiere in filieres}
    located = actors[np.isfinite(actors["lon"]) & np.isfinite(actors["lat"])]
    columns = (located[name].tolist() for name in ("actor_id", "lat", "lon"))
    cells = texts_of(located["filieres"])
    drawn_in = {cell: first_filiere(cell, known) for cell in set(cells)}
    return [
        MapPoint(actor_id, lat, lon, SignKind.OFFICIAL, bubble, drawn_in[cell])
        for actor_id, lat, lon, cell, bubble in zip(*columns, cells, actor_bubbles(located, known))
    ]


def contribution_points(
    contributions: gpd.GeoDataFrame,
    filieres: Sequence[Filiere],
    *,
    statuses: Collection[Status] = LIVE_STATUSES,
    photos: bool = False,
) -> list[MapPoint]:
    """Return a point per contribution that is a point, in the order of submission.

    Parameters
    ----------
    contributions
        ``tables.CONTRIBUTIONS`` in WGS 84.
    filieres
        Those of the workshop.
    statuses
        Which contributions to show: those of the room by default.
    photos
        Put in the bubbles the photos that may be seen: only where the app is there to serve them.
    """
    known = {filiere.id: filiere for filiere in filieres}
    shown = contributions[contributions["status"].isin(list(statuses)) & (contributions.geom_type == "Point")]
    return [
        MapPoint(
            row.id,
            row.geometry.y,
            row.geometry.x,
            SIGN_OF_CONTRIBUTION[ContributionKind(row.kind)],
            with_photo(contribution_bubble(row, known), photo_of(row) if photos else ""),
            known.get(text_of(row.filiere)),
            row.status == Status.PENDING,
        )
        for row in shown.itertuples()
    ]


def photo_of(row: Any) -> str:
    """Return the identifier of the photo of a row of ``tables.CONTRIBUTIONS``, empty when nobody may see it."""
    return text_of(row.photo_id) if row.photo_status == PhotoStatus.SHOWN else ""


def point_payload(
    points: Iterable[MapPoint], *, selected: str = "", interactive: bool = True, neutral: bool = False
) -> dict[str, Any]:
    """Return what ``Carto.points`` draws: JSON types only, each path, drawing and set of labels written once."""
    paths: dict[str, int] = {}
    looks: dict[tuple[SignKind, str, bool], int] = {}
    forms: dict[tuple[str, ...], int] = {}
    drawings: list[list[list[Any]]] = []
    rows: list[list[Any]] = []
    for point in points:
        look = (point.sign, point.filiere.id if point.filiere else "", point.pending)
        if look not in looks:
            looks[look] = len(drawings)
            drawings.append(_drawing(point, paths, neutral=neutral))
        told = point.bubble
        form = forms.setdefault(told.labels, len(forms))
        spot = (round(point.lat, DECIMALS), round(point.lon, DECIMALS))
        rows.append([*spot, looks[look], form, point.id, told.title, *told.texts])
    return {
        "side": SIDE,
        "paths": list(paths),
        "drawings": drawings,
        "signs": [sign.value for sign, _filiere, _pending in looks],
        "forms": list(forms),
        "rows": rows,
        "selected": selected,
        "interactive": interactive,
        "cluster_over": CLUSTER_OVER,
    }


class PointLayer(CartoCall):
    """Every point on one canvas, as a child of a map or of a feature group.

    Parameters
    ----------
    points
        What to draw; later points are drawn over earlier ones.
    selected
        Id of the point to ring, and whose bubble is open.
    interactive
        When false, a click goes through to the map: for a page where one places something new.
    neutral
        Keep pictograms without colours, for a map where colour says the verdict.
    """

    def __init__(
        self, points: Iterable[MapPoint], *, selected: str = "", interactive: bool = True, neutral: bool = False
    ) -> None:
        payload = point_payload(points, selected=selected, interactive=interactive, neutral=neutral)
        super().__init__("points", payload)


def _drawing(point: MapPoint, paths: dict[str, int], *, neutral: bool) -> list[list[Any]]:
    strokes = sign_strokes(point.sign, point.filiere, pending=point.pending, neutral=neutral)
    return [
        [
            paths.setdefault(stroke.path, len(paths)),
            stroke.fill,
            stroke.stroke,
            stroke.width,
            list(stroke.dash),
            stroke.x,
            stroke.y,
            stroke.scale,
        ]
        for stroke in strokes
    ]
