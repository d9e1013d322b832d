"""The map beside the queue: what waits in grey, the open card ringed; touching a sign that waits opens its card."""

from dataclasses import replace

import streamlit as st
from streamlit_folium import st_folium

from mapping.domain.snapshot import Snapshot
from mapping.maps.base import base_map
from mapping.maps.clicks import RETURNED, SignClick, new_click
from mapping.maps.layers import feature_group
from mapping.maps.legend import legend_html, sign_entries
from mapping.maps.points import MapPoint, actor_points, contribution_points
from mapping.maps.popups import Bubble
from mapping.maps.shapes import contribution_shapes
from mapping.services.review import Waiting
from mapping.services.select import Selection, select
from mapping.ui import data, state

HEIGHT_PX = 540
ZOOM = 15
"""A quartier and what is around it: enough to see where one is asked about."""


def review_map(snapshot: Snapshot, waiting: tuple[Waiting, ...], current: Waiting | None) -> None:
    """Show everything at its exact place: this page is the facilitator's."""
    selected = select(snapshot, Selection())
    filieres = snapshot.workshop.filieres
    chosen = current.id if current else ""
    points = contribution_points(selected.contributions, filieres)
    returned = st_folium(
        base_map(snapshot.zones, basemap=data.basemap()),
        key="animer_carte",
        height=HEIGHT_PX,
        use_container_width=True,
        center=(current.lat, current.lon) if current else None,
        zoom=ZOOM if current else None,
        returned_objects=RETURNED,
        feature_group_to_add=feature_group(
            actor_points(selected.actors, filieres) + [_silent(point, chosen) for point in points],
            shapes=contribution_shapes(selected.contributions, filieres),
            selected=chosen,
        ),
    )
    st.html(legend_html(sign_entries(), inline=True))
    click = new_click(returned, state.seen_click(state.QUEUE_MAP))
    state.remember_click(state.QUEUE_MAP, returned)
    if isinstance(click, SignClick) and click.id != chosen and any(one.id == click.id for one in waiting):
        state.choose_card(click.id)
        st.rerun(scope="fragment")


def _silent(point: MapPoint, chosen: str) -> MapPoint:
    """Return the open card's point without its bubble: the card says it, and the map stays in sight."""
    return replace(point, bubble=Bubble("")) if point.id == chosen else point
