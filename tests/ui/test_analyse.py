"""Analyser: matrix, map, sheet, words, comparisons and thresholds, on the demonstration and where data is missing."""

from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import geopandas as gpd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mapping.domain.parameters import Parameters
from mapping.services.prepare import create_workshop
from mapping.storage.interface import Store

RunPage = Callable[[str], AppTest]
PAGE = "pages/analyse.py"
VIEWS = ["tableau", "fiche", "mots", "quartiers", "dates"]


def show(page: AppTest, view: str) -> AppTest:
    group = next(group for group in page.button_group if "analyser_vue" in str(group.key))
    group.set_value(view).run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return "\n".join(
        str(element.value) for element in [*page.markdown, *page.caption, *page.info, *page.success, *page.error]
    )


def html_of(page: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in page.get("html"))


def test_the_matrix_has_a_row_a_zone_and_a_column_a_need(run_page: RunPage) -> None:
    table = run_page(PAGE).dataframe[0].value
    assert table.shape == (22, 14)
    words = {str(cell).removesuffix(" ~") for cell in table.iloc[:, 2:].to_numpy().ravel()}
    assert {"Présent", "Absent", "À côté", "Loin"} <= words


def test_a_fragile_verdict_bears_a_sign_that_the_legend_explains(run_page: RunPage) -> None:
    page = run_page(PAGE)
    cells = page.dataframe[0].value.iloc[:, 2:].to_numpy().ravel()
    assert any(str(cell).endswith(" ~") for cell in cells)
    assert not all(str(cell).endswith(" ~") for cell in cells)
    assert "~ : fragile" in said(page)


@pytest.mark.parametrize("reading", ["inside", "people_asking", "walk_median_min", "share_within_10min"])
def test_figures_of_the_matrix_are_numbers_that_can_be_sorted(run_page: RunPage, reading: str) -> None:
    page = run_page(PAGE)
    page.selectbox(key="analyser_lecture").set_value(reading).run()
    assert not page.exception
    assert all(kind.kind in "if" for kind in page.dataframe[0].value.dtypes.iloc[2:])


def test_a_rate_is_never_shown_without_its_interval(run_page: RunPage) -> None:
    page = run_page(PAGE)
    page.selectbox(key="analyser_lecture").set_value("per_1000").run()
    cells = {str(cell) for cell in page.dataframe[0].value.iloc[:, 2:].to_numpy().ravel()}
    assert all("(" in cell and "–" in cell for cell in cells - {"?"})
    assert len(cells) > 2


def test_what_is_known_of_an_offer_has_four_states_and_silence_is_none_of_them(run_page: RunPage) -> None:
    page = run_page(PAGE)
    page.selectbox(key="analyser_lecture").set_value("state").run()
    cells = {str(cell) for cell in page.dataframe[0].value.iloc[:, 2:].to_numpy().ravel()}
    assert "pas demandé" in cells
    assert cells <= {"pas demandé", "connu", "méconnu", "invisible", "ni l'un ni l'autre"}


@pytest.mark.parametrize("sort", ["gaps", "population", "asked"])
def test_rows_are_in_the_order_that_is_asked(run_page: RunPage, sort: str) -> None:
    page = run_page(PAGE)
    page.selectbox(key="analyser_ordre").set_value(sort).run()
    values = page.dataframe[0].value.iloc[:, 1]
    firm = [float(str(value).split("–")[0]) for value in values]
    assert firm == sorted(firm, reverse=True)
    assert len(set(firm)) > 1


def test_touching_a_quartier_on_the_map_selects_its_row_and_opens_its_sheet(run_page: RunPage, store: Store) -> None:
    zones = store.zones()
    spot = zones.geometry[zones["name"] == "Orgemont"].iloc[0].representative_point()
    touched = {"last_clicked": {"lat": spot.y, "lng": spot.x}, "last_object_clicked_count": 0}
    with patch("mapping.ui.components.gap_map.st_folium", return_value=touched):
        page = run_page(PAGE)
        assert not page.exception
        assert len(page.metric) == 4
        code = str(zones["code"][zones["name"] == "Orgemont"].iloc[0])
        assert code in {box.value for box in page.selectbox}
        show(page, "tableau")
    assert "À Orgemont" in said(page)


