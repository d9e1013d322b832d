"""The same things as the map, as a list."""

import pandas as pd
import streamlit as st

from mapping.domain.models import ContributionKind, Status
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services.select import Selected
from mapping.ui.components.actor_sheet import actor_sheet
from mapping.ui.components.choices import filiere_label, kind_label, scheme_label, words

HEIGHT_PX = 560


def things_list(snapshot: Snapshot, selected: Selected) -> None:
    """Show actors and contributions in one table that can be sorted and searched; a row chosen opens its sheet."""
    added = _contributions(snapshot, selected)
    table = pd.concat([added, _actors(snapshot, selected)], ignore_index=True)
    if table.empty:
        nothing_yet = snapshot.actors.empty and snapshot.contributions.empty
        st.info(
            _("Rien encore. Ajoutez une liste dans « Préparer », ou ce que vous connaissez dans « Contribuer ».")
            if nothing_yet
            else _("Rien avec ces filtres. Retirez-en un, ou ajoutez ce que vous connaissez.")
        )
        return
    event = st.dataframe(
        table,
        hide_index=True,
        height=HEIGHT_PX,
        column_config={_("Nom"): st.column_config.TextColumn(width=200)},
        alt=_("Liste des structures et des ajouts"),
        key="carte_liste",
        on_select="rerun",
        selection_mode="single-row",
    )
    st.caption(_("Cochez une ligne pour voir la fiche d'une structure, et d'où vient chaque information."))
    chosen = [row - len(added) for row in event["selection"]["rows"]]
    for row in chosen:
        # The list may have changed under a selection made before.
        if 0 <= row < len(selected.actors):
            actor = selected.actors.iloc[row]
            actor_sheet(str(actor["actor_id"]), str(actor["name"]))


def _actors(snapshot: Snapshot, selected: Selected) -> pd.DataFrame:
    actors = selected.actors
    return pd.DataFrame(
        {
            _("Nom"): actors["name"],
            _("À quoi ça sert"): [words(cell, snapshot.workshop) for cell in actors["filieres"]],
            _("Type"): [scheme_label(cell) for cell in actors["scheme"]],
        }
    )


def _contributions(snapshot: Snapshot, selected: Selected) -> pd.DataFrame:
    label = filiere_label(snapshot.workshop)
    newest_first = selected.contributions.iloc[::-1]
    return pd.DataFrame(
        {
            _("Nom"): [text or _("(sans texte)") for text in newest_first["text"]],
            _("À quoi ça sert"): [label(value) if value else "" for value in newest_first["filiere"]],
            _("Type"): [
                kind_label(ContributionKind(kind)) + (_(" (à valider)") if status == Status.PENDING else "")
                for kind, status in zip(newest_first["kind"], newest_first["status"], strict=True)
            ],
        }
    )
