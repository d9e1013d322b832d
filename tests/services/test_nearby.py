"""« C'est lui ? »: which known places are proposed. At 48.93 north, 0.001 degree of longitude is 73 m."""

import pytest

from mapping.services.nearby import KnownPlace, KnownPlaces

LAT = 48.93
GIRAFFE = KnownPlace("g", "Épicerie La Girafe", ("se_nourrir",), 2.350, LAT)
CORDON = KnownPlace("c", "Ressourcerie du Cordon", ("reparer",), 2.351, LAT)
LONG = "Association pour la Formation, la Prévention et l'Accès aux Droits"
SIGLE = KnownPlace("s", LONG, ("apprendre",), 2.352, LAT)
UNNAMED = KnownPlace("u", "", ("se_nourrir",), 2.3505, LAT)
PLACES = KnownPlaces([GIRAFFE, CORDON, SIGLE, UNNAMED])


def found(lon: float, **said: str) -> list[str]:
    return [near.place.id for near in PLACES.near(lon, LAT, **said)]


@pytest.mark.parametrize(
    "text",
    ["Épicerie La Girafe", "la girafe", "epicerie girafe", "l'épicerie La Giraffe, elle ouvre le samedi", "GIRAFE"],
)
def test_a_close_name_nearby_is_proposed(text: str) -> None:
    assert found(2.353, text=text) == ["g"]


def test_a_sigle_is_the_name_it_stands_for() -> None:
    assert found(2.353, text="AFPAD") == ["s"]


@pytest.mark.parametrize("text", ["", "Une crèche", "épicerie", "le quartier", "x", "\u202e", "🧵"])
def test_words_that_say_little_propose_nothing(text: str) -> None:
    assert found(2.3545, text=text) == []


def test_the_same_need_is_proposed_only_at_the_same_place() -> None:
    assert found(2.3503, filiere="se_nourrir") == ["u", "g"]
    assert found(2.3520, filiere="se_nourrir") == []
    assert found(2.3503, filiere="garder_enfants") == []


def test_a_name_that_fits_comes_before_a_place_that_is_nearer() -> None:
    assert found(2.3505, filiere="se_nourrir", text="la girafe")[0] == "g"


def test_the_distance_is_in_metres_and_far_is_not_near() -> None:
    (near,) = PLACES.near(2.351, LAT, text="girafe")
    assert 70 <= near.distance_m <= 76
    assert found(2.360, text="Épicerie La Girafe") == []


def test_without_any_place_there_is_nothing_to_propose() -> None:
    assert KnownPlaces([]).near(2.35, LAT, text="girafe", filiere="se_nourrir") == []


def test_no_more_than_three_are_proposed() -> None:
    many = KnownPlaces([KnownPlace(str(i), "Épicerie La Girafe", (), 2.35, LAT) for i in range(9)])
    assert len(many.near(2.35, LAT, text="La Girafe")) == 3
