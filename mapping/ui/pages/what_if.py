"""Et si : ouvrir ou fermer un lieu, voir qui y gagne, garder et comparer ; puis les locaux réels, classés."""

import streamlit as st

from mapping.i18n import _
from mapping.ui import data
from mapping.ui.components.kept_scenarios import kept_scenarios
from mapping.ui.components.siting_panel import siting_panel
from mapping.ui.components.what_if_panel import chosen_need, what_if_panel

st.title(_("Et si on ouvrait ici ?"))
snapshot = data.snapshot()
if snapshot.zones.empty:
    st.info(_("Cet atelier n'a pas encore de quartier. Ajoutez un fichier de contours dans « Préparer »."))
    st.stop()
need, question = st.columns([2, 3], vertical_alignment="bottom")
with need:
    filiere = chosen_need(snapshot.workshop)
asked = question.segmented_control(
    _("Ce que l'on cherche"),
    [_("Ici, ça changerait quoi ?"), _("Quel local choisir ?")],
    default=_("Ici, ça changerait quoi ?"),
    required=True,
    key="et_si_question",
)
if asked == _("Quel local choisir ?"):
    siting_panel(snapshot, filiere)
else:
    what_if_panel(filiere)
    kept_scenarios()
if st.button(_("Retour au tableau des manques"), icon=":material/grid_on:", key="et_si_retour"):
    st.switch_page("pages/analyse.py")
