"""Carte : ce qu'il y a dans nos quartiers."""

import streamlit as st

from mapping.i18n import _, ngettext
from mapping.services.select import select
from mapping.ui import data
from mapping.ui.components.filters import filters
from mapping.ui.components.legend import legend
from mapping.ui.components.listing import things_list
from mapping.ui.components.map_view import show_map
from mapping.ui.components.representation_views import representations_link

st.title(_("Qu'est-ce qu'il y a dans nos quartiers ?"))
snapshot = data.shown_snapshot()
button, counts = st.columns([1, 5], vertical_alignment="center")
with button.popover(_("Filtrer"), icon=":material/filter_alt:", width="stretch"):
    selection = filters(snapshot)
selected = select(snapshot, selection)
counts.caption(
    " · ".join(
        [
            ngettext("{n} structure", "{n} structures", len(selected.actors)).format(n=len(selected.actors)),
            ngettext("{n} ajout des habitants", "{n} ajouts des habitants", len(selected.contributions)).format(
                n=len(selected.contributions)
            ),
        ]
    )
)
map_column, list_column = st.columns([3, 2])
with map_column:
    show_map(snapshot, selected)
    representations_link()
    legend(snapshot.workshop)
with list_column:
    things_list(snapshot, selected)
