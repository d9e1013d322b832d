"""Restituer : ce qu'on emporte à la fin."""

import streamlit as st

from mapping.i18n import _
from mapping.ui.components.merge_files import merge_files
from mapping.ui.components.report_choices import report_choices
from mapping.ui.components.take_away import data_files, document_cards, fill_pictures

st.title(_("Qu'est-ce que vous voulez emporter ?"))
public = (
    st.segmented_control(
        _("Pour qui ?"),
        ["public", "equipe"],
        default="public",
        required=True,
        format_func={"public": _("Pour tout le monde"), "equipe": _("Pour l'équipe de l'atelier")}.__getitem__,
        key="restituer_pour",
    )
    == "public"
)
if public:
    st.caption(_("Seulement ce qui a été accepté ; ni motifs de refus, ni dates d'envoi."))
else:
    st.caption(_("Tout, y compris ce qui attend d'être validé : à ne pas publier."))
blanks = document_cards(public=public)
report_choices()
data_files(public=public)
merge_files()
fill_pictures(blanks, public=public)
