"""Needs that a declared activity only suggests: a person says which ones a structure really serves."""

import pandas as pd
import streamlit as st

from mapping.domain.tables import split_values
from mapping.i18n import _, ngettext
from mapping.services.fetch_actors import confirm_filieres
from mapping.ui import data
from mapping.ui.components.choices import pictogram_label
from mapping.ui.components.queue import later, next_one, write
from mapping.ui.format import number, plain

_QUEUE = "confirmer"


def to_confirm(suggested: pd.DataFrame) -> None:
    """Show one structure at a time with the needs that its activity suggests, none chosen in advance."""
    if suggested.empty:
        return
    st.markdown("##### " + _("À quoi servent-elles ?"))
    said = ngettext(
        "{n} structure ne dit pas à quoi elle sert : son activité déclarée donne une piste.",
        "{n} structures ne disent pas à quoi elles servent : leur activité déclarée donne une piste.",
        len(suggested),
    )
    st.markdown(said.format(n=number(len(suggested))))
    st.caption(_("Une piste ne compte nulle part tant que personne ne la confirme."))
    names = dict(zip(suggested["actor_id"], suggested["name"], strict=True))
    chosen = next_one(_("Structure à confirmer"), names, queue=_QUEUE)
    if chosen is not None:
        row = suggested.set_index("actor_id")[["name", "naf", "filieres"]].loc[chosen]
        name, naf, proposed = (str(cell) for cell in row)
        _card(chosen, name=name, naf=naf, proposed=split_values(proposed))


def _card(actor_id: str, *, name: str, naf: str, proposed: list[str]) -> None:
    snapshot = data.snapshot()
    with st.container(border=True):
        st.markdown(f"**{plain(name)}**  \n{_activity(actor_id, naf)}")
        served = st.pills(
            _("À quoi ça sert ?"),
            proposed,
            selection_mode="multi",
            format_func=pictogram_label(snapshot.workshop),
            key=f"confirmer_besoins_{actor_id}",
        )
        with st.container(horizontal=True):
            confirmed = st.button(_("Confirmer"), type="primary", icon=":material/check:", key=f"confirmer_{actor_id}")
            later(actor_id, queue=_QUEUE)
        if confirmed and served:
            write(lambda: confirm_filieres(data.store(), actor_id, served))
        elif confirmed:
            st.error(_("Choisissez au moins une piste ; si aucune ne convient, gardez-la pour plus tard."))


def _activity(actor_id: str, naf: str) -> str:
    """Return what the structure says of itself, then the code of its activity."""
    actors = data.snapshot().actors
    description = str(actors.loc[actors["actor_id"] == actor_id, "description"].iloc[0])
    own = description.split("[NAF ")[0].strip()
    code = _("Activité déclarée (code NAF) : {code}").format(code=plain(naf))
    return f"{plain(own)}  \n{code}" if own else code
