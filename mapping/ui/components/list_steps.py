"""« Est-ce que j'ai bien compris votre fichier ? »: what was guessed, what raises a question, what came of it."""

import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.i18n import _
from mapping.services.preview import Preview
from mapping.ui import data, state
from mapping.ui.components.add_list import Upload
from mapping.ui.components.list_columns import choose_columns
from mapping.ui.components.list_questions import questions
from mapping.ui.components.list_result import result
from mapping.ui.format import plain

LAST_STEP = 3


def list_steps(upload: Upload) -> None:
    """Show the step that the person is at; nothing is written before the second one is confirmed."""
    step = state.list_step(upload.token)
    st.markdown("#### " + _("Est-ce que j'ai bien compris votre fichier ?"))
    st.caption(_steps(step))
    try:
        if step == LAST_STEP:
            result(data.imported(upload.token, upload.name, upload.content, upload.kind, _chosen(upload)), upload.name)
            return
        seen = data.list_preview(upload.name, upload.content, upload.kind, _chosen(upload))
        if step == 1:
            _first(upload, seen)
        else:
            _second(upload, seen)
    except CartoquartierError as error:
        st.error(plain(str(error)))
        if state.list_columns(upload.token) is not None:
            st.button(
                _("Revenir à ce que j'avais deviné"), on_click=state.choose_list_columns, args=(upload.token, None)
            )


def _chosen(upload: Upload) -> tuple[tuple[str, str], ...] | None:
    chosen = state.list_columns(upload.token)
    return None if chosen is None else tuple(sorted(chosen.items()))


def _first(upload: Upload, seen: Preview) -> None:
    if chosen := choose_columns(seen, key=f"{upload.token}_{state.list_round(upload.token)}"):
        state.choose_list_columns(upload.token, seen.columns | chosen)
        st.rerun()
    st.button(
        _("C'est bien ça"), type="primary", key="liste_suite", on_click=state.go_to_list_step, args=(upload.token, 2)
    )


def _second(upload: Upload, seen: Preview) -> None:
    questions(seen)
    back, add = st.columns(2)
    back.button(_("Revenir aux colonnes"), key="liste_retour", on_click=state.go_to_list_step, args=(upload.token, 1))
    if add.button(_("Ajouter à l'atelier"), type="primary", key="liste_ajouter"):
        data.imported(upload.token, upload.name, upload.content, upload.kind, _chosen(upload))
        state.go_to_list_step(upload.token, LAST_STEP)
        st.rerun()


def _steps(step: int) -> str:
    names = [_("Les colonnes"), _("Les questions"), _("Le résultat")]
    return "  ›  ".join(
        f"**{n}\\. {name}**" if n == step else f"{n}\\. {name}" for n, name in enumerate(names, start=1)
    )
