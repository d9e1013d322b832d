"""Analyser : le tableau des manques, sa carte, la fiche du quartier, les mots et les comparaisons."""

import streamlit as st

from mapping.i18n import _
from mapping.ui import data
from mapping.ui.components.analyse_views import show_chosen, view_choice
from mapping.ui.components.further import further
from mapping.ui.components.gap_map import SHEET
from mapping.ui.components.matrix_readings import marks_of

title, choice = st.columns([21, 22], vertical_alignment="center")
title.title(_("Qu'est-ce qui manque, où, pour qui ?"), anchor=False)
snapshot = data.snapshot()
if snapshot.zones.empty:
    st.info(_("Cet atelier n'a pas encore de quartier. Ajoutez un fichier de contours dans « Préparer »."))
    st.stop()
with choice:
    view = view_choice()
show_chosen(view, snapshot, data.diagnosis(), marks_of(*data.honesty()))
if view != SHEET:  # It fits on one screen.
    further()
