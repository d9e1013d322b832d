import re

import folium
import pytest

from mapping.maps.assets import (
    ASSETS,
    SCRIPTS,
    STYLES,
    asset_bytes,
    asset_data_uri,
    asset_url,
    asset_version,
    stylesheet,
)


@pytest.mark.parametrize("name", ASSETS)
def test_every_asset_is_there_and_not_empty(name):
    assert len(asset_bytes(name)) > 100


def test_folium_asks_only_for_our_assets():
    links = [url for _name, url in folium.Map.default_js + folium.Map.default_css]
    assert links == [asset_url(name) for name in SCRIPTS + STYLES]


def test_an_address_changes_with_the_content_of_the_file():
    addresses = [asset_url(name) for name in ASSETS]
    assert all(re.fullmatch(r"/carto/[a-z0-9.-]+\?v=[0-9a-f]{16}", address) for address in addresses)
    assert len({asset_version(name) for name in ASSETS}) == len(ASSETS)


@pytest.mark.parametrize("name", STYLES)
def test_a_style_sheet_asks_for_nothing_outside_the_registry(name):
    asked = re.findall(r"url\([\"']?([^)\"']+)", asset_bytes(name).decode())
    assert [address for address in asked if not address.startswith(("/carto/", "#"))] == []


def test_in_a_page_that_stands_alone_the_letters_are_inside():
    sheet = stylesheet("carto.css", asset_data_uri)
    assert sheet.count("data:font/ttf;base64,") == 2
    assert "/carto/" not in sheet
