"""Jusqu'où va notre quartier: words first, every view, and a workshop where nobody drew."""

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mapping.services import workshops

RunPage = Callable[[str], AppTest]
PAGE = "pages/representations.py"


def said(page: AppTest) -> str:
    return "\n".join(str(one.value) for one in [*page.markdown, *page.caption, *page.info])


@pytest.mark.parametrize("view", ["ensemble", "limite", "groupes", "trajets", "evites"])
def test_each_view_says_the_same_in_words(run_page: RunPage, view: str) -> None:
    page = run_page(PAGE)
    assert not page.exception
    page.segmented_control(key="vecus_vue").set_value(view).run()
    assert not page.exception
    assert "13 personnes ont dessiné leur quartier" in said(page)
    assert "Carreaux de 50 m" in said(page)


def test_another_quartier_can_be_chosen(run_page: RunPage) -> None:
    page = run_page(PAGE)
    box = page.selectbox(key="vecus_quartier")
    page.selectbox(key="vecus_quartier").select_index(len(box.options) - 1).run()
    assert not page.exception
    assert "rien n'est montré" in said(page).replace("\\", "")


def test_a_workshop_where_nobody_drew_says_where_to_begin(
    run_page: RunPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshops.create(str(tmp_path / "vide.atelier"), title="Vide").close()
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", str(tmp_path / "vide.atelier"))
    st.cache_resource.clear()
    page = run_page(PAGE)
    assert not page.exception
    assert "Personne n'a encore dessiné" in said(page)