def test_a_need_chosen_in_the_list_is_the_one_of_the_sentence(run_page: RunPage) -> None:
    page = run_page(PAGE)
    box = next(box for box in page.selectbox if "analyser_besoin_choisi" in str(box.key))
    box.set_value("se_soigner").run()
    assert not page.exception
    assert "pour se soigner" in said(page)


def test_the_sheet_has_four_figures_a_verdict_and_a_map_for_each_need(run_page: RunPage) -> None:
    page = show(run_page(PAGE), "fiche")
    assert len(page.metric) == 4
    assert said(page).count(":small[**") == 12
    assert html_of(page).count("data:image/svg+xml") >= 12
    assert "habitants" in said(page) and "Sources" in said(page)


def test_the_words_are_sentences_with_pictograms_and_no_jargon(run_page: RunPage) -> None:
    page = show(run_page(PAGE), "mots")
    words = html_of(page)
    assert words.count("<li>") == 12
    assert "il faut marcher" in words
    assert not [jargon for jargon in ("QPV", "filière", "ESS") if jargon in words]


def test_two_quartiers_are_side_by_side_with_their_intervals(run_page: RunPage) -> None:
    page = show(run_page(PAGE), "quartiers")
    table = page.dataframe[0].value
    assert table.shape == (12, 9)
    assert all("(" in str(cell) or cell == "?" for cell in table.iloc[:, 3])


def test_two_dates_say_what_residents_changed(run_page: RunPage) -> None:
    page = show(run_page(PAGE), "dates")
    assert "devient" in said(page) and "lieu de plus" in said(page)


def test_thresholds_change_the_verdicts_at_once_and_go_back(run_page: RunPage, store: Store) -> None:
    page = run_page(PAGE)
    before = page.dataframe[0].value
    next(field for field in page.number_input if "portee" in str(field.key)).set_value(60.0)
    next(button for button in page.button if "Enregistrer" in button.label).click().run()
    assert not page.exception
    assert store.workshop().parameters.reach_min == 60.0
    assert not page.dataframe[0].value.equals(before)
    page.button(key="seuils_depart").click().run()
    assert store.workshop().parameters == Parameters()
    assert page.dataframe[0].value.equals(before)


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Path]:
    """Serve a workshop made of a file of outlines and nothing else."""

    def serve(outlines: Path) -> Path:
        target = tmp_path / "seul.atelier"
        create_workshop(str(target), outlines)
        monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", str(target))
        st.cache_resource.clear()
        st.cache_data.clear()
        return target

    return serve


@pytest.mark.parametrize("view", VIEWS)
def test_one_quartier_and_nothing_else_says_what_is_missing(
    run_page: RunPage, alone: Callable[[Path], Path], tmp_path: Path, view: str
) -> None:
    square = {
        "type": "Feature",
        "properties": {"code_qp": "QN09301X", "lib_qp": "Ouest", "insee_com": "93066", "lib_com": "Saint-Denis"},
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[2.35, 48.93], [2.355, 48.93], [2.355, 48.935], [2.35, 48.935], [2.35, 48.93]]],
        },
    }
    path = tmp_path / "un.geojson"
    gpd.GeoDataFrame.from_features([square], crs="EPSG:4326").to_file(path)
    alone(path)
    page = show(run_page(PAGE), view)
    expected = {
        "tableau": "aucun lieu placé",
        "fiche": "Nombre d'habitants inconnu",
        "mots": "Personne n'a encore parlé",
        "quartiers": "n'a qu'un quartier",
        "dates": "qu'un moment",
    }
    assert expected[view] in said(page)


@pytest.mark.parametrize("view", VIEWS)
def test_a_quartier_of_mayotte_is_read_like_any_other(
    run_page: RunPage, alone: Callable[[Path], Path], tmp_path: Path, real_data: Path, view: str
) -> None:
    france = gpd.read_file(real_data / "qpv-2024-france.geojson")
    there = france[france["insee_com"].astype(str).str.startswith("976")].iloc[:2]
    path = tmp_path / "mayotte.geojson"
    there.to_file(path)
    alone(path)
    page = show(run_page(PAGE), view)
    if view == "tableau":
        assert len(page.dataframe[0].value) == 2
