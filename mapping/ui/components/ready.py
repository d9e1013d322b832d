"""Prêt hors ligne: one line per ingredient."""

import streamlit as st

from mapping.domain.snapshot import Snapshot
from mapping.i18n import _, ngettext
from mapping.services.readiness import Ingredient, check
from mapping.ui import data


def ready(snapshot: Snapshot) -> None:
    """Show what is there, how old, and what a workshop would miss."""
    st.markdown("#### " + _("Ce que nous avons"))
    for ingredient in check(snapshot, now=data.now()).ready:
        icon = ":material/check_circle:" if not ingredient.missing else ":material/error:"
        st.markdown(f"{icon} **{ingredient.label}** : {ingredient.count}{_age(ingredient)}")
        if ingredient.missing:
            st.caption(ingredient.missing)


def _age(ingredient: Ingredient) -> str:
    if ingredient.age_days is None:
        return ""
    if ingredient.age_days == 0:
        return _(" · ajouté aujourd'hui")
    return ngettext(" · ajouté hier", " · ajouté il y a {n} jours", ingredient.age_days).format(n=ingredient.age_days)
