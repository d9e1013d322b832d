"""The thresholds of the workshop, each explained, changed live and put back as they were."""

import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.models import BAND_M
from mapping.domain.parameters import Parameters
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services.thresholds import save_parameters
from mapping.ui import data
from mapping.ui.format import plain


def thresholds(snapshot: Snapshot) -> None:
    """Show the thresholds in a form; what is shown above follows as soon as they are saved."""
    held = snapshot.workshop.parameters
    first = Parameters(band_m=BAND_M)
    with st.expander(_("Régler les seuils"), icon=":material/tune:"):
        st.caption(
            _("Ce sont des choix de l'atelier, pas des normes. Chaque fichier qu'on emporte les rappelle.")
            + ("" if held == first else " " + _("Ils ne sont plus ceux du départ."))
        )
        with st.form("analyser_seuils", border=False):
            chosen = _fields(snapshot, held)
            saved = st.form_submit_button(_("Enregistrer les seuils"), type="primary", key="seuils_enregistrer")
        again = st.button(_("Revenir aux valeurs de départ"), disabled=held == first, key="seuils_depart")
    if saved or again:
        try:
            save_parameters(data.store(), first if again else held.changed(**chosen))
        except CartoquartierError as error:
            st.error(plain(str(error)))
        else:
            st.rerun()


def _fields(snapshot: Snapshot, held: Parameters) -> dict[str, float | int]:
    """Show a field a threshold; the key bears the revision, so that values put back are those shown."""
    left, right = st.columns(2)
    key = f"seuil_{{}}_{snapshot.revision}".format
    return {
        "band_m": left.number_input(
            _("« À côté » : à combien de mètres au plus hors du quartier ?"),
            min_value=0.0,
            max_value=5000.0,
            value=held.band_m,
            step=50.0,
            format="%.0f",
            key=key("bande"),
        ),
        "reach_min": left.number_input(
            _("« À portée » : combien de minutes à pied au plus ?"),
            min_value=1.0,
            max_value=60.0,
            value=held.reach_min,
            step=1.0,
            format="%.0f",
            key=key("portee"),
        ),
        "reach_share": right.number_input(
            _("Quel pourcentage des habitants doit être à portée pour dire « présent » ?"),
            min_value=1.0,
            max_value=100.0,
            value=held.reach_share * 100,
            step=5.0,
            format="%.0f",
            key=key("part"),
        )
        / 100,
        "far_min": right.number_input(
            _("« Loin » : au-delà de combien de minutes dire « absent » ?"),
            min_value=1.0,
            max_value=120.0,
            value=held.far_min,
            step=1.0,
            format="%.0f",
            key=key("loin"),
        ),
        "min_people": left.number_input(
            _("Combien de personnes au moins pour tenir compte de ce qu'elles disent ?"),
            min_value=1,
            max_value=50,
            value=int(held.min_people),
            step=1,
            key=key("personnes"),
        ),
    }
