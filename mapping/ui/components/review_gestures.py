"""What asks for a word more than a key: correct, merge, refuse."""

from typing import Any

import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.models import Action
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services.contribute import PEOPLE_MAX, TEXT_MAX_CHARACTERS
from mapping.services.correct import correct
from mapping.services.moderate import moderate
from mapping.services.review import Near, Waiting, near
from mapping.ui import data, state
from mapping.ui.components.choices import filiere_label
from mapping.ui.format import number, plain


def correcting(snapshot: Snapshot, one: Waiting) -> None:
    """Ask for the words, the need, the category and how many; accepting stays another key."""
    label = filiere_label(snapshot.workshop)
    categories = {"": _("Aucune")} | {item.id: item.label for item in snapshot.workshop.settings.categories}
    ids = [filiere.id for filiere in snapshot.workshop.filieres]
    with st.form(f"animer_corriger_{one.id}", border=False):
        text = st.text_area(_("Quelques mots"), one.text, max_chars=TEXT_MAX_CHARACTERS, key=f"corriger_texte_{one.id}")
        left, right = st.columns(2)
        need = left.selectbox(
            _("À quoi ça sert ?"),
            ids,
            index=ids.index(one.filiere) if one.filiere in ids else None,
            format_func=label,
            key=f"corriger_besoin_{one.id}",
        )
        category = right.selectbox(
            _("Catégorie"),
            list(categories),
            index=list(categories).index(one.category) if one.category in categories else 0,
            format_func=categories.__getitem__,
            key=f"corriger_categorie_{one.id}",
        )
        people = st.number_input(
            _("Combien de personnes ?"), 1, PEOPLE_MAX, one.people, key=f"corriger_personnes_{one.id}"
        )
        if st.form_submit_button(_("Enregistrer la correction"), type="primary"):
            changes = {"text": text, "filiere": need, "category": category, "people": int(people)}
            _finish(lambda: correct(data.store(), one.id, _without_none(changes)), stay=one.id)


def merging(snapshot: Snapshot, one: Waiting) -> None:
    """Propose what is near and may be the same."""
    choices = near(snapshot, one)
    if not choices:
        st.info(_("Rien de connu à moins de 400 m."))
        return
    chosen = st.radio(
        _("C'est la même chose que…"),
        choices,
        format_func=_near_label,
        key=f"animer_avec_{one.id}",
    )
    if st.button(_("Fusionner avec ce lieu"), type="primary", key=f"animer_fusionner_{one.id}"):
        _finish(lambda: moderate(data.store(), one.id, Action.MERGE, into=chosen.id))


def refusing(_snapshot: Snapshot, one: Waiting) -> None:
    """Ask why; the reason stays in the room."""
    usual = [_("Hors sujet"), _("Déjà dit"), _("Parle d'une personne"), _("Pas dans nos quartiers")]
    with st.form(f"animer_refuser_{one.id}", border=False):
        picked = st.pills(_("Pourquoi ?"), usual, key=f"animer_motif_{one.id}")
        other = st.text_input(_("Ou en quelques mots"), key=f"animer_motif_autre_{one.id}")
        if st.form_submit_button(_("Refuser"), type="primary"):
            _finish(lambda: moderate(data.store(), one.id, Action.REFUSE, reason=other or picked or ""))
    st.caption(_("Le motif reste dans l'équipe ; il n'est dans aucun fichier public."))


def _near_label(one: Near) -> str:
    name = one.name or _("(sans texte)")
    return plain(_("{name} — à {n} m").format(name=name, n=number(one.distance_m)))


def _without_none(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if value is not None}


def _finish(decision: Any, *, stay: str = "") -> None:
    try:
        decision()
    except CartoquartierError as error:
        st.error(plain(str(error)))
        return
    state.say("")
    state.choose_card(stay)
    st.rerun()
