"""Prêt hors ligne: one line per ingredient, and one button for what is missing."""

import streamlit as st

from mapping.domain.snapshot import Snapshot
from mapping.i18n import _, ngettext
from mapping.services.readiness import (
    FetchOutcome,
    Ingredient,
    Need,
    Readiness,
    ReadyVerdict,
    check,
    fetch_missing,
    to_fetch,
)
from mapping.ui import data
from mapping.ui.components.kit_button import kit_button
from mapping.ui.format import number, plain

_MEGABYTE = 1_000_000


def ready(snapshot: Snapshot) -> None:
    """Show what is there, how old and how big, and what a workshop would miss; fetch what is missing."""
    st.markdown("#### " + _("Ce que nous avons"))
    lines = st.container()
    found = _check(snapshot)
    if kinds := to_fetch(found):
        st.caption(_("Il faut internet, et quelques minutes. Ce qui est déjà là est gardé."))
        if st.button(_("Chercher ce qui manque"), key="preparer_chercher", icon=":material/download:"):
            _tell(_fetch(kinds))
            found = _check(data.snapshot())
    with lines:
        _show(found)
    kit_button()


def _check(snapshot: Snapshot) -> Readiness:
    return check(snapshot, data.store().holdings(), now=data.now())


def _show(found: Readiness) -> None:
    sentence = {
        ReadyVerdict.READY: _("Tout est là : l'atelier peut se tenir sans internet."),
        ReadyVerdict.ALMOST: _("L'atelier peut se tenir sans internet ; il sera meilleur avec ce qui manque."),
        ReadyVerdict.NOT_YET: _("Il manque encore l'indispensable."),
    }[found.verdict]
    {ReadyVerdict.READY: st.success, ReadyVerdict.ALMOST: st.info, ReadyVerdict.NOT_YET: st.warning}[found.verdict](
        sentence
    )
    for ingredient in found.ready:
        st.markdown(f"{_icon(ingredient)} **{ingredient.label}** : {number(ingredient.count)}{_age(ingredient)}")
        if ingredient.missing:
            st.caption(ingredient.missing)


def _fetch(kinds: tuple[str, ...]) -> list[FetchOutcome]:
    bar = st.progress(0.0, text=_("Recherche…"))

    def show(what: str, done: int, total: int | None) -> None:
        bar.progress(min(done / total, 1.0) if total else 0.0, text=plain(what))

    outcomes = fetch_missing(data.store(), kinds, on_progress=show)
    bar.empty()
    return outcomes


def _tell(outcomes: list[FetchOutcome]) -> None:
    for outcome in outcomes:
        if outcome.problem:
            st.error(f"{_kind_label(outcome.kind)} : {plain(outcome.problem)}")
        else:
            st.success(_("{what} : reçu.").format(what=_kind_label(outcome.kind)))
        for note in outcome.notes:
            st.info(plain(note))


def _kind_label(kind: str) -> str:
    return {
        "boundaries": _("Quartiers"),
        "population": _("Habitants"),
        "actors": _("Structures de l'ESS"),
        "streets": _("Rues, bâtiments et repères"),
        "basemap": _("Fond de carte"),
    }[kind]


def _icon(ingredient: Ingredient) -> str:
    if not ingredient.missing:
        return ":material/check_circle:"
    return ":material/radio_button_unchecked:" if ingredient.need is Need.OPTIONAL else ":material/error:"


def _age(ingredient: Ingredient) -> str:
    size = ""
    if ingredient.size_bytes >= _MEGABYTE / 10:
        size = _(" · {size} Mo").format(size=number(ingredient.size_bytes / _MEGABYTE, decimals=1))
    if ingredient.age_days is None:
        return size
    if ingredient.age_days == 0:
        return _(" · ajouté aujourd'hui") + size
    return (
        ngettext(" · ajouté hier", " · ajouté il y a {n} jours", ingredient.age_days).format(n=ingredient.age_days)
        + size
    )
