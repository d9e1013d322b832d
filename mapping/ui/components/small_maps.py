"""One small map for each need of a quartier."""

import pandas as pd
import streamlit as st

from mapping.domain.models import Verdict
from mapping.domain.privacy import sensitive_rows
from mapping.domain.snapshot import Snapshot
from mapping.domain.verdicts import verdict_label
from mapping.i18n import _
from mapping.maps.small_maps import ground_of, small_map, small_maps_html
from mapping.services.diagnose import Diagnosis
from mapping.ui.components.matrix_readings import FRAGILE, Marks, short_label


def small_maps(snapshot: Snapshot, diagnosis: Diagnosis, marks: Marks, code: str) -> None:
    """Show the quartier and its band once for each need, in the colour and hatching of its verdict."""
    ground = ground_of(snapshot.zones, code, band_m=diagnosis.parameters.band_m)
    given = diagnosis.gaps[diagnosis.gaps["code_qp"] == code].set_index("filiere")["verdict"]
    places = _not_sensitive(snapshot, diagnosis)
    drawn = []
    for filiere in snapshot.workshop.filieres:
        verdict = Verdict(given[filiere.id])
        alt = _("{need} : {verdict}").format(need=filiere.label, verdict=verdict_label(verdict))
        word = short_label(verdict) + (FRAGILE if (code, filiere.id) in marks.fragile else "")
        drawn.append((small_map(ground, places, filiere.id, verdict, alt=alt), filiere.label, word))
    st.html(small_maps_html(drawn))


def _not_sensitive(snapshot: Snapshot, diagnosis: Diagnosis) -> pd.DataFrame:
    """Leave out the places that are shown as areas: they are larger than these drawings can tell."""
    hidden = snapshot.contributions.loc[sensitive_rows(snapshot.contributions, snapshot.workshop), "id"]
    return diagnosis.places[~diagnosis.places["place_id"].isin(set(hidden))]
