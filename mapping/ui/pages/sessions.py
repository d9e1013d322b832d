"""Séances : celles de l'atelier, leurs étapes, les gommettes, ce que chacune a apporté."""

import streamlit as st

from mapping.i18n import _
from mapping.ui import data
from mapping.ui.components.session_change import session_change
from mapping.ui.components.session_form import back_link
from mapping.ui.components.session_list import choose_session, new_session
from mapping.ui.components.session_seeds import seeds
from mapping.ui.components.session_steps import steps_editor
from mapping.ui.components.session_votes import votes_table

st.title(_("Qui se réunit, quand, et pour faire quoi ?"))
back_link()
snapshot = data.snapshot()
one, steps, start, votes, change = st.tabs(
    [_("Séances"), _("Étapes"), _("Points de départ"), _("Gommettes"), _("Avant et après")]
)
with one:
    session = choose_session(snapshot)
    new_session()
with steps:
    steps_editor(snapshot)
with start:
    seeds(snapshot, session)
with votes:
    votes_table(snapshot, session)
with change:
    session_change(snapshot, session)
