import math

import pytest

from mapping.domain.models import Verdict
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
