"""What the diagnostic did without, said once: the rest is computed."""

import streamlit as st

from mapping.i18n import _
from mapping.services.diagnose import Diagnosis
from mapping.services.lacking import lacks
from mapping.ui.components.matrix_readings import Marks


def missing(diagnosis: Diagnosis, marks: Marks) -> None:
    """Say what is missing, and what that changes."""
    if parts := lacks(diagnosis, tried=marks.tried):
        st.caption(":material/info: " + _("Sans : {parts}. Le reste est calculé.").format(parts=" ; ".join(parts)))
