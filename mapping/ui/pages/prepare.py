"""Préparer : ce qui est là, ce qui manque, et de quoi l'ajouter."""

import streamlit as st

from mapping.i18n import _
from mapping.ui import data
from mapping.ui.components.add_list import add_list
from mapping.ui.components.coverage import coverage_panel
from mapping.ui.components.duplicate_pairs import duplicates_link
from mapping.ui.components.fetch_panel import fetch_panel
from mapping.ui.components.filieres_editor import filieres_editor
from mapping.ui.components.list_steps import list_steps
from mapping.ui.components.protection import protection
from mapping.ui.components.ready import ready
from mapping.ui.components.saved_copies import saved_copies
from mapping.ui.components.to_place import to_place_and_confirm
from mapping.ui.format import plain

st.title(_("Qu'est-ce qu'il nous manque pour l'atelier ?"))
snapshot = data.snapshot()
st.subheader(plain(snapshot.workshop.title))
have, add = st.columns(2)
with have:
    ready(snapshot)
    duplicates_link()
with add:
    upload = add_list()
    if upload is not None:
        list_steps(upload)
    fetch_panel(snapshot)
with have:
    to_place_and_confirm()
coverage_panel(snapshot)
filieres_editor(snapshot)
protection()
saved_copies()
