"""Before and after a séance: the counts of each need, and the two maps side by side."""

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from mapping.domain.sessions import Session
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.maps.base import base_map
from mapping.maps.layers import feature_group
from mapping.maps.points import contribution_points
from mapping.maps.shapes import contribution_shapes
from mapping.services.session_counts import Change, by_filiere
from mapping.ui import data
from mapping.ui.components.choices import filiere_label
from mapping.ui.format import number

HEIGHT_PX = 420


def session_change(snapshot: Snapshot, session: Session | None) -> None:
    """Show what there was before a séance and what it added."""
    if session is None:
        st.info(_("Créez une séance : on verra ici ce qu'elle a apporté."))
        return
    change = data.change_of(session)
    counts = data.counts_of(session)
    before, added, people, votes = st.columns(4)
    before.metric(_("Sur la carte avant"), number(len(change.before)))
    added.metric(_("Ajoutés par la séance"), number(len(change.added)))
    people.metric(_("Personnes qui l'ont dit"), number(counts.people))
    votes.metric(_("Gommettes"), number(counts.votes))
    left, right = st.columns(2)
    with left:
        st.markdown("#### " + _("Avant"))
        _map(snapshot, change, after=False)
    with right:
        st.markdown("#### " + _("Après"))
        _map(snapshot, change, after=True)
    _table(snapshot, change)


def _map(snapshot: Snapshot, change: Change, *, after: bool) -> None:
    shown = pd.concat([change.before, change.added]) if after and len(change.added) else change.before
    filieres = snapshot.workshop.filieres
    st_folium(
        base_map(snapshot.zones, basemap=data.basemap()),
        key="seance_apres" if after else "seance_avant",
        height=HEIGHT_PX,
        use_container_width=True,
        returned_objects=(),
        feature_group_to_add=feature_group(
            contribution_points(shown, filieres), shapes=contribution_shapes(shown, filieres)
        ),
    )


def _table(snapshot: Snapshot, change: Change) -> None:
    before, added = by_filiere(change.before), by_filiere(change.added)
    label = filiere_label(snapshot.workshop)
    ids = [filiere.id for filiere in snapshot.workshop.filieres if before.get(filiere.id, 0) + added.get(filiere.id, 0)]
    table = pd.DataFrame(
        {
            _("À quoi ça sert"): [label(identifier) for identifier in ids],
            _("Avant"): [int(before.get(identifier, 0)) for identifier in ids],
            _("Ajoutés"): [int(added.get(identifier, 0)) for identifier in ids],
            _("Après"): [int(before.get(identifier, 0) + added.get(identifier, 0)) for identifier in ids],
        }
    )
    if not table.empty:
        st.dataframe(table, hide_index=True, alt=_("Contributions par besoin, avant et après"), key="seance_table")
