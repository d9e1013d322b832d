"""Residents' data on « Préparer »: who is responsible and until when, what is due to be erased, and the purge."""

from datetime import date

import streamlit as st

from mapping.domain.data_protection import DAYS_MAX, DataProtection, LegalBasis
from mapping.domain.errors import CartoquartierError
from mapping.i18n import _
from mapping.services.data_protection import due_since, save_protection
from mapping.services.purge import Purged, preview_purge, purge, rule_of
from mapping.settings import read_settings
from mapping.ui import data
from mapping.ui.format import plain

_DATE, _DAYS = "date", "jours"


def due_notice() -> None:
    """Remind that what residents gave is past its time, where it is."""
    since = due_since(data.store())
    if since is not None:
        st.warning(
            _("Des contributions sont à effacer depuis le {day} : « Préparer », « Données des habitants ».").format(
                day=f"{since:%d/%m/%Y}"
            ),
            icon=":material/auto_delete:",
        )


def protection() -> None:
    """Show the settings and the purge, folded once they are said."""
    workshop = data.store().workshop()
    told = workshop.settings.data_protection
    due_notice()
    missing = not told.has_retention and not workshop.is_demonstration
    with st.expander(_("Données des habitants"), icon=":material/shield_person:", expanded=missing):
        if missing:
            st.info(_("À remplir avant d'ouvrir une séance ou les téléphones : le responsable, un contact, une fin."))
        _form(told)
        _purge()


def _form(told: DataProtection) -> None:
    labels = {
        LegalBasis.NONE: _("Pas encore choisie"),
        LegalBasis.PUBLIC_TASK: _("Mission de service public (une collectivité, en général)"),
        LegalBasis.CONSENT: _("Consentement : chacun choisit d'écrire"),
        LegalBasis.LEGITIMATE_INTEREST: _("Intérêt légitime (une association, par exemple), avec droit de dire non"),
    }
    with st.form("protection", border=False):
        controller = st.text_input(_("Organisme responsable"), told.controller, max_chars=500)
        contact = st.text_input(_("Comment le joindre (une adresse générique)"), told.contact, max_chars=500)
        officer = st.text_input(_("Délégué à la protection des données (facultatif)"), told.officer, max_chars=500)
        purpose = st.text_input(_("Pourquoi, en quelques mots"), told.purpose, max_chars=500)
        basis = st.selectbox(
            _("De quel droit (à voir avec votre délégué)"),
            list(labels),
            index=list(labels).index(told.basis),
            format_func=labels.__getitem__,
        )
        recipients = st.text_input(_("Qui d'autre reçoit ces données (facultatif)"), told.recipients, max_chars=500)
        how = st.radio(
            _("Quand les effacer ?"),
            [_DATE, _DAYS],
            index=0 if told.erase_on else 1,
            format_func={_DATE: _("À une date"), _DAYS: _("Un nombre de jours après")}.__getitem__,
            horizontal=True,
        )
        end_day = date.fromisoformat(told.erase_on) if told.erase_on else None
        day = st.date_input(_("Date"), end_day, format="DD/MM/YYYY")
        days = st.number_input(_("Jours"), 0, DAYS_MAX, told.keep_days)
        st.caption(_("Aucune durée n'est proposée : c'est à l'organisme d'en décider."))
        if not st.form_submit_button(_("Enregistrer"), key="protection_enregistrer"):
            return
    end = {"erase_on": f"{day}" if day else ""} if how == _DATE else {"keep_days": int(days)}
    try:
        save_protection(
            data.store(),
            DataProtection(controller, contact, officer, purpose, basis or LegalBasis.NONE, recipients, **end),
        )
    except CartoquartierError as error:
        st.error(plain(str(error)))
    else:
        st.rerun()


def _purge() -> None:
    st.markdown("**" + _("Effacer pour de bon") + "**")
    sessions = {"": _("Toutes les séances")} | {
        session.id: plain(session.title or f"{session.date:%d/%m/%Y}") for session in data.store().sessions()
    }
    before = st.date_input(
        _("Ce qui a été donné avant le (vide : tout)"), None, format="DD/MM/YYYY", key="effacer_avant"
    )
    session = st.selectbox(_("Séance"), list(sessions), format_func=sessions.__getitem__, key="effacer_seance")
    keep = st.checkbox(_("Garder les nombres par quartier et par besoin, sans personne"), True, key="effacer_nombres")
    rule = rule_of(before=f"{before}" if before else "", session_id=session, everything=not before)
    target = read_settings().workshop
    found = preview_purge(data.store(), target, rule)
    st.write(_("À effacer : {what}").format(what=_counted(found)))
    st.caption(
        _("Aussi dans les {n} copies faites par l'application. Cela ne se défait pas.").format(n=len(found.copies))
    )
    sure = st.checkbox(_("Oui, effacer pour toujours"), key="effacer_sur")
    if not st.button(_("Effacer"), icon=":material/delete_forever:", disabled=not sure, key="effacer"):
        return
    try:
        done = purge(data.store(), target, rule, keep_anonymous=keep)
    except CartoquartierError as error:
        st.error(plain(str(error)))
        return
    # What was read before stays in the memory of the pages otherwise.
    data.forget()
    st.success(_("Effacé : {what}").format(what=_counted(done)))
    for path in done.deleted:
        st.write(_("Copie illisible, supprimée : {path}").format(path=plain(path.name)))


def _counted(found: Purged) -> str:
    return _("{contributions} contributions, {answers} réponses, {votes} gommettes, {photos} photos").format(
        **found.counts
    )
