"""Two lists, one actor: what is proposed, what is not, and how often that is right."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mapping.analysis.duplicate_names import core_words, name_score
from mapping.analysis.duplicates import THRESHOLD, duplicate_pairs

LABELLED = Path(__file__).parent / "duplicates_labelled.csv"
TEXTS = ["name", "siret", "address", "postcode", "city", "code_insee"]


def actors(*rows: dict[str, Any]) -> pd.DataFrame:
    empty = dict.fromkeys(TEXTS, "") | {"lon": np.nan, "lat": np.nan, "city": "Stains"}
    complete = [empty | {"actor_id": f"{number}"} | row for number, row in enumerate(rows)]
    return pd.DataFrame(complete).astype({"lon": float, "lat": float})


def found(*rows: dict[str, Any], **options: Any) -> list[tuple[str, str]]:
    pairs = duplicate_pairs(actors(*rows), **options)
    return list(zip(pairs["one"], pairs["other"], strict=True))


REGIE = {"name": "Régie de quartier du Cordon", "address": "3 avenue du Parc", "lon": 2.36, "lat": 48.93}


def test_the_same_name_and_address_written_otherwise_is_proposed_with_its_reasons() -> None:
    pairs = duplicate_pairs(
        actors(REGIE, REGIE | {"name": "ASSO REGIE DE QUARTIER DU CORDON", "address": "3 av. Parc"})
    )
    assert pairs[["one", "other", "score", "distance_m"]].to_numpy().tolist() == [["0", "1", 100.0, 0.0]]
    assert pairs["reasons"][0] == ("mêmes mots dans le nom", "même adresse", "à 0 m l'un de l'autre")


def test_two_associations_at_one_address_are_not_proposed() -> None:
    assert found(REGIE | {"name": "Club de judo de Stains"}, REGIE | {"name": "Club de karaté de Stains"}) == []


def test_two_missing_positions_are_not_the_same_place() -> None:
    jardin = {"name": "Jardin partagé", "city": ""}
    assert found(jardin, jardin) == []
    assert found(REGIE | {"name": "Chorale"}, {"name": "Fanfare"}) == []


def test_a_missing_position_does_not_make_two_actors_different() -> None:
    assert found(REGIE, {"name": "La régie de quartier du Cordon"}) == [("0", "1")]


def test_a_same_siret_overrules_the_names() -> None:
    siret = {"siret": "90000000000011"}
    assert found(REGIE | siret, REGIE | siret | {"name": "Association Bien Vivre"}) == [("0", "1")]


def test_a_siret_typed_with_a_wrong_digit_is_not_another_company() -> None:
    one, other = {"siret": "90000000000011"}, {"siret": "90001000000011"}
    assert found(REGIE | one, REGIE | other) == [("0", "1")]


def test_two_establishments_of_one_company_are_not_one_place() -> None:
    here = REGIE | {"siret": "90000000000011"}
    there = REGIE | {"siret": "90000000000029", "lon": 2.39, "address": "80 rue Loin"}
    assert found(here, there) == []


def test_distances_are_in_metres_wherever_the_territory_is() -> None:
    # A hundredth of a degree of longitude: 733 m at Stains, 1 070 m in Mayotte.
    for lon, lat, metres in ((2.36, 48.93, 733), (45.2, -12.8, 1086)):
        pair = duplicate_pairs(actors(REGIE | {"lon": lon, "lat": lat}, REGIE | {"lon": lon + 0.01, "lat": lat}))
        assert pair["distance_m"][0] == pytest.approx(metres, rel=0.01)


def test_a_name_that_three_actors_have_is_a_network_that_did_not_move() -> None:
    elsewhere = [
        {"name": "Compagnons Bonnefoi", "address": f"{n} rue {street}", "lon": 2.36 + n / 50, "lat": 48.93}
        for n, street in ((1, "Basse"), (2, "Haute"), (3, "Neuve"))
    ]
    assert found(*elsewhere) == []
    assert found(*elsewhere[:2]) == [("0", "1")]


def test_what_a_person_said_is_different_is_not_proposed_again() -> None:
    assert found(REGIE, REGIE, different={("0", "1")}) == []


def test_only_pairs_with_a_new_row_are_looked_at_after_an_import() -> None:
    assert set(found(REGIE, REGIE, REGIE, only=["2"])) == {("0", "2"), ("1", "2")}


def test_the_order_of_the_rows_does_not_matter() -> None:
    table = actors(REGIE, REGIE | {"name": "Régie Cordon"}, REGIE | {"name": "Chorale"})
    pd.testing.assert_frame_equal(duplicate_pairs(table), duplicate_pairs(table.iloc[::-1]))


@pytest.mark.parametrize("name", ["", "—", "!!!", "a", "L'", "🍎", "x" * 5000])
def test_a_name_that_says_nothing_breaks_nothing(name: str) -> None:
    duplicate_pairs(actors({"name": name, "city": ""}, {"name": name + " ", "city": ""}, REGIE))


def test_an_empty_table_has_no_pair() -> None:
    assert duplicate_pairs(actors(REGIE)).empty
    assert duplicate_pairs(actors(REGIE).iloc[:0]).empty


def test_a_kind_that_differs_weighs_more_than_a_kind_that_is_shared() -> None:
    shared = name_score(core_words("Café du Port"), core_words("Café de la Gare"), {"cafe": 0.5})
    different = name_score(core_words("Café du Port"), core_words("Atelier du Port"), {"cafe": 0.5, "atelier": 0.5})
    assert shared < 40 and different < 67


def test_the_labelled_pairs_are_many_and_of_every_sort() -> None:
    pairs = pd.read_csv(LABELLED, dtype=str, keep_default_na=False)
    assert len(pairs) >= 200
    assert set(pairs["doublon"]) == {"0", "1"}
    assert pairs["cas"].nunique() >= 12


def test_most_of_what_is_proposed_is_right_and_little_is_missed() -> None:
    pairs = pd.read_csv(LABELLED, dtype=str, keep_default_na=False)
    sides = [pairs[[f"{n}_{s}" for n in [*TEXTS, "lon", "lat"]]].set_axis([*TEXTS, "lon", "lat"], axis=1) for s in "ab"]
    table = pd.concat([side.assign(actor_id=[f"{n:03d}{s}" for n in pairs.index]) for s, side in zip("ab", sides)])
    for name in ("lon", "lat"):
        table[name] = pd.to_numeric(table[name].replace("", None)).astype(float)
    proposed = duplicate_pairs(table.reset_index(drop=True), threshold=THRESHOLD)
    control = set(pairs.index[pairs["part"] == "controle"])
    true = {(f"{n:03d}a", f"{n:03d}b") for n in pairs.index[pairs["doublon"] == "1"] if n in control}
    shown = {pair for pair in zip(proposed["one"], proposed["other"]) if {int(pair[0][:3]), int(pair[1][:3])} & control}
    assert len(true & shown) / len(shown) >= 0.95
    assert len(true & shown) / len(true) >= 0.95
