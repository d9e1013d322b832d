"""The filters of the map: by need, by scheme, by quartier, by séance and group; kept when one changes page."""

import streamlit as st

from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services.select import Selection, groups_of
from mapping.ui import state
from mapping.ui.components.choices import filiere_label, scheme_label, used_schemes, zone_label
from mapping.ui.components.session_form import session_label


def filters(snapshot: Snapshot) -> Selection:
    """Show the filters and return what is selected; an empty filter keeps everything."""
    filieres = st.multiselect(
        _("À quoi ça sert"),
        [filiere.id for filiere in snapshot.workshop.filieres],
        format_func=filiere_label(snapshot.workshop),
        placeholder=_("Tout"),
        select_all=False,
        key=state.FILTER_FILIERES,
        persist_state="session",
    )
    zones = st.multiselect(
        _("Quartier"),
        snapshot.zones["code"].tolist(),
        format_func=zone_label(snapshot),
        placeholder=_("Tous"),
        select_all=False,
        key=state.FILTER_ZONES,
        persist_state="session",
    )
    chosen_schemes = st.multiselect(
        _("Type de structure"),
        used_schemes(snapshot),
        format_func=scheme_label,
        placeholder=_("Tous"),
        select_all=False,
        key=state.FILTER_SCHEMES,
        persist_state="session",
    )
    sessions, groups = room_filters(snapshot)
    return Selection(
        filieres=frozenset(filieres),
        schemes=frozenset(chosen_schemes),
        zones=frozenset(zones),
        sessions=sessions,
        groups=groups,
    )


def room_filters(snapshot: Snapshot) -> tuple[frozenset[str], frozenset[str]]:
    """Show the filters by séance and by group, where there are any; the same choice wherever they are shown.

    Returns
    -------
    tuple
        Identifiers of séances and names of groups; empty sets keep everything.
    """
    chosen: list[str] = []
    if snapshot.sessions:
        labels = {session.id: session_label(session) for session in snapshot.sessions}
        chosen = st.multiselect(
            _("Séance"),
            list(labels),
            format_func=lambda identifier: labels.get(identifier, identifier),
            placeholder=_("Toutes"),
            select_all=False,
            key=state.FILTER_SESSIONS,
            persist_state="session",
        )
    names = groups_of(snapshot, sessions=chosen)
    groups: list[str] = []
    if names:
        groups = st.multiselect(
            _("Groupe"),
            names,
            placeholder=_("Tous"),
            select_all=False,
            key=state.FILTER_GROUPS,
            persist_state="session",
        )
    return frozenset(chosen), frozenset(groups)
