"""Options of the page « Animer »: before or after, categories, the facilitator's code."""

import pandas as pd
import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.snapshot import Snapshot
from mapping.domain.workshop_settings import Moderation
from mapping.i18n import _
from mapping.services.access_code import has_code, key_of, remove_code, set_code
from mapping.services.moderation_settings import AREA_RANGE_M, categories_from_rows, save_moderation
from mapping.ui import data, state
from mapping.ui.components.review_card import photo
from mapping.ui.format import plain


def moderation_options(snapshot: Snapshot) -> None:
    """Show the options, folded."""
    with st.expander(_("Réglages : relecture, catégories, code"), icon=":material/tune:"):
        rules, code = st.columns([3, 2])
        with rules:
            _rules(snapshot)
        with code:
            _code()


def photos() -> None:
    """Show the photos received, folded, each with the way to show or hide it."""
    received = data.photos()
    if not received:
        return
    with st.expander(_("Photos ({n})").format(n=len(received)), icon=":material/photo_library:"):
        for place, one in zip(st.columns(4) * len(received), received, strict=False):
            with place:
                photo(one)


def _rules(snapshot: Snapshot) -> None:
    settings = snapshot.workshop.settings
    with st.form(f"animer_reglages_{snapshot.revision}", border=False):
        moderation = st.radio(
            _("Quand relire ?"),
            list(Moderation),
            index=list(Moderation).index(settings.moderation),
            format_func={
                Moderation.BEFORE: _("Avant de montrer : tout attend, en gris"),
                Moderation.AFTER: _("Après : montré tout de suite, sauf ce qui est signalé ou sensible"),
            }.__getitem__,
        )
        st.caption(_("Catégories. Une catégorie sensible n'est montrée que par zone, jamais par un point."))
        edited = st.data_editor(
            pd.DataFrame([{"id": c.id, "label": c.label, "sensitive": c.sensitive} for c in settings.categories]),
            num_rows="dynamic",
            hide_index=True,
            column_order=["label", "sensitive"],
            column_config={
                "label": st.column_config.TextColumn(_("Catégorie"), required=True, width="large"),
                "sensitive": st.column_config.CheckboxColumn(_("Sensible"), default=True),
            },
            key=f"animer_categories_{snapshot.revision}",
        )
        side = st.number_input(
            _("Côté de la zone, en mètres"),
            *AREA_RANGE_M,
            settings.area_m,
            step=50.0,
            format="%.0f",
            key=f"animer_cote_{snapshot.revision}",
        )
        photos_taken = st.checkbox(_("Les téléphones peuvent envoyer des photos"), settings.photos)
        if st.form_submit_button(_("Enregistrer les réglages"), key="animer_reglages"):
            try:
                save_moderation(
                    data.store(),
                    moderation=moderation or settings.moderation,
                    categories=categories_from_rows(edited.to_dict("records")),
                    area_m=side,
                    photos=photos_taken,
                )
            except CartoquartierError as error:
                st.error(plain(str(error)))
            else:
                st.rerun()


def _code() -> None:
    closed = has_code(data.store())
    st.markdown(_("**Un code ferme ces pages.**") if closed else _("**Pas de code : ces pages sont ouvertes à tous.**"))
    with st.form("animer_code", border=False, clear_on_submit=True):
        typed = st.text_input(_("Nouveau code (6 signes au moins)"), type="password", autocomplete="new-password")
        if st.form_submit_button(_("Changer le code") if closed else _("Mettre un code"), key="animer_mettre_code"):
            try:
                set_code(data.store(), typed)
            except CartoquartierError as error:
                st.error(plain(str(error)))
            else:
                # Whoever changes it knows it: only the other sessions are closed.
                state.remember_opened(key_of(data.store().facilitator_code()))
                st.rerun()
    if closed and st.button(_("Enlever le code"), type="tertiary", key="animer_enlever_code"):
        remove_code(data.store())
        st.rerun()
