"""Pour les spécialistes : les lectures qui demandent une explication."""

import streamlit as st

from mapping.i18n import _

st.title(_("Et si on regardait de plus près ?"))
