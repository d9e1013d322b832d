"""What a scenario changes: sentences first, before and after side by side, each quartier with its figures; keep it."""

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from mapping.domain.errors import CartoquartierError
from mapping.domain.scenarios import NAME_MAX_CHARACTERS, Opening
from mapping.domain.verdicts import verdict_label
from mapping.i18n import _
from mapping.services.scenario import Outcome, save
from mapping.services.what_if import Overall, changed_zones, overall, sentences
from mapping.ui import data, state
from mapping.ui.components.choices import filiere_label
from mapping.ui.format import number, plain

_SENTENCES = 5


def what_if_result(filiere: str, outcome: Outcome | None, opened: tuple[Opening, ...], closed: tuple[str, ...]) -> None:
    """Show what changes, and let it be kept under a name."""
    if outcome is None:
        st.info(_("Posez un lieu sur la carte, ou fermez-en un : ce que cela change s'affiche ici."))
        return
    first, *others = sentences(outcome)
    st.markdown(f"#### {plain(first)}")
    _before_and_after(overall(data.situation(), outcome, filiere))
    for sentence in others[:_SENTENCES]:
        st.markdown(f"- {plain(sentence)}")
    if len(others) > _SENTENCES:
        with st.expander(_("Les autres changements")):
            st.markdown("\n".join(f"- {plain(sentence)}" for sentence in others[_SENTENCES:]))
    _keep(opened, closed)
    table = zones_table(changed_zones(data.situation(), outcome))
    if not table.empty:
        with st.expander(_("Quartier par quartier"), expanded=True):
            st.dataframe(
                table,
                hide_index=True,
                placeholder="",
                column_config=zones_columns(),
                alt=_("Ce qui change dans chaque quartier"),
            )


def _before_and_after(found: Overall) -> None:
    """Show the people within reach before and after; nothing where nobody is counted."""
    if pd.isna(found.people) or pd.isna(found.before):
        st.caption(_("Le nombre d'habitants est inconnu : les parts ci-dessous sont celles de la surface."))
        return
    reach = data.situation().model.parameters.reach_min
    now, then = st.columns(2)
    label = _("{when} : à moins de {reach:g} minutes")
    now.metric(label.format(when=_("Avant"), reach=reach), _share(found.before, found.people))
    then.metric(
        label.format(when=_("Après"), reach=reach),
        _share(found.after, found.people),
        delta=_signed(found.after - found.before),
    )


def _share(part: float, whole: float) -> str:
    share = number(100 * part / whole) if whole > 0 else "?"
    return _("{people} pers. ({share} %)").format(people=number(part), share=share)


def _signed(people: float) -> str:
    return f"{'+' if people >= 0 else '-'}{number(abs(people))}"


def zones_table(changed: pd.DataFrame) -> pd.DataFrame:
    """Return `changed_zones` in words: shares in %, unknown figures left empty, needs told when there are several."""
    label = filiere_label(data.snapshot().workshop)
    words = {
        _("Quartier"): changed["name"],
        _("Besoin"): changed["filiere"].map(label),
        _("Avant"): changed["share_before"] * 100,
        _("Après"): changed["share_after"] * 100,
        _("Personnes"): changed["people"].round(),
        _("Enfants"): changed["children"].round(),
        _("65 ans et plus"): changed["over_65"].round(),
        _("Ménages pauvres"): changed["men_pauv"].round(),
        _("Verdict avant"): changed["verdict_before"].map(verdict_label),
        _("Verdict après"): changed["verdict_after"].map(verdict_label),
    }
    table = pd.DataFrame(words)
    known = [name for name in table.columns if name == _("Quartier") or table[name].notna().any()]
    return table[[name for name in known if name != _("Besoin") or table[name].nunique() > 1]]


def zones_columns() -> dict[str, ColumnConfig]:
    """Return how the columns of `zones_table` are shown."""
    return {
        _("Quartier"): st.column_config.TextColumn(pinned=True),
        _("Avant"): _share_column(_("Part à portée avant")),
        _("Après"): _share_column(_("Part à portée après")),
        _("Personnes"): st.column_config.NumberColumn(format="localized"),
    }


def _share_column(told: str) -> ColumnConfig:
    return st.column_config.ProgressColumn(help=told, format="%d %%", min_value=0, max_value=100, width="small")


def _keep(opened: tuple[Opening, ...], closed: tuple[str, ...]) -> None:
    """Ask for a name; what was typed stays until the scenario is kept."""
    field, button = st.columns([3, 1], vertical_alignment="bottom")
    # The name lives beside the widget: looking at the premises and coming back must not empty it.
    name = field.text_input(
        _("Nom de ce scénario"),
        value=state.what_if("name"),
        max_chars=NAME_MAX_CHARACTERS,
        placeholder=_("Épicerie place de la Mairie"),
        key=f"et_si_nom_{state.what_if('round')}",
    )
    state.remember_what_if(name=name)
    if not button.button(_("Garder"), icon=":material/bookmark_add:", width="stretch", key="et_si_garder"):
        return
    try:
        kept = save(data.store(), name, opened, closed)
    except CartoquartierError as error:
        st.error(plain(str(error)))
        return
    # Another key for the next name: the field starts empty.
    state.remember_what_if(name="", round=kept.id)
    st.rerun()
