"""The pages that imagine and that look closer, on workshops that lack almost everything."""

import json
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mapping.services.prepare import create_workshop
from mapping.services.workshops import create

RunPage = Callable[[str], AppTest]
HERE = {"last_clicked": {"lat": 48.9325, "lng": 2.3525}, "last_object_clicked_count": 0}
SUBJECTS = ["Solidité", "Accès et spécialisation", "Ce que les listes ignorent", "Filières", "Emplois utiles"]


def said(page: AppTest) -> str:
    shown = [*page.markdown, *page.caption, *page.info, *page.error]
    return "\n".join(str(element.value) for element in shown)


@pytest.fixture
def one_quartier(workshop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One QPV: no inhabitants, no streets, no actor, nobody who said anything."""
    ring = [[2.35, 48.93], [2.355, 48.93], [2.355, 48.935], [2.35, 48.935], [2.35, 48.93]]
    properties = {"code_qp": "QN09301X", "lib_qp": "Ouest", "insee_com": "93066", "lib_com": "Saint-Denis"}
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    boundaries, path = tmp_path / "q.geojson", tmp_path / "nu.atelier"
    boundaries.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    create_workshop(str(path), boundaries)
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", str(path))
    st.cache_resource.clear()
    st.cache_data.clear()
    return path


def test_a_place_is_imagined_where_nobody_is_counted(run_page: RunPage, one_quartier: Path) -> None:
    with patch("mapping.ui.components.what_if_panel.st_folium", return_value=HERE):
        page = run_page("pages/what_if.py")
    assert not page.exception
    told = said(page)
    assert "le nombre d'habitants est inconnu" in told.replace("\\", "")
    assert page.dataframe[0].value["Après"].tolist() == [100.0]
    assert "Personnes" not in page.dataframe[0].value.columns


def test_without_premises_one_is_told_how_to_add_some(run_page: RunPage, one_quartier: Path) -> None:
    page = run_page("pages/what_if.py")
    page.button_group(key="et_si_question").set_value("Quel local choisir ?").run()
    assert not page.exception
    assert "Aucun local n'est listé" in said(page)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_each_reading_says_what_it_lacks(run_page: RunPage, one_quartier: Path, subject: str) -> None:
    page = run_page("pages/expert.py")
    page.button_group(key="specialistes_sujet").set_value(subject).run()
    assert not page.exception
    assert said(page)


@pytest.mark.parametrize("name", ["what_if", "expert"])
def test_a_workshop_without_any_quartier_says_what_to_do(
    run_page: RunPage, one_quartier: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "vide.atelier"
    create(str(path), title="Vide").close()
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", str(path))
    st.cache_resource.clear()
    page = run_page(f"pages/{name}.py")
    assert not page.exception
    assert "Préparer" in said(page)
