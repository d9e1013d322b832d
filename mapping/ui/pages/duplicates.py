"""Doublons : ce qui est peut-être deux fois dans nos listes."""

import streamlit as st

from mapping.i18n import _
from mapping.ui.components.duplicate_pairs import back_link, duplicate_pairs, last_word

st.title(_("Est-ce la même structure ?"))
last_word()
duplicate_pairs()
back_link()
