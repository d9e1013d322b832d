"""Who is the same: two laptops that read the same list give the same identifiers."""

import math
from typing import Any

import pandas as pd
import pytest

from mapping.domain.identity import actor_id, actor_ids, content_id, normalise
from mapping.domain.ids import parse_id
from mapping.domain.tables import ACTORS


def row(**values: Any) -> dict[str, Any]:
    return dict.fromkeys(ACTORS.names, "") | {"lon": math.nan, "lat": math.nan} | values


@pytest.mark.parametrize("text", ["Régie du Parc", "REGIE DU PARC", " régie  du\tparc ", "Re\u0301gie du Parc"])
def test_case_accents_and_spaces_do_not_make_another_name(text: str) -> None:
    assert normalise(text) == "regie du parc"


def test_an_identifier_is_a_uuid_that_depends_on_each_part() -> None:
    assert parse_id(content_id("a", "b")) == content_id("a", "b")
    assert len({content_id("a", "b"), content_id("b", "a"), content_id("ab"), content_id("a", "b", "")}) == 4


def test_the_identifier_of_the_list_comes_before_everything() -> None:
    renamed = row(id="42", name="Régie du Parc", siret="1")
    assert actor_id(row(id="42", name="Régie", siret="2", city="Stains")) == actor_id(renamed)


def test_without_one_the_siret_counts_and_the_name_may_change() -> None:
    assert actor_id(row(siret="1", name="Régie")) == actor_id(row(siret="1", name="Régie du Parc"))
    assert actor_id(row(siret="1")) != actor_id(row(id="1"))


def test_without_either_the_name_and_the_address_count() -> None:
    here = row(name="Régie du Parc", address="1 rue A", city="Stains")
    assert actor_id(here) == actor_id(row(name="REGIE DU PARC", address="1 RUE A", city="STAINS"))
    assert actor_id(here) != actor_id(row(name="Régie du Parc", address="2 rue A", city="Stains"))


def test_without_an_address_the_position_counts_to_the_metre() -> None:
    here = row(name="Jardin", lon=2.36, lat=48.93)
    assert actor_id(here) == actor_id(row(name="Jardin", lon=2.360001, lat=48.930001))
    assert actor_id(here) != actor_id(row(name="Jardin", lon=2.36002, lat=48.93))
    assert actor_id(here) != actor_id(row(name="Jardin"))


def test_identifiers_stand_on_the_index_of_the_table() -> None:
    table = pd.DataFrame([row(id="a"), row(id="b")], index=[7, 9])
    ids = actor_ids(table)
    assert list(ids.index) == [7, 9]
    assert ids[7] == actor_id(row(id="a"))


def test_an_empty_list_has_no_identifier() -> None:
    assert actor_ids(pd.DataFrame(columns=ACTORS.names)).empty
