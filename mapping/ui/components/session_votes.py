"""The gommettes of a séance, by need."""

import pandas as pd
import streamlit as st

from mapping.domain.sessions import Session
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services.votes import vote_results
from mapping.ui.components.choices import filiere_label


def votes_table(snapshot: Snapshot, session: Session | None) -> None:
    """Show what is missing by number of gommettes, of one séance or of all."""
    if session is None:
        st.info(_("Créez une séance : les gommettes se posent pendant une séance ouverte."))
        return
    only = st.toggle(_("Seulement la séance choisie"), value=True, key="gommettes_une_seance")
    results = vote_results(snapshot.votes, snapshot.contributions, session_id=session.id if only else "")
    if results.empty:
        st.info(
            _(
                "Aucune gommette. Pendant la séance, chaque groupe les pose depuis son téléphone : "
                "adresse « /ici/gommettes »."
            )
        )
        return
    label = filiere_label(snapshot.workshop)
    most = int(results["votes"].max())
    table = pd.DataFrame(
        {
            _("Gommettes"): results["votes"],
            _("Groupes"): results["groups"],
            _("Ce qui manque"): [text or _("(sans texte)") for text in results["text"]],
            _("À quoi ça sert"): [label(value) if value else "" for value in results["filiere"]],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            _("Gommettes"): st.column_config.ProgressColumn(format="%d", min_value=0, max_value=most, width=180)
        },
        alt=_("Gommettes par besoin"),
        key="gommettes_resultats",
    )
