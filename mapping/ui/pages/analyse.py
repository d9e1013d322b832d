"""Analyser : le tableau des manques, sa carte et la fiche du quartier, choisis ensemble."""

import streamlit as st

from mapping.i18n import _
from mapping.ui import data, state
from mapping.ui.components.choices import need_choice
from mapping.ui.components.gap_map import gap_map
from mapping.ui.components.gap_matrix import gap_matrix
from mapping.ui.components.gap_sheet import gap_sheet
from mapping.ui.components.gap_table import gap_table
from mapping.ui.components.legend import verdict_legend

st.title(_("Qu'est-ce qui manque, où, pour qui ?"))
snapshot = data.snapshot()
if snapshot.zones.empty:
    st.info(_("Cet atelier n'a pas encore de quartier. Ajoutez un fichier de contours dans « Préparer »."))
    st.stop()
diagnosis = data.diagnosis()
gap_matrix(snapshot, diagnosis)
map_column, sheet_column = st.columns([3, 2])
with map_column:
    filiere = need_choice(snapshot.workshop)
    gap_map(snapshot, diagnosis, filiere)
    verdict_legend(diagnosis.gaps.loc[diagnosis.gaps["filiere"] == filiere, "verdict"])
with sheet_column:
    gap_sheet(snapshot, diagnosis, state.selected_zone(str(snapshot.zones["code"].iloc[0])), filiere)
gap_table(diagnosis, filiere)
