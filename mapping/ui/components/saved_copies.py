"""The copies that the app makes by itself: when, how big, what is in them, and the way back to one."""

import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.i18n import _
from mapping.services.backup_watch import watched
from mapping.services.backups import Saved, backups, content_of, restore_backup
from mapping.settings import read_settings
from mapping.ui.format import plain


def saved_copies() -> None:
    """Show the copies, folded; one is looked at before it is put back."""
    target = read_settings().workshop
    with st.expander(_("Copies de secours"), icon=":material/history:"):
        running = watched(target)
        if running is not None and running.problem:
            st.error(plain(running.problem))
        found = {saved.path: saved for saved in backups(target)}
        st.caption(_("L'atelier est copié toutes les dix minutes quand quelque chose a changé."))
        if not found:
            st.write(_("Pas encore de copie."))
            return
        chosen = st.selectbox(_("Copie"), list(found), format_func=lambda path: _label(found[path]), key="copies_choix")
        _look(target, found[chosen])


def _label(saved: Saved) -> str:
    size = f"{saved.size_bytes / 1_000_000:.1f}".replace(".", ",")
    why = "" if saved.automatic else _(" (avant une réunion ou un retour)")
    return _("{day} · {size} Mo{why}").format(day=f"{saved.made_at:%d/%m/%Y %H:%M}", size=size, why=why)


def _look(target: str, saved: Saved) -> None:
    try:
        held = content_of(saved.path)
        st.write(_("Dans cette copie : {n} contributions, {m} structures.").format(n=held.contributions, m=held.actors))
        st.caption(
            _(
                "Y revenir remplace ce qui est là maintenant, dont une copie est faite d'abord. Ce que des "
                "habitants ont retiré depuis reste retiré."
            )
        )
        sure = st.checkbox(_("Oui, revenir à cette copie"), key="copies_sur")
        if st.button(_("Revenir à cette copie"), icon=":material/restore:", disabled=not sure, key="copies_revenir"):
            kept = restore_backup(target, saved.path)
            st.success(_("C'est fait. L'atelier comme il était avant : {path}").format(path=plain(kept.name)))
    except CartoquartierError as error:
        st.error(plain(str(error)))
