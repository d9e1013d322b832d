"""« Pour les spécialistes »: each reading opens, refuses what it must, and what is typed in is kept."""

from collections.abc import Callable
from unittest.mock import patch

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from mapping.domain.workshop_settings import TypedFigure
from mapping.services.expert import save_people_without_work, typed_figures
from mapping.storage.interface import Store

RunPage = Callable[[str], AppTest]
PAGE = "pages/expert.py"
SUBJECTS = ["Solidité", "Accès et spécialisation", "Ce que les listes ignorent", "Filières", "Emplois utiles"]


def said(page: AppTest) -> str:
    shown = [*page.markdown, *page.caption, *page.info, *page.error, *page.subheader]
    return "\n".join(str(element.value) for element in shown)


def about(run_page: RunPage, subject: str) -> AppTest:
    page = run_page(PAGE)
    page.button_group(key="specialistes_sujet").set_value(subject).run()
    assert not page.exception
    return page


@pytest.mark.parametrize("subject", SUBJECTS)
def test_each_subject_says_what_it_says_its_limits_and_where_its_formula_is(run_page: RunPage, subject: str) -> None:
    page = about(run_page, subject)
    assert page.title[0].value.endswith("?")
    assert page.subheader
    assert "indicators" in said(page)
    assert len(page.dataframe) >= 1


def test_the_fragile_verdicts_say_what_flips_them(run_page: RunPage) -> None:
    page = about(run_page, "Solidité")
    assert "deviendrait" in page.dataframe[0].value["Ce qui le retourne"].iloc[0]
    assert {"Quartier et bande", "Tient à"} <= set(page.dataframe[-1].value.columns)


def test_a_quartier_of_few_places_is_not_said_to_be_specialised(run_page: RunPage) -> None:
    page = about(run_page, "Accès et spécialisation")
    shares, quotients, ranked = (frame.value for frame in page.dataframe)
    assert {"Réglage doux", "Réglage strict"} <= set(shares.columns)
    assert "ne sont pas classés" in said(page)
    assert not shares["Réglage doux"].is_monotonic_decreasing
    assert (shares["Réglage doux"].dropna() >= shares["Réglage strict"].dropna() * 0.5).all()
    assert (quotients["sur"] >= 10).all() and len(quotients)
    assert "moins de 10 lieux" in said(page)
    assert ranked["Rang possible"].str.startswith("entre").all()


def test_what_is_missing_has_an_interval_or_a_refusal(run_page: RunPage) -> None:
    table = about(run_page, "Ce que les listes ignorent").dataframe[0].value
    refused = table["Estimés en tout"].isna()
    assert refused.any() and not refused.all()
    assert table.loc[refused, "Remarque"].str.startswith("Trop peu").all()
    assert table.loc[~refused, "Intervalle"].str.startswith("entre").all()


@pytest.mark.parametrize("kind", ["Isolés", "Groupes possibles", "Locaux à partager"])
def test_each_reading_of_the_filieres_has_its_map_and_its_table(run_page: RunPage, kind: str) -> None:
    with patch("mapping.ui.components.expert_actors.st_folium") as drawn:
        page = about(run_page, "Filières")
        page.button_group(key="specialistes_filieres").set_value(kind).run()
    assert not page.exception
    assert drawn.called
    assert len(page.dataframe[0].value)
    assert "vol d'oiseau" in said(page).replace("\\", "")


def test_people_without_work_are_kept_and_said(run_page: RunPage, store: Store) -> None:
    assert "n'y est pas connu" in said(about(run_page, "Emplois utiles")).replace("\\", "")
    save_people_without_work(store, (TypedFigure("QN09334I", 240.0, "France Travail (exemple)"),))
    page = about(run_page, "Emplois utiles")
    assert "240 personnes y sont sans travail" in said(page)
    edited = next(frame.value for frame in page.dataframe if "Source" in frame.value)
    assert edited["Personnes sans travail"].sum() == 240
    page.button(key="specialistes_enregistrer").click().run()
    assert not page.exception
    kept = typed_figures(store.workshop())
    assert kept == {"QN09334I": TypedFigure("QN09334I", 240.0, "France Travail (exemple)")}
    assert isinstance(page.dataframe[0].value, pd.DataFrame)
