"""How the French write addresses."""

import pytest

from mapping.domain.addresses import Query, address_words, cut_address, sound


@pytest.mark.parametrize(
    "written", ["Avenue du Général-de-Gaulle", "av. Gal de Gaulle", "AVE DU GENERAL DE GAULLE", "av général   gaulle"]
)
def test_spellings_of_one_street_are_the_same_words(written: str) -> None:
    assert address_words(written) == ("avenue", "general", "gaulle")


def test_a_name_made_of_particles_keeps_them() -> None:
    assert address_words("Les Aux") == ("les", "aux")


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("12 rue Pasteur", Query(("rue", "pasteur"), "12")),
        ("12bis, rue Pasteur", Query(("rue", "pasteur"), "12 bis")),
        ("12 B rue Pasteur", Query(("rue", "pasteur"), "12 b")),
        ("n° 4 place Saint-Jean", Query(("place", "saint", "jean"), "4")),
        ("rue Pasteur 12", Query(("rue", "pasteur"), "12")),
        ("rue Pasteur 93200", Query(("rue", "pasteur"), "")),
        ("rue du 8 mai 1945", Query(("rue", "huit", "mai", "1945"), "")),
        ("8 mai 1945", Query(("huit", "mai", "1945"), "")),
        ("3 rue du 8 mai 1945", Query(("rue", "huit", "mai", "1945"), "3")),
        ("", Query((), "")),
    ],
)
def test_the_house_number_is_told_from_the_number_in_a_name(typed: str, query: Query) -> None:
    assert cut_address(typed) == query


@pytest.mark.parametrize(
    ("right", "heard"),
    [("jaurès", "jores"), ("électrique", "elektrik"), ("philippe", "filip"), ("langevin", "lanjevin")],
)
def test_what_is_written_by_ear_sounds_alike(right: str, heard: str) -> None:
    assert sound(right) == sound(heard)


def test_different_words_sound_different() -> None:
    assert sound("pasteur") != sound("hugo")
