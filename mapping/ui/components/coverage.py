"""Who told us what: a need a row, a source a column, so that an incomplete list is not taken for a desert."""

import pandas as pd
import streamlit as st

from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services.coverage import coverage_sentence
from mapping.ui import data
from mapping.ui.components.choices import filiere_label
from mapping.ui.format import plain


def coverage_panel(snapshot: Snapshot) -> None:
    """Show how many places of each need come from which source, and what a zero does not mean."""
    with st.expander(_("Qui nous a dit quoi ? Ce que couvrent nos listes"), icon=":material/fact_check:"):
        found = data.coverage()
        st.info(plain(coverage_sentence(snapshot, found)))
        table = coverage_table(snapshot, found)
        st.dataframe(
            table,
            hide_index=True,
            height="content",
            alt=_("Nombre de lieux par besoin et par source"),
        )
        st.caption(_("Un lieu que deux listes citent compte dans chacune ; les colonnes ne s'additionnent pas."))


def coverage_table(snapshot: Snapshot, found: pd.DataFrame) -> pd.DataFrame:
    """Return the need in words, then a column a source; two sources of one title are told apart by a number."""
    titles = found.drop_duplicates("source_id").set_index("source_id")["source"]
    repeated = titles.duplicated(keep=False)
    rank = titles.to_frame().assign(rank=range(1, len(titles) + 1))["rank"].astype(str)
    columns = titles.where(~repeated, titles + " (" + rank + ")")
    wide = found.pivot(index="filiere", columns="source_id", values="places")
    wide = wide.loc[[filiere.id for filiere in snapshot.workshop.filieres], titles.index]
    label = filiere_label(snapshot.workshop)
    wide.insert(0, _("Besoin"), [label(name) for name in wide.index])
    return wide.rename(columns=columns.to_dict()).reset_index(drop=True)
