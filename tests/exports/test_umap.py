"""By the rules of uMap itself: ``importRaw`` of umap-project/umap reads type, geometry, properties, layers."""

import json

import pytest

from mapping.exports.umap import shown, write_umap
from tests.exports.bundles import HOSTILE, make_bundle


@pytest.fixture
def written(tmp_path):
    def write(**options):
        out = tmp_path / "carte.umap"
        write_umap(make_bundle(**options), out)
        return json.loads(out.read_text(encoding="utf-8"))

    return write


def _features(content):
    return [feature for layer in content["layers"] for feature in layer["features"]]


def test_umap_finds_what_it_reads(written):
    content = written()
    assert content["type"] == "umap"
    assert content["geometry"] == {"type": "Point", "coordinates": [2.36, 48.93]}
    assert content["properties"]["name"] == "Atelier du Cordon"
    for layer in content["layers"]:
        assert layer["type"] == "FeatureCollection"
        assert layer["properties"] == layer["_umap_options"]
        # uMap never trusts an identifier, and an unknown icon class would be drawn as another.
        assert "id" not in layer["properties"]
        assert layer["properties"].get("iconClass", "Default") in {"Default", "Circle", "Drop", "Ball"}


def test_a_layer_per_need_then_per_kind(written):
    assert [layer["properties"]["name"] for layer in written()["layers"]] == [
        "Quartiers",
        "Structures : Réparer et réemployer",
        "Lieu ajouté par un habitant",
        "Il manque ici",
        "Local vide ou à partager",
        "Mon quartier à moi",
        "Trajet",
    ]


def test_each_contribution_has_the_colour_of_its_need(written):
    colours = {f["properties"].get("identifiant"): f["properties"]["_umap_options"] for f in _features(written())}
    assert colours["c2"] == {"color": "#c32651"}
    assert colours["c4"] == {}


def test_umap_knows_every_geometry_and_none_is_empty(written):
    kinds = {feature["geometry"]["type"] for feature in _features(written())}
    assert kinds <= {"Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}


def test_a_structure_without_position_is_counted_rather_than_refused(written):
    content = written()
    assert "Sans adresse" not in {feature["properties"].get("nom") for feature in _features(content)}
    assert "Structures sans position, absentes de la carte : 1." in content["properties"]["description"]


def test_a_bubble_shows_what_people_wrote_and_never_runs_it(written):
    found = {f["properties"].get("identifiant"): f["properties"] for f in _features(written())}
    for told in (found["c5"]["description"], found["c5"]["name"]):
        assert "{" not in told
        assert "[[" not in told
    assert "<" not in found["c2"]["name"] + found["c2"]["description"]
    assert (found["c5"]["texte"], found["c2"]["texte"]) == (HOSTILE[3], HOSTILE[2])


def test_text_without_signs_is_shown_as_it_is():
    assert shown("L'été à 5 % : oui") == "L'été à 5 % : oui"


def test_nothing_is_fetched_from_elsewhere(written):
    content = written(contributions=[{}], actors=[{}])
    pictures = [layer["properties"].get("iconUrl", "data:image/") for layer in content["layers"]]
    assert all(picture.startswith("data:image/") for picture in pictures)
    assert "tilelayer" not in content["properties"]
    assert not [layer for layer in content["layers"] if layer["properties"]["remoteData"]]


def test_sources_are_credited(written):
    assert "QPV 2024 (ANCT) (2026-01-15), Licence Ouverte 2.0" in written()["properties"]["longCredit"]


def test_an_empty_workshop_is_a_map_of_its_quartiers(written):
    assert [layer["properties"]["name"] for layer in written(actors=[], contributions=[])["layers"]] == ["Quartiers"]


def test_a_public_map_tells_nothing_private(written):
    text = json.dumps(written(public=True), ensure_ascii=False)
    assert "jamais relu ici" not in text
    assert "envoye_le" not in text
