"""One possible duplicate at a time: the two side by side, merged or told apart; the last word can be undone."""

from collections.abc import Callable

import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.identity import normalise
from mapping.domain.models import Event
from mapping.i18n import _, ngettext
from mapping.services.duplicates import Choice, Pair, last_decision, merge, not_duplicates, side_by_side
from mapping.services.moderate import undo
from mapping.ui import data
from mapping.ui.format import number, plain


def duplicates_link() -> None:
    """Show how many possible duplicates there are, with the way to their page."""
    count = len(data.duplicates())
    if not count:
        return
    sentence = ngettext("Regarder {n} doublon possible", "Regarder {n} doublons possibles", count)
    if st.button(sentence.format(n=number(count)), icon=":material/join:", key="preparer_doublons"):
        st.switch_page("pages/duplicates.py")


def back_link() -> None:
    """Show the way back to the page of the lists."""
    if st.button(_("Revenir à « Préparer »"), icon=":material/arrow_back:", key="doublons_retour"):
        st.switch_page("pages/prepare.py")


def last_word() -> None:
    """Say what was last decided, and offer to undo it."""
    decision = last_decision(data.store())
    if decision is None:
        return
    said, button = st.columns([4, 1], vertical_alignment="center")
    said.success(plain(decision.sentence), icon=":material/check_circle:")
    if button.button(_("Annuler"), key="doublons_annuler", width="stretch"):
        _decide(lambda: undo(data.store(), decision.event_id))


def duplicate_pairs() -> None:
    """Show the pairs, the surest first; the one chosen is compared below."""
    pairs = data.duplicates()
    if not pairs:
        st.success(_("Aucun doublon possible. Les prochaines listes seront comparées à celles-ci."))
        return
    count = len(pairs)
    label = ngettext("{n} paire à regarder, la plus sûre d'abord", "{n} paires à regarder, la plus sûre d'abord", count)
    names = {(pair.one, pair.other): f"{pair.one_name} / {pair.other_name}" for pair in pairs}
    chosen = st.selectbox(
        label.format(n=number(count)), list(names), format_func=names.__getitem__, key=f"doublons_paire_{count}"
    )
    _comparison(next(pair for pair in pairs if (pair.one, pair.other) == chosen))


def _comparison(pair: Pair) -> None:
    reasons = " · ".join(pair.reasons)
    st.markdown(
        _("**Ressemblance : {score} sur 100.** {reasons}").format(score=round(pair.score), reasons=plain(reasons))
    )
    choices = side_by_side(data.store(), pair.one, pair.other)
    same = [choice.label for choice in choices if normalise(choice.one) == normalise(choice.other)]
    alone = [choice for choice in choices if not (choice.one and choice.other)]
    both = [choice for choice in choices if choice not in alone and choice.label not in same]
    kept = {choice.field: _field(choice, pair) for choice in both}
    if alone:
        said = [f"{choice.label} : **{plain(choice.one or choice.other)}**" for choice in alone]
        st.markdown(_("Un seul des deux le dit, on le garde. {fields}").format(fields=" · ".join(said)))
    if same:
        st.caption(_("Pareil des deux côtés : {fields}.").format(fields=", ".join(same)))
    st.caption(_("Rien n'est effacé : chaque champ garde sa source et sa date, et la fusion se défait."))
    one, other = st.columns(2)
    if one.button(_("C'est la même : fusionner"), type="primary", icon=":material/join:", width="stretch"):
        defaults = {choice.field: choice.default for choice in choices}
        chosen = {field: actor_id for field, actor_id in kept.items() if actor_id != defaults[field]}
        _decide(lambda: merge(data.store(), pair.other, pair.one, fields=chosen))
    if other.button(_("Pas un doublon"), icon=":material/call_split:", width="stretch"):
        _decide(lambda: not_duplicates(data.store(), pair.one, pair.other))


def _field(choice: Choice, pair: Pair) -> str:
    """Show one field of both, side by side, and return the actor whose value is kept."""
    values = {pair.one: choice.one, pair.other: choice.other}
    return st.radio(
        choice.label,
        list(values),
        index=list(values).index(choice.default),
        format_func=lambda actor_id: plain(values[actor_id]),
        key=f"doublons_{choice.field}_{pair.one}_{pair.other}",
        horizontal=True,
    )


def _decide(decision: Callable[[], Event]) -> None:
    try:
        decision()
    except CartoquartierError as error:
        st.error(plain(str(error)))
        return
    st.rerun()
