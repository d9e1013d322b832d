"""The queue: the oldest card open, one key a decision, several at once, and always the way back."""

import pandas as pd
import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.models import Action
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _, ngettext
from mapping.services.moderate import last_decision, moderate_many, undo_last
from mapping.services.review import Waiting
from mapping.ui import data, state
from mapping.ui.components.choices import filiere_label, kind_label
from mapping.ui.components.keyboard import button_key
from mapping.ui.components.review_card import card
from mapping.ui.format import number, plain

_LATER = "animer"
_LIST_PX = 260


def open_one(waiting: tuple[Waiting, ...]) -> Waiting | None:
    """Return the card that is open: the one chosen, else the oldest that was not put off."""
    chosen = state.open_card()
    later = set(state.put_off(_LATER))
    return next(
        (one for one in waiting if one.id == chosen), next((one for one in waiting if one.id not in later), None)
    )


def queue(snapshot: Snapshot, waiting: tuple[Waiting, ...], current: Waiting | None) -> None:
    """Show how many wait, the last word, and the open card."""
    count = len(waiting)
    _last_word("**" + ngettext("{n} à relire", "{n} à relire", count).format(n=number(count)) + "**")
    if current is None:
        _nothing(count)
    else:
        card(snapshot, current, later=_LATER)
    if count > 1:
        _several(snapshot, waiting)


def _last_word(count: str) -> None:
    sentence, refused = state.said()
    if sentence and refused:
        st.error(plain(sentence))
    decision = last_decision(data.store())
    if decision is None:
        st.markdown(count)
        return
    told, button = st.columns([3, 2], vertical_alignment="center")
    told.markdown(count + "  \n:small[" + plain(decision.sentence) + "]")
    button.button(
        _("Annuler (Z)"),
        icon=":material/undo:",
        width="stretch",
        key=button_key("z", decision.event_ids[0]),
        on_click=_undo,
    )


def _undo() -> None:
    undone = undo_last(data.store())
    state.say("" if undone is None else undone.sentence)


def _nothing(count: int) -> None:
    if count:
        st.info(_("Tout le reste est mis de côté."))
        st.button(_("Reprendre ce qui est de côté"), on_click=state.take_back, args=(_LATER,), key="animer_reprendre")
    else:
        st.success(_("Rien n'attend. Ce qui arrive des téléphones apparaît ici."), icon=":material/check_circle:")


def _several(snapshot: Snapshot, waiting: tuple[Waiting, ...]) -> None:
    with st.expander(_("Plusieurs à la fois"), icon=":material/checklist:"):
        event = st.dataframe(
            _table(snapshot, waiting),
            hide_index=True,
            height=_LIST_PX,
            on_select="rerun",
            selection_mode="multi-row",
            key=f"animer_liste_{state.batch_round()}",
            alt=_("Ce qui attend d'être relu"),
        )
        # The list may have got shorter under a selection made before.
        rows = [row for row in event["selection"]["rows"] if row < len(waiting)]
        ids = [waiting[row].id for row in rows]
        flagged = sum(bool(waiting[row].flags) for row in rows)
        if flagged:
            st.warning(
                ngettext(
                    "{n} des choix semble dire qui est quelqu'un : relisez-le.",
                    "{n} des choix semblent dire qui est quelqu'un : relisez-les.",
                    flagged,
                ).format(n=flagged)
            )
        reason = st.text_input(_("Motif, pour refuser"), key="animer_motif_ensemble")
        accept, refuse = st.columns(2)
        accept.button(
            _("Accepter ({n})").format(n=len(ids)),
            disabled=not ids,
            width="stretch",
            key="animer_accepter_ensemble",
            on_click=_decide_all,
            args=(ids, Action.ACCEPT, ""),
        )
        refuse.button(
            _("Refuser ({n})").format(n=len(ids)),
            disabled=not ids,
            width="stretch",
            key="animer_refuser_ensemble",
            on_click=_decide_all,
            args=(ids, Action.REFUSE, reason),
        )
        st.caption(_("Cochez la case du haut pour tout prendre. Z annule tout l'ensemble d'un coup."))


def _decide_all(ids: list[str], action: Action, reason: str) -> None:
    try:
        moderate_many(data.store(), ids, action, reason=reason)
    except CartoquartierError as error:
        state.say(str(error), refused=True)
        return
    state.say("")
    state.end_batch()


def _table(snapshot: Snapshot, waiting: tuple[Waiting, ...]) -> pd.DataFrame:
    label = filiere_label(snapshot.workshop)
    return pd.DataFrame(
        {
            _("À voir"): ["⚑" if one.reasons else "" for one in waiting],
            _("Quelques mots"): [one.text or _("(sans texte)") for one in waiting],
            _("C'est"): [kind_label(one.kind) for one in waiting],
            _("À quoi ça sert"): [label(one.filiere) if one.filiere else "" for one in waiting],
            _("Groupe"): [one.group_name for one in waiting],
        }
    )
