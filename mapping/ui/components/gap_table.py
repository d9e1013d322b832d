"""One need in all quartiers: every figure in a column of its own, so that each can be sorted."""

import pandas as pd
import streamlit as st

from mapping.domain.models import Verdict
from mapping.domain.verdicts import verdict_label
from mapping.i18n import _
from mapping.services.diagnose import Diagnosis


def gap_table(diagnosis: Diagnosis, filiere: str) -> None:
    """Show counts, rate with its interval and demand for one need, a row a zone."""
    st.dataframe(
        need_table(diagnosis, filiere),
        hide_index=True,
        placeholder=verdict_label(Verdict.INSUFFICIENT_DATA).lower(),
        column_config={
            _("Quartier"): st.column_config.TextColumn(pinned=True, width="medium"),
            _("Pour 1 000"): st.column_config.NumberColumn(format="localized"),
            _("au moins"): st.column_config.NumberColumn(format="localized", help=_("Intervalle de Poisson à 95 %")),
            _("au plus"): st.column_config.NumberColumn(format="localized", help=_("Intervalle de Poisson à 95 %")),
        },
        alt=_("Chiffres du besoin choisi, par quartier"),
    )


def need_table(diagnosis: Diagnosis, filiere: str) -> pd.DataFrame:
    """Return the figures of one need in words that residents read, on the rows of the zones."""
    rows = diagnosis.gaps[diagnosis.gaps["filiere"] == filiere].reset_index(drop=True)
    return pd.DataFrame(
        {
            _("Quartier"): diagnosis.qpv["name"],
            _("En un mot"): rows["verdict"].map(verdict_label),
            _("Dedans"): rows["inside"],
            _("À côté"): rows["band_300m"],
            _("Pour 1 000"): rows["per_1000"].round(2),
            _("au moins"): rows["per_1000_low"].round(2),
            _("au plus"): rows["per_1000_high"].round(2),
            _("Demandes"): rows["needs"],
            _("Personnes"): rows["people_asking"],
        }
    )
