"""What a page is told of the basemap, in the app and in the exported page."""

import re

import pytest
import streamlit_folium

from mapping.exports.html import html_page
from mapping.maps.base import base_map, base_payload
from mapping.maps.basemap.source import Basemap, CarriedBasemap, tiles_url
from tests.exports.bundles import make_bundle
from tests.maps.frames import HOSTILE, zones

OURS = Basemap(tiles_url("a1"), "© les contributeurs d'OpenStreetMap", 10, 18, (2.3, 48.9, 2.4, 49.0))
CARRIED = CarriedBasemap({"13/1/2": "data:image/webp;base64,AAAA"}, OURS.attribution, 13, 13, OURS.bounds)


def quiet_bundle():
    """Return a bundle whose texts try nothing: what is hostile here is the attribution."""
    return make_bundle(contributions=[{}], actors=[{}])


def key_of(carte):
    carte.get_root().render()
    return streamlit_folium.generate_js_hash(streamlit_folium._get_map_string(carte), "carte")


def test_the_same_basemap_gives_the_same_script_and_another_one_another():
    assert key_of(base_map(zones(), basemap=OURS)) == key_of(base_map(zones(), basemap=OURS))
    other = Basemap(tiles_url("b2"), OURS.attribution, 10, 18, OURS.bounds)
    assert key_of(base_map(zones(), basemap=OURS)) != key_of(base_map(zones(), basemap=other))


def test_without_a_basemap_nothing_changes():
    assert "tiles" not in base_payload(zones())
    assert '"zoomSnap": 0.5' in base_map(zones()).get_root().render()


def test_the_page_asks_its_tiles_of_our_own_server_and_says_whose_they_are():
    told = base_payload(zones(), basemap=OURS)["tiles"]
    assert told["url"] == "/carto/tuiles/{z}/{x}/{y}{r}.png?v=a1"
    assert told["attribution"] == "© les contributeurs d&#x27;OpenStreetMap"
    assert (told["min_zoom"], told["max_zoom"], told["bounds"]) == (10, 18, [[48.9, 2.3], [49.0, 2.4]])
    page = base_map(zones(), basemap=OURS).get_root().render()
    assert "tuiles" in page and "{{" not in page and "https:" not in page


@pytest.mark.parametrize("text", HOSTILE)
def test_the_attribution_of_a_file_that_somebody_brought_is_never_code(text):
    brought = Basemap(tiles_url("a1"), text, 10, 18, OURS.bounds)
    page = base_map(zones(), basemap=brought).get_root().render()
    assert "<img" not in page and "alert(1)</script>" not in page and "{{ 7" not in page
    carried = CarriedBasemap(CARRIED.tiles, text, 13, 13, OURS.bounds)
    html = html_page(quiet_bundle(), basemap=carried)
    assert "<img" not in html and "<script>alert" not in html


def test_an_exported_page_carries_its_tiles_and_lets_in_no_other_picture():
    html = html_page(quiet_bundle(), basemap=CARRIED)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)[1]
    assert "default-src &#39;none&#39;" in policy or "default-src 'none'" in policy
    assert re.search(r"img-src ([^;]+);", policy)[1] == "data:"
    assert html.count("data:image/webp;base64,AAAA") == 1
    assert '<p lang="fr">© les contributeurs d&#39;OpenStreetMap</p>' in html


def test_an_exported_page_without_basemap_lets_in_no_picture_at_all():
    html = html_page(quiet_bundle())
    assert "img-src" not in html
    assert "Fond de carte" not in html
