"""Pour les spécialistes : les lectures qui demandent une explication, chacune avec ses limites et sa formule."""

import streamlit as st

from mapping.i18n import _
from mapping.ui import data
from mapping.ui.components.expert_access import access_block, rank_block, specialisation_block
from mapping.ui.components.expert_actors import completeness_block, filieres_block
from mapping.ui.components.expert_sure import edge_block, scale_block, sensitivity_block
from mapping.ui.components.expert_work import work_block

st.title(_("Jusqu'où peut-on croire ces chiffres ?"))
snapshot = data.snapshot()
if snapshot.zones.empty:
    st.info(_("Cet atelier n'a pas encore de quartier. Ajoutez un fichier de contours dans « Préparer »."))
    st.stop()
subjects = {
    _("Solidité"): (sensitivity_block, edge_block, scale_block),
    _("Accès et spécialisation"): (access_block, specialisation_block, rank_block),
    _("Ce que les listes ignorent"): (completeness_block,),
    _("Filières"): (filieres_block,),
    _("Emplois utiles"): (work_block,),
}
chosen = st.segmented_control(
    _("Le sujet"), list(subjects), default=next(iter(subjects)), required=True, key="specialistes_sujet"
)
for block in subjects[chosen]:
    block(snapshot)
back, imagine = st.columns(2)
if back.button(_("Retour au tableau des manques"), icon=":material/grid_on:", key="specialistes_retour"):
    st.switch_page("pages/analyse.py")
if imagine.button(_("Et si on ouvrait ici ?"), icon=":material/add_location:", key="specialistes_et_si"):
    st.switch_page("pages/what_if.py")
