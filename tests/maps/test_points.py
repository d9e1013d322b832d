import json
import re

import folium
import numpy as np
import pytest
import streamlit_folium

from mapping.domain.models import Status
from mapping.domain.nomenclature import default_filieres
from mapping.maps.base import base_map
from mapping.maps.palette import OUTSIDE_FILIERES, SignKind
from mapping.maps.points import MapPoint, PointLayer, actor_points, contribution_points, point_payload
from mapping.maps.popups import Bubble
from tests.maps.frames import HOSTILE, actors, contributions, zones

FILIERES = default_filieres()
SPOT = {"lat": 48.93, "lon": 2.35}


def _point(text="La Girafe", **changes):
    known = {"id": "a1", "sign": SignKind.OFFICIAL, "bubble": Bubble(text, ("Mot",), (text,))}
    return MapPoint(**(known | SPOT | changes))


def _read(script):
    call = re.search(r"Carto\.points\((.*)\)\.addTo\(", script)
    return json.loads(call.group(1))


def test_an_actor_is_drawn_in_its_first_known_filiere():
    rows = actors({"filieres": "inconnue|reparer|se_nourrir"}, {"actor_id": "a2"})
    first, second = actor_points(rows, FILIERES)
    assert (first.id, first.filiere.id, first.sign) == ("a1", "reparer", SignKind.OFFICIAL)
    assert first.bubble.lines == (("À quoi ça sert", "Réparer et réemployer, Se nourrir"),)
    assert second.filiere is None


def test_an_actor_without_position_is_not_on_the_map():
    rows = actors({}, {"actor_id": "a2", "lon": np.nan}, {"actor_id": "a3", "lat": np.nan})
    assert [point.id for point in actor_points(rows, FILIERES)] == ["a1"]


def test_no_actor_gives_no_point():
    assert actor_points(actors({}).iloc[:0], FILIERES) == []


def test_a_cell_that_holds_no_text_is_left_out_of_the_bubble():
    rows = actors({"description": np.nan, "filieres": None, "scheme": "regie_de_quartier", "city": "Saint-Denis"})
    assert actor_points(rows, FILIERES)[0].bubble.lines == (
        ("Ce que c'est", "Régie de quartier"),
        ("Adresse", "Saint-Denis"),
    )


def test_only_live_contributions_are_shown_and_pending_ones_are_marked():
    rows = contributions(*({"id": status.value, "status": status.value} for status in Status))
    shown = contribution_points(rows, FILIERES)
    assert [(point.id, point.pending) for point in shown] == [("pending", True), ("accepted", False)]
    only = contribution_points(rows, FILIERES, statuses=(Status.ACCEPTED,))
    assert [point.id for point in only] == ["accepted"]


def test_a_contribution_says_what_residents_may_read_and_nothing_private():
    row = {"text": "Un marché", "people": 4, "placement": "zone", "reason": "SECRET", "submitted_at": "SECRET"}
    (point,) = contribution_points(contributions(row), FILIERES)
    assert point.sign is SignKind.NEED
    assert point.bubble.title == "Il manque ici"
    assert dict(point.bubble.lines) == {
        "À quoi ça sert": "Réparer et réemployer",
        "En quelques mots": "Un marché",
        "Qui le dit": "4 personnes",
        "Position": "à peu près : un quartier choisi dans la liste",
    }


def test_a_contribution_without_filiere_is_grey():
    (point,) = contribution_points(contributions({"filiere": None}), FILIERES)
    assert point.filiere is None
    colors = {stroke[1] or stroke[2] for stroke in point_payload([point])["drawings"][0]}
    assert OUTSIDE_FILIERES in colors


def test_points_travel_as_short_rows_and_share_their_drawings():
    first = _point(filiere=FILIERES[0])
    payload = point_payload([first, _point(id="a2", filiere=FILIERES[0]), _point(id="a3", filiere=FILIERES[1])])
    assert payload["rows"][0] == [48.93, 2.35, 0, 0, "a1", "La Girafe", "La Girafe"]
    assert [row[2] for row in payload["rows"]] == [0, 0, 1]
    assert (len(payload["drawings"]), payload["forms"], payload["signs"]) == (2, [("Mot",)], ["official"] * 2)


def test_where_colour_says_the_verdict_no_point_has_the_colour_of_its_filiere():
    payload = point_payload([_point(filiere=filiere, id=filiere.id) for filiere in FILIERES], neutral=True)
    used = {color for drawing in payload["drawings"] for stroke in drawing for color in stroke[1:3]}
    assert not used & {filiere.color for filiere in FILIERES}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_reaches_the_browser_as_data_through_streamlit_folium(monkeypatch, text):
    sent = {}
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **arguments: sent.update(arguments))
    group = folium.FeatureGroup()
    group.add_child(PointLayer([_point(text)]))
    streamlit_folium.st_folium(base_map(zones()), feature_group_to_add=group, returned_objects=[])
    assert _read(sent["feature_group"])["rows"][0][5:] == [text, text]
    assert "<" not in sent["feature_group"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_data_in_a_page_of_folium(text):
    carte = base_map(zones())
    carte.add_child(PointLayer([_point(text)]))
    page = carte.get_root().render()
    assert _read(page)["rows"][0][5:] == [text, text]
    assert "<img" not in page


def test_every_asset_is_asked_once_and_nothing_else_is(monkeypatch):
    sent = {}
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **arguments: sent.update(arguments))
    streamlit_folium.st_folium(base_map(zones()), returned_objects=[])
    assert [link.split("?")[0].split("/")[-1] for link in sent["js_links"]] == [
        "leaflet.js",
        "signs.js",
        "points.js",
        "base.js",
        "overlays.js",
    ]
    assert all(link.startswith("/carto/") for link in sent["js_links"] + sent["css_links"])
