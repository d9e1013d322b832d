"""The filters of the map: by need, by scheme, by quartier; kept when one changes page."""

import streamlit as st

from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services.select import Selection
from mapping.ui import state
from mapping.ui.components.choices import filiere_label, scheme_label, used_schemes, zone_label


def filters(snapshot: Snapshot) -> Selection:
    """Show the filters and return what is selected; an empty filter keeps everything."""
    filieres = st.multiselect(
        _("À quoi ça sert"),
        [filiere.id for filiere in snapshot.workshop.filieres],
        format_func=filiere_label(snapshot.workshop),
        placeholder=_("Tout"),
        key=state.FILTER_FILIERES,
        persist_state="session",
    )
    zones = st.multiselect(
        _("Quartier"),
        snapshot.zones["code"].tolist(),
        format_func=zone_label(snapshot),
        placeholder=_("Tous"),
        key=state.FILTER_ZONES,
        persist_state="session",
    )
    chosen_schemes = st.multiselect(
        _("Type de structure"),
        used_schemes(snapshot),
        format_func=scheme_label,
        placeholder=_("Tous"),
        key=state.FILTER_SCHEMES,
        persist_state="session",
    )
    return Selection(filieres=frozenset(filieres), schemes=frozenset(chosen_schemes), zones=frozenset(zones))
