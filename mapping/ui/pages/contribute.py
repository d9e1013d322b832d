"""Contribuer : ajouter un lieu, un besoin, un local, sur la carte ou sans elle."""

import streamlit as st

from mapping.i18n import _
from mapping.services.select import Selection, select
from mapping.ui import data, state
from mapping.ui.components.contribution_form import contribution_dialog, without_map
from mapping.ui.components.language_choice import choose_language, speak, written
from mapping.ui.components.last_added import last_added
from mapping.ui.components.map_view import touch_map

choose_language()
with written("titre"):
    st.title(_("Qu'est-ce que vous connaissez ?"))
    last_added()
    on_map, by_list = st.tabs([_("Sur la carte"), _("Sans la carte")])


@st.fragment
def add_on_map() -> None:
    """Touch, fill in, save: only this part of the page runs again."""
    speak()
    snapshot = data.shown_snapshot()
    st.write(_("**Touchez la carte** à l'endroit du lieu, du manque ou du local."))
    click = touch_map(snapshot, select(snapshot, Selection()))
    if click is not None:
        state.open_draft(*click)
    if state.draft_position() is not None:
        contribution_dialog(snapshot)


with on_map:
    add_on_map()
with by_list:
    without_map(data.shown_snapshot())
