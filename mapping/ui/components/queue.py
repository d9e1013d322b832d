"""Things to look at one after the other: the one shown, « plus tard », and what is written at once."""

from collections.abc import Callable, Mapping

import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.i18n import _, ngettext
from mapping.ui import state
from mapping.ui.format import number, plain


def next_one(label: str, names: Mapping[str, str], *, queue: str) -> str | None:
    """Show what waits, the first one chosen; return its identifier, None when all was put off."""
    aside = [identifier for identifier in state.put_off(queue) if identifier in names]
    left = [identifier for identifier in names if identifier not in aside]
    if aside:
        said = ngettext(
            "{n} gardée pour plus tard : la reprendre", "{n} gardées pour plus tard : les reprendre", len(aside)
        )
        st.button(
            said.format(n=number(len(aside))),
            type="tertiary",
            icon=":material/undo:",
            key=f"{queue}_reprendre",
            on_click=state.take_back,
            args=(queue,),
        )
    if not left:
        return None
    # The key changes with what is left, so that the next one is shown instead of what was chosen before.
    return st.selectbox(
        _("{label} ({n})").format(label=label, n=number(len(left))),
        left,
        format_func=names.__getitem__,
        key=f"{queue}_{len(left)}_{left[0]}",
    )


def later(identifier: str, *, queue: str) -> None:
    """Show the way to leave one for later."""
    st.button(
        _("Plus tard"),
        icon=":material/schedule:",
        key=f"{queue}_plus_tard_{identifier}",
        on_click=state.put_off_one,
        args=(queue, identifier),
    )


def write(action: Callable[[], None]) -> None:
    """Write what a person decided, then show what is left; a refusal is said and changes nothing."""
    try:
        action()
    except CartoquartierError as error:
        st.error(plain(str(error)))
        return
    st.rerun()


def note(sentence: str) -> None:
    """Say what was done, without colour."""
    st.markdown(f":material/check_circle: {sentence}")
