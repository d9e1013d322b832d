"""The sheet of one actor: each field, and where it comes from."""

import streamlit as st

from mapping.i18n import _
from mapping.services.provenance import FieldProvenance, how_label, provenance
from mapping.ui import data
from mapping.ui.format import day, plain


def actor_sheet(actor_id: str, name: str) -> None:
    """Show the fields of an actor with the source, the date and the licence of each."""
    by_origin: dict[str, list[str]] = {}
    for line in provenance(data.store(), actor_id):
        by_origin.setdefault(_origin(line), []).append(f"**{line.label}** : {plain(line.value)}")
    with st.container(border=True):
        st.markdown(f"#### {plain(name)}")
        for origin, lines in by_origin.items():
            st.markdown("  \n".join(lines))
            st.caption(_("D'où ça vient : {origin}").format(origin=plain(origin)))


def _origin(line: FieldProvenance) -> str:
    file_name = line.file_name if line.file_name and line.file_name != line.source else ""
    licence = line.licence or (_("licence non précisée") if line.file_name else "")
    said = [f"{line.source} ({file_name})" if file_name else line.source, how_label(line)]
    return " · ".join(part for part in [*said, _("le {day}").format(day=day(line.said_at)), licence] if part)
