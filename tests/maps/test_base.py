import re

import pytest
import streamlit_folium

from mapping.domain.crs import LAMBERT_93
from mapping.domain.errors import CrsError
from mapping.maps.base import MAINLAND, attribution, base_map, base_payload
from tests.maps.frames import HOSTILE, zones


def _key(carte):
    carte.get_root().render()
    return streamlit_folium.generate_js_hash(streamlit_folium._get_map_string(carte), "carte")


def test_the_same_zones_give_the_same_script_so_the_frame_is_never_mounted_again():
    assert _key(base_map(zones())) == _key(base_map(zones()))


def test_other_zones_give_another_script():
    assert _key(base_map(zones())) != _key(base_map(zones(("Cordon", "Autre"))))


def test_the_page_asks_only_our_own_server():
    page = base_map(zones()).get_root().render()
    asked = re.findall(r"""(?:src|href)=["']([^"']+)""", page)
    assert len(asked) >= 6
    assert [address for address in asked if not address.startswith("/carto/")] == []
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")


def test_a_zone_is_written_latitude_first_with_a_spot_inside():
    code, name, lat, lon, parts = base_payload(zones())["zones"][0]
    assert (code, name) == ("QN00000M", "Cordon")
    assert 48.92 < lat < 48.94
    assert 2.34 < lon < 2.36
    assert sorted(parts[0][0]) == [[48.92, 2.34], [48.92, 2.36], [48.94, 2.34], [48.94, 2.36]]


def test_the_first_view_is_that_of_the_zones_unless_another_is_given():
    assert base_payload(zones())["bounds"] == [[48.92, 2.34], [48.94, 2.38]]
    assert base_payload(zones(), bounds=(1.0, 2.0, 3.0, 4.0))["bounds"] == [[2.0, 1.0], [4.0, 3.0]]


def test_without_zones_the_map_shows_the_mainland():
    west, south, east, north = MAINLAND
    assert base_payload(zones().iloc[:0])["bounds"] == [[south, west], [north, east]]
    assert "Carto.base(" in base_map(zones().iloc[:0]).get_root().render()


def test_the_map_has_a_greatest_zoom_although_it_has_no_tiles():
    assert '"maxZoom": 19' in base_map(zones()).get_root().render()


def test_zones_in_metres_are_refused():
    with pytest.raises(CrsError):
        base_map(zones().to_crs(LAMBERT_93))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_does_not_get_out_of_the_script(text):
    page = base_map(zones((text,))).get_root().render()
    calm = base_map(zones(("x",))).get_root().render()
    assert page.lower().count("<script") == calm.lower().count("<script")
    assert "<img" not in page
    assert "49" not in re.findall(r'"QN00000M","([^"]*)"', page)[0]


def test_the_outlines_say_who_publishes_them():
    assert attribution(zones()) == "Contours : ANCT, quartiers prioritaires 2024"
    drawn_by_hand = zones().assign(kind="quartier", vintage="")
    assert attribution(drawn_by_hand) == "Contours : fichier de l'atelier"
