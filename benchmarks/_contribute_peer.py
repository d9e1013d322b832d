"""The peer of ``contribute_load``: a page of Streamlit where each rerun records one contribution.

As favourable as such a page can be: the map and its points are prepared once for all the sessions, nothing is read
again after an insertion, and the insertion is the service's own.
"""

import json
import os

import streamlit as st
from streamlit_folium import st_folium

from mapping.domain.models import ContributionKind
from mapping.maps.base import base_map
from mapping.maps.layers import feature_group
from mapping.maps.points import actor_points, contribution_points
from mapping.services.contribute import Request, contribute
from mapping.services.workshops import open_store, take_snapshot


@st.cache_resource
def prepared():
    """Open the workshop once, and draw its map once."""
    store = open_store(os.environ["CARTOQUARTIER_WORKSHOP"])
    snapshot = take_snapshot(store)
    filieres = snapshot.workshop.filieres
    points = actor_points(snapshot.actors, filieres) + contribution_points(snapshot.contributions, filieres)
    return store, snapshot, points


store, snapshot, points = prepared()
st.title("Contribuer")
st_folium(
    base_map(snapshot.zones),
    key="carte",
    height=560,
    use_container_width=True,
    returned_objects=(),
    feature_group_to_add=feature_group(points),
)
st.radio("C'est…", [kind.value for kind in ContributionKind])
st.selectbox("À quoi ça sert ?", [filiere.label for filiere in snapshot.workshop.filieres])
st.number_input("Combien de personnes ?", 1, 500)
sent = st.text_area("Quelques mots")
if sent:
    said = json.loads(sent)
    lon, lat = said["geometry"]["coordinates"]
    contribute(
        store,
        Request(
            ContributionKind.NEED, f"POINT ({lon} {lat})", filiere=said["filiere"], text=said["text"], id=said["id"]
        ),
    )
    st.success("Envoyé.")
