"""The map of one need: each quartier in the colour and hatching of its verdict; touching one opens its sheet."""

import streamlit as st
from streamlit_folium import st_folium

from mapping.domain.models import Verdict
from mapping.domain.snapshot import Snapshot
from mapping.maps.base import base_map
from mapping.maps.clicks import RETURNED, GroundClick, new_click
from mapping.maps.layers import feature_group
from mapping.maps.points import actor_points, contribution_points
from mapping.services.diagnose import Diagnosis
from mapping.services.select import Selection, select, zone_at
from mapping.ui import data, state

HEIGHT_PX = 460


def gap_map(snapshot: Snapshot, diagnosis: Diagnosis, filiere: str) -> None:
    """Show the verdicts of one need, and remember the zone that is touched."""
    rows = diagnosis.gaps[diagnosis.gaps["filiere"] == filiere]
    verdicts = {code: Verdict(verdict) for code, verdict in zip(rows["code_qp"], rows["verdict"], strict=True)}
    selected = state.selected_zone(str(snapshot.zones["code"].iloc[0]))
    served = select(snapshot, Selection(filieres=frozenset({filiere})))
    filieres = snapshot.workshop.filieres
    returned = st_folium(
        base_map(snapshot.zones, basemap=data.basemap()),
        key="analyser_carte",
        height=HEIGHT_PX,
        use_container_width=True,
        returned_objects=RETURNED,
        feature_group_to_add=feature_group(
            actor_points(served.actors, filieres) + contribution_points(served.contributions, filieres),
            verdicts=verdicts,
            zone=selected,
            interactive=False,
        ),
    )
    click = new_click(returned, state.seen_click(state.GAP_MAP))
    state.remember_click(state.GAP_MAP, returned)
    if isinstance(click, GroundClick):
        code = zone_at(snapshot, click.lon, click.lat)
        if code is not None and code != selected:
            state.select_zone(code)
            st.rerun()
