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


def quartier(code: str, lon: float, lat: float, *, commune: str) -> dict[str, object]:
    """Return a QPV of 0.005° a side, whose south-west corner is given."""
    east, north = lon + 0.005, lat + 0.005
    ring = [[lon, lat], [east, lat], [east, north], [lon, north], [lon, lat]]
    properties = {"code_qp": code, "lib_qp": f"Ouest {code}", "insee_com": commune, "lib_com": "Ici"}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def bare(folder: Path, quartiers: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch) -> Path:
    boundaries, path = folder / "q.geojson", folder / "nu.atelier"
    boundaries.write_text(json.dumps({"type": "FeatureCollection", "features": quartiers}), encoding="utf-8")
    create_workshop(str(path), boundaries)
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", str(path))
    st.cache_resource.clear()
    st.cache_data.clear()
    return path


@pytest.fixture
def one_quartier(workshop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One QPV: no inhabitants, no streets, no actor, nobody who said anything."""
    return bare(tmp_path, [quartier("QN09301X", 2.35, 48.93, commune="93066")], monkeypatch)


@pytest.fixture
def two_oceans(workshop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Mayotte and Tahiti: no inhabitants, no streets, two legal reference systems, each side of the date line."""
    both = [
        quartier("QN97601X", 45.22, -12.78, commune="97608"),
        quartier("QN98701X", -149.57, -17.54, commune="98735"),
    ]
    return bare(tmp_path, both, monkeypatch)


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


@pytest.mark.parametrize("subject", SUBJECTS)
def test_each_reading_says_what_it_lacks_overseas(run_page: RunPage, two_oceans: Path, subject: str) -> None:
    page = run_page("pages/expert.py")
    page.button_group(key="specialistes_sujet").set_value(subject).run()
    assert not page.exception and not page.error
    assert said(page)


@pytest.mark.parametrize(("code", "lon", "lat"), [("QN97601X", 45.2225, -12.7775), ("QN98701X", -149.5675, -17.5375)])
def test_a_place_imagined_overseas_serves_its_own_quartier_alone(
    run_page: RunPage, two_oceans: Path, code: str, lon: float, lat: float
) -> None:
    here = {"last_clicked": {"lat": lat, "lng": lon}, "last_object_clicked_count": 0}
    with patch("mapping.ui.components.what_if_panel.st_folium", return_value=here):
        page = run_page("pages/what_if.py")
    assert not page.exception and not page.error
    assert "le nombre d'habitants est inconnu" in said(page).replace("\\", "")
    table = page.dataframe[0].value
    assert table["Quartier"].tolist() == [f"Ouest {code}"]
    assert table["Après"].tolist() == [100.0]


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
