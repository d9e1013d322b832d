"""An address is found without internet, and what its position is worth is said.

       2.350     2.355     2.360      rue Pasteur (Ouest), rue Pasteur (Est): same name, 600 m apart
48.935   +---------+---------+        avenue du Général-de-Gaulle in the west, in two pieces
         |  Ouest  |   Est   |
48.930   +---------+---------+
"""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mapping.domain.crs import WGS84
from mapping.services.find_place import PlaceIndex, Precision, build_index, find_place


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(points)


STREETS = {
    "Avenue du Général-de-Gaulle": [
        line((2.3505, 48.9310), (2.3515, 48.9310)),
        line((2.3515, 48.9310), (2.3525, 48.9310)),
    ],
    "Rue Pasteur": [line((2.3510, 48.9340), (2.3512, 48.9345)), line((2.3592, 48.9340), (2.3594, 48.9345))],
    "Rue du Marché": [line((2.3530, 48.9320), (2.3535, 48.9320))],
    "Boulevard Saint-Denis": [line((2.3560, 48.9320), (2.3570, 48.9320))],
    "Rue Jean-Jaurès": [line((2.3560, 48.9330), (2.3570, 48.9330))],
    "Rue du 8 Mai 1945": [line((2.3560, 48.9340), (2.3570, 48.9340))],
    "Rue <b>d'à côté</b>": [line((2.3560, 48.9345), (2.3570, 48.9345))],
    "": [line((2.3500, 48.9300), (2.3510, 48.9300))],
}


def zones(*rows: tuple[str, str, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": [row[0] for row in rows], "commune_names": [row[1] for row in rows]},
        geometry=[shapely.box(row[2], 48.930, row[2] + 0.005, 48.935) for row in rows],
        crs=WGS84,
    )


@pytest.fixture(scope="module")
def index() -> PlaceIndex:
    rows = [(name, shape) for name, shapes in STREETS.items() for shape in shapes]
    columns = {"osm_id": "1", "name": [row[0] for row in rows], "highway": "residential", "foot": True}
    streets = gpd.GeoDataFrame(columns, geometry=[row[1] for row in rows], crs=WGS84)
    names = gpd.GeoDataFrame(
        {"name": ["Hôtel de Ville", "Pharmacie de la Mairie"], "kind": ["townhall", "pharmacy"]},
        geometry=[shapely.Point(2.3580, 48.9310), shapely.Point(2.3582, 48.9310)],
        crs=WGS84,
    )
    landmarks = pd.DataFrame(
        {"name": ["Hôtel de Ville", "La halle"], "lon": [2.35801, 2.3520], "lat": [48.9310, 48.9325]}
    )
    return build_index(
        streets=streets,
        names=names,
        landmarks=landmarks,
        zones=zones(("Ouest", "Saint-Denis", 2.350), ("Est", "Stains", 2.355)),
    )


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Avenue du Général-de-Gaulle", "Avenue du Général-de-Gaulle"),
        ("av gal de gaule", "Avenue du Général-de-Gaulle"),
        ("de gaulle avenue general", "Avenue du Général-de-Gaulle"),
        ("bd st denis", "Boulevard Saint-Denis"),
        ("blvd. saint denys", "Boulevard Saint-Denis"),
        ("rue jan jores", "Rue Jean-Jaurès"),
        ("JAURES", "Rue Jean-Jaurès"),
        ("avenue jean jaures", "Rue Jean-Jaurès"),
        ("rue du huit mai", "Rue du 8 Mai 1945"),
        ("8 mai 1945", "Rue du 8 Mai 1945"),
        ("r du marcher", "Rue du Marché"),
        ("pharmacie de la mairie", "Pharmacie de la Mairie"),
        ("pharmacie mairie", "Pharmacie de la Mairie"),
        ("la mairie", "Hôtel de Ville"),
        ("hotel de ville", "Hôtel de Ville"),
        ("halle", "La halle"),
    ],
)
def test_what_is_written_badly_is_found_first(index: PlaceIndex, typed: str, label: str) -> None:
    assert find_place(index, typed)[0].label == label


def test_a_house_number_is_kept_and_its_position_is_said_to_be_unknown(index: PlaceIndex) -> None:
    found = find_place(index, "12 bis, rue du marché")[0]
    assert (found.label, found.precision) == ("12 bis Rue du Marché", Precision.STREET_WITHOUT_NUMBER)
    assert found.explanation == "rue trouvée, numéro non connu : posée en son milieu"
    assert find_place(index, "rue du marché")[0].precision is Precision.STREET
    assert find_place(index, "12 hotel de ville")[0].label == "Hôtel de Ville"


def test_the_position_is_on_the_street_at_its_middle(index: PlaceIndex) -> None:
    found = find_place(index, "avenue du general de gaulle")[0]
    assert (found.lon, found.lat) == pytest.approx((2.3515, 48.9310), abs=1e-6)


def test_a_street_in_two_communes_is_two_answers_with_their_names(index: PlaceIndex) -> None:
    found = [place for place in find_place(index, "rue pasteur") if place.label == "Rue Pasteur"]
    assert [place.area for place in found] == ["Est, Stains", "Ouest, Saint-Denis"]
    assert found[0].lon > 2.359 > 2.352 > found[1].lon


def test_the_commune_that_was_typed_comes_first(index: PlaceIndex) -> None:
    assert find_place(index, "rue pasteur stains")[0].area == "Est, Stains"
    assert find_place(index, "rue pasteur 93200 saint-denis")[0].area == "Ouest, Saint-Denis"


def test_a_landmark_that_is_also_a_name_on_the_map_is_one_answer(index: PlaceIndex) -> None:
    assert [place.label for place in find_place(index, "hôtel de ville")].count("Hôtel de Ville") == 1


@pytest.mark.parametrize("typed", ["", "   ", "?!", "x", "12", "zzyzx quork", "🦒", "a" * 5000])
def test_what_names_nothing_finds_nothing(index: PlaceIndex, typed: str) -> None:
    assert find_place(index, typed) == []


def test_answers_are_ranked_and_limited(index: PlaceIndex) -> None:
    found = find_place(index, "rue", limit=3)
    assert len(found) <= 3
    assert [place.score for place in found] == sorted((place.score for place in found), reverse=True)
    assert all(0 <= place.score <= 100 for place in found)


def test_a_name_is_given_back_as_it_is_written(index: PlaceIndex) -> None:
    assert find_place(index, "rue d'a cote")[0].label == "Rue <b>d'à côté</b>"


def test_a_workshop_without_streets_finds_its_landmarks_and_an_empty_one_nothing() -> None:
    landmarks = pd.DataFrame({"name": ["La halle"], "lon": [2.352], "lat": [48.9325]})
    nowhere = zones()
    only = build_index(streets=None, names=None, landmarks=landmarks, zones=nowhere)
    assert [(found.label, found.area) for found in find_place(only, "la hale")] == [("La halle", "")]
    empty = build_index(streets=None, names=None, landmarks=landmarks.iloc[:0], zones=nowhere)
    assert find_place(empty, "la halle") == []
