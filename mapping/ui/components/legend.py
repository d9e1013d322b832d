"""What the signs of the maps mean, in words and shapes."""

import streamlit as st

from mapping.domain.models import Workshop
from mapping.domain.verdicts import verdict_label
from mapping.i18n import _
from mapping.maps.legend import filiere_entries, legend_html, sign_entries, verdict_entries


def legend(workshop: Workshop) -> None:
    """Show the signs of the map and the colours of the needs."""
    signs, needs = st.columns(2)
    signs.html(legend_html(sign_entries(), title=_("Les signes")))
    needs.html(legend_html(filiere_entries(workshop.filieres), title=_("À quoi ça sert")))


def verdict_legend() -> None:
    """Show the colours of the verdicts."""
    st.html(legend_html(verdict_entries(verdict_label)))
