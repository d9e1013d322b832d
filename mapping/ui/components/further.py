"""Where to go from the gaps: imagine a place, or look closer."""

import streamlit as st

from mapping.i18n import _


def further() -> None:
    """Show the two ways on."""
    imagine, closer = st.columns(2)
    if imagine.button(
        _("Et si on ouvrait ici ?"), icon=":material/add_location:", width="stretch", key="analyser_et_si"
    ):
        st.switch_page("pages/what_if.py")
    if closer.button(
        _("Pour les spécialistes"), icon=":material/query_stats:", width="stretch", key="analyser_specialistes"
    ):
        st.switch_page("pages/expert.py")
