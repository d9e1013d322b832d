"""What was just added, with the way to take it back."""

import streamlit as st

from mapping.i18n import _
from mapping.services.moderate import undo
from mapping.ui import data, state


def last_added() -> None:
    """Say that the last contribution of this session is safe, and offer to undo it."""
    saved = state.last_saved()
    if not saved:
        return
    message, button = st.columns([4, 1], vertical_alignment="center")
    message.success(_("C'est enregistré."), icon=":material/check_circle:")
    if button.button(_("Annuler"), key="annuler_ajout", width="stretch"):
        undo(data.store(), saved)
        state.remember_saved("")
        st.rerun()
