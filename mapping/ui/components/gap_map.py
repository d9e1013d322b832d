"""The map of one need: each quartier in the colour and hatching of its verdict; touching one opens its sheet."""

import streamlit as st
from streamlit_folium import st_folium

from mapping.domain.models import Verdict
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.maps.base import base_map
from mapping.maps.clicks import RETURNED, GroundClick, new_click
from mapping.maps.layers import feature_group
from mapping.maps.points import actor_points, contribution_points
from mapping.maps.reach import ReachLine, reach_lines
from mapping.services.diagnose import Diagnosis
from mapping.services.select import Selection, select, zone_at
from mapping.ui import data, state

SHEET = "fiche"


def gap_map(snapshot: Snapshot, diagnosis: Diagnosis, filiere: str, *, height_px: int, walks: bool = False) -> None:
    """Show the verdicts of one need, and how far one walks to it; touching a quartier opens its sheet."""
    rows = diagnosis.gaps[diagnosis.gaps["filiere"] == filiere]
    verdicts = {code: Verdict(verdict) for code, verdict in zip(rows["code_qp"], rows["verdict"], strict=True)}
    reach = _reach(filiere) if walks else ()
    served = select(data.shown_snapshot(), Selection(filieres=frozenset({filiere})))
    filieres = snapshot.workshop.filieres
    returned = st_folium(
        base_map(snapshot.zones, basemap=data.basemap()),
        key="analyser_carte",
        height=height_px,
        use_container_width=True,
        returned_objects=RETURNED,
        feature_group_to_add=feature_group(
            actor_points(served.actors, filieres) + contribution_points(served.contributions, filieres),
            verdicts=verdicts,
            reach=reach,
            zone=state.selected_zone(str(snapshot.zones["code"].iloc[0])),
            interactive=False,
        ),
    )
    click = new_click(returned, state.seen_click(state.GAP_MAP))
    state.remember_click(state.GAP_MAP, returned)
    if isinstance(click, GroundClick):
        code = zone_at(snapshot, click.lon, click.lat)
        if code is not None:
            state.choose_elsewhere(zone=code, filiere=filiere, view=SHEET)
            st.rerun()


def _reach(filiere: str) -> tuple[ReachLine, ...]:
    found = data.reach(filiere)
    lines = reach_lines(found)
    if not lines:
        st.caption(_("Aucun lieu connu : il n'y a rien à rejoindre."))
    elif bool(found["crow_fly"].any()):
        st.caption(_("Des cercles là où l'atelier n'a pas de rues : à vol d'oiseau, c'est moins sûr."))
    return lines
