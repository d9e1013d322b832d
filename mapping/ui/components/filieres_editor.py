"""The list of needs of the workshop: rename, add, remove those that nobody uses."""

import pandas as pd
import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.nomenclature import Filiere
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services.filieres import filieres_from_rows, save_filieres
from mapping.ui import data
from mapping.ui.format import plain


def filieres_editor(snapshot: Snapshot) -> None:
    """Show the list in a table that can be edited, and save it."""
    with st.expander(_("Changer la liste des besoins"), icon=":material/edit:"):
        st.caption(
            _("Une ligne par besoin. La couleur et le pictogramme des nouveaux besoins sont choisis tout seuls.")
        )
        edited = st.data_editor(
            _rows(snapshot.workshop.filieres),
            num_rows="dynamic",
            hide_index=True,
            column_order=["label", "question"],
            column_config={
                "label": st.column_config.TextColumn(_("Besoin"), required=True),
                "question": st.column_config.TextColumn(_("En quelques mots")),
            },
            key=f"preparer_besoins_{snapshot.revision}",
        )
        if st.button(_("Enregistrer la liste")):
            try:
                save_filieres(data.store(), filieres_from_rows(edited.to_dict("records")))
            except CartoquartierError as error:
                st.error(plain(str(error)))
            else:
                st.rerun()


def _rows(filieres: tuple[Filiere, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"id": item.id, "label": item.label, "question": item.question, "color": item.color, "icon": item.icon}
            for item in filieres
        ]
    )
