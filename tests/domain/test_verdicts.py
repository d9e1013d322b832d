import math

import pytest

from mapping.domain.models import Verdict
from mapping.domain.parameters import Parameters
from mapping.domain.verdicts import reason, verdict_label


def row(verdict, **values):
    plain = {"inside": 0, "band_300m": 0, "population": 4000, "needs": 0, "people_asking": 0}
    return plain | {"per_1000": 0.25, "per_1000_low": 0.006, "per_1000_high": 1.39} | values | {"verdict": verdict}


def test_every_verdict_has_its_own_words():
    assert len({verdict_label(verdict) for verdict in Verdict}) == len(Verdict)


def test_a_verdict_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="missing"):
        verdict_label("missing")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_reason(verdict):
    assert reason(row(verdict)).endswith(".")


def test_what_is_present_is_told_with_its_rate_and_interval():
    assert reason(row("present", inside=1)) == (
        "1 lieu dans le quartier, soit 0,25 pour 1\u202f000 habitants (intervalle à 95 % : de 0,01 à 1,4)."
    )


def test_what_is_present_where_the_population_is_unknown_has_no_rate():
    told = reason(row("present", inside=2, population=math.nan, per_1000=math.nan))
    assert told == "2 lieux dans le quartier ; le nombre d'habitants est inconnu."


def test_the_width_of_the_band_is_told():
    assert "à 150 m" in reason(row("nearby", band_300m=1), band_m=150.0)
    assert "à 300 m" in reason(row("absent"))


def test_insufficient_data_says_whether_people_or_places_are_unknown():
    assert "habitants est inconnu" in reason(row("insufficient_data", population=math.nan))
    assert "aucun lieu placé" in reason(row("insufficient_data"))


def test_what_residents_ask_for_is_added_to_any_reason():
    assert reason(row("absent", needs=2, people_asking=9)).endswith("9 personnes l'ont demandé pendant l'atelier.")
    assert reason(row("absent", needs=1, people_asking=1)).endswith("1 personne l'a demandé pendant l'atelier.")


WALK = {"walk_median_min": 17.4, "share_within_10min": 0.31}


def test_a_walk_is_told_in_minutes_for_half_of_the_inhabitants_and_in_a_share():
    told = (
        "Le plus proche est à 17 minutes à pied pour la moitié des habitants ; 31 % d'entre eux en ont un à 10 minutes"
    )
    for verdict in ("present", "nearby", "far", "unknown_offer", "absent"):
        assert f"{told} au plus." in reason(row(verdict, inside=1, **WALK))


def test_far_says_how_many_places_are_there_or_that_none_is():
    assert reason(row("far", inside=2, **WALK)).startswith("2 lieux dans le quartier, mais loin")
    assert reason(row("far", band_300m=1, **WALK)).startswith(
        "1 lieu hors du quartier, à 300 m au plus de sa limite, mais"
    )
    assert reason(row("far", **WALK)).startswith("Aucun lieu connu dans le quartier, ni à 300 m")


def test_an_offer_that_is_not_known_says_that_it_exists():
    for places, words in (
        ({"inside": 1}, "1 lieu dans"),
        ({"band_300m": 2}, "2 lieux hors"),
        ({}, "Un lieu où l'on va"),
    ):
        told = reason(row("unknown_offer", **places, **WALK))
        assert told.startswith(words)
        assert "on le demande plus qu'on ne le connaît" in told


def test_what_one_walks_to_beyond_the_band_is_nearby_in_words_too():
    told = reason(row("nearby", walk_median_min=8.0, share_within_10min=0.7))
    assert told.startswith("Aucun lieu connu dans le quartier, ni à 300 m au plus de sa limite, mais on y va à pied.")


def test_minutes_as_the_crow_flies_say_so_with_the_detour():
    told = reason(row("far", inside=1, **WALK), walk_method="crow_fly")
    assert told.endswith("au plus (à vol d'oiseau, rallongé de 30 % : l'atelier n'a pas de rues ici).")
    longer = reason(row("far", inside=1, **WALK), walk_method="crow_fly", parameters=Parameters(detour=1.45))
    assert "rallongé de 45 %" in longer
    assert "vol d'oiseau" not in reason(row("far", inside=1, **WALK), walk_method="network")


def test_shares_of_a_surface_are_not_told_as_inhabitants():
    told = reason(row("far", inside=1, population=math.nan, **WALK), walk_basis="area")
    assert "17 minutes à pied pour la moitié du quartier ; 31 % de sa surface est à 10 minutes d'un lieu" in told


def test_nobody_within_a_walk_has_no_minutes():
    told = reason(row("absent", walk_median_min=math.nan, share_within_10min=0.0))
    assert told.endswith("Pour la moitié des habitants au moins, aucun lieu connu n'est joignable à pied.")


def test_figures_that_are_not_known_are_not_told():
    empty = {"walk_median_min": math.nan, "share_within_10min": math.nan}
    assert reason(row("absent", **empty)) == reason(row("absent"))
    assert "minutes" not in reason(row("insufficient_data", **WALK))


@pytest.mark.parametrize(
    ("share", "told"), [(0.0, "0 %"), (0.004, "moins de 1 %"), (0.996, "99 %"), (1.0, "100 %"), (0.616, "62 %")]
)
def test_a_share_is_none_or_all_only_when_it_is(share, told):
    assert f"; {told} d'entre eux" in reason(row("far", walk_median_min=12.0, share_within_10min=share))


def test_the_reach_and_the_confidence_are_those_that_were_used():
    chosen = Parameters(reach_min=5.0, confidence=0.9)
    told = reason(row("present", inside=1, **WALK), parameters=chosen)
    assert "intervalle à 90 %" in told
    assert "en ont un à 5 minutes au plus" in told
