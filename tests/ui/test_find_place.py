"""A contribution is put at an address that somebody types, without internet."""

from collections.abc import Callable
from datetime import UTC, datetime

import geopandas as gpd
import shapely
from streamlit.testing.v1 import AppTest

from mapping.domain.crs import WGS84
from mapping.domain.ids import new_id
from mapping.domain.layers import LayerName
from mapping.domain.models import DatasetKind, Placement, Source
from mapping.storage.interface import Store

PAGE = "pages/contribute.py"


def add_street(store: Store) -> None:
    street = gpd.GeoDataFrame(
        {"osm_id": ["w1"], "name": ["Rue Jean-Jaurès"], "highway": ["residential"], "foot": [True]},
        geometry=[shapely.LineString([(2.35, 48.93), (2.352, 48.93)])],
        crs=WGS84,
    )
    source = Source(new_id(), DatasetKind.STREETS, "Rues", "rues.geojson", "0" * 64, datetime(2026, 11, 23, tzinfo=UTC))
    store.save_layers(source, {LayerName.STREETS: street})


def test_a_workshop_without_streets_does_not_propose_an_address(run_page: Callable[[str], AppTest]) -> None:
    page = run_page(PAGE)
    assert not page.exception
    assert "À cette adresse" not in page.segmented_control(key="liste_ou").options


def test_a_street_typed_badly_is_where_the_contribution_goes(store: Store, run_page: Callable[[str], AppTest]) -> None:
    add_street(store)
    page = run_page(PAGE)
    page.segmented_control(key="liste_ou").set_value(Placement.ADDRESS).run()
    page.text_input(key="liste_adresse_texte").set_value("12 r. jan jores").run()
    assert not page.exception
    radio = page.radio(key="liste_adresse_choix_12 r. jan jores")
    assert "12 Rue Jean" in radio.options[0] and "numéro non connu" in radio.options[0]
    before = len(store.contributions())
    pills = next(group for group in page.button_group if str(group.key).startswith("besoin_liste"))
    pills.set_value("se_nourrir")
    page.button(key="liste_envoyer").click().run()
    assert not page.exception
    saved = store.contributions().iloc[-1]
    assert len(store.contributions()) == before + 1
    assert (saved["placement"], saved["near_id"]) == ("address", "12 Rue Jean-Jaurès")
    assert (saved.geometry.x, round(saved.geometry.y, 6)) == (2.351, 48.93)


def test_what_is_not_found_is_said(store: Store, run_page: Callable[[str], AppTest]) -> None:
    add_street(store)
    page = run_page(PAGE)
    page.segmented_control(key="liste_ou").set_value(Placement.ADDRESS).run()
    page.text_input(key="liste_adresse_texte").set_value("zzyzx").run()
    assert any("Aucune rue" in info.value for info in page.info)
