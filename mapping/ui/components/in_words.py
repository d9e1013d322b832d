"""The quartier in words, for those who live there: a pictogram and a sentence for each need, no jargon, large."""

import streamlit as st

from mapping.domain.readings import resident_sentences
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.maps.legend import filiere_entries, words_html
from mapping.services.diagnose import Diagnosis
from mapping.services.said import participants
from mapping.ui.components.one_sentence import cell_of, zone_row


def in_words(snapshot: Snapshot, diagnosis: Diagnosis, code: str) -> None:
    """Show what one walks to, what people ask for and know, as sentences that can be read aloud."""
    people = participants(snapshot)
    name = str(zone_row(diagnosis, code)["name"])
    lines = []
    for filiere, entry in zip(snapshot.workshop.filieres, filiere_entries(snapshot.workshop.filieres), strict=True):
        first, *others = resident_sentences(
            name, cell_of(diagnosis, code, filiere.id), participants=people, label=filiere.label
        )
        lines.append((entry, first, " ".join(others)))
    st.html(words_html(lines))
    if people is None:
        st.caption(_("Personne n'a encore parlé : ces phrases ne disent que ce que les listes savent."))
