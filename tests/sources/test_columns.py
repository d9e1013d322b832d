import csv
from importlib.resources import files

import pytest

from mapping.domain.errors import ColumnError
from mapping.domain.tables import ACTORS, CONTRIBUTIONS, LANDMARKS, POPULATION, ZONES
from mapping.sources.addresses_in_cells import PARTS
from mapping.sources.columns import guess_columns, key_of, require_fields


def test_names_are_recognised_without_case_accents_or_punctuation() -> None:
    names = ["NOM DE LA STRUCTURE", "Code-Postal", "Libellé commune", "Longitude", "lat."]
    assert guess_columns(names, ACTORS, given={}) == {
        "name": "NOM DE LA STRUCTURE",
        "postcode": "Code-Postal",
        "city": "Libellé commune",
        "lon": "Longitude",
        "lat": "lat.",
    }


def test_english_names_are_recognised_too() -> None:
    assert guess_columns(["name", "zip", "city", "lng"], ACTORS, given={}) == {
        "name": "name",
        "postcode": "zip",
        "city": "city",
        "lon": "lng",
    }


def test_the_preferred_name_wins_over_another_that_is_also_there() -> None:
    assert guess_columns(["structure", "nom"], ACTORS, given={})["name"] == "nom"


def test_a_column_answers_one_field_only() -> None:
    chosen = guess_columns(["id", "nom", "commune"], ACTORS, given={"description": "commune"})
    assert chosen == {"id": "id", "name": "nom", "description": "commune"}


def test_what_a_person_says_wins_over_the_guess() -> None:
    assert guess_columns(["nom", "enseigne"], LANDMARKS, given={"name": "enseigne"}) == {"name": "enseigne"}


def test_a_person_can_leave_a_field_out() -> None:
    assert "siret" not in guess_columns(["nom", "siret"], ACTORS, given={"siret": ""})


def test_an_unknown_field_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ColumnError, match="population"):
        guess_columns(["a"], POPULATION, given={"habitant": "a"})


def test_an_unknown_column_is_refused_with_one_that_looks_like_it() -> None:
    with pytest.raises(ColumnError, match="Il a : Nom"):
        guess_columns(["Nom", "Ville"], LANDMARKS, given={"name": "Noms"})


def test_a_missing_column_is_asked_for_with_what_the_file_has() -> None:
    with pytest.raises(ColumnError, match=r"« name » \(Nom de la structure\).*Le fichier a : a, b.*--column name="):
        require_fields({}, ["name"], contract=ACTORS, names=["a", "b"])


def test_contributions_may_have_positions_in_place_of_a_geometry() -> None:
    chosen = guess_columns(["nature", "lon", "lat"], CONTRIBUTIONS, given={})
    assert chosen == {"kind": "nature", "lon": "lon", "lat": "lat"}


def test_every_line_of_the_table_names_a_field_that_exists_once() -> None:
    text = files("mapping.sources").joinpath("column_synonyms.csv").read_text(encoding="utf-8")
    lines = list(csv.DictReader(text.splitlines()))
    fields = {contract.name: set(contract.names) for contract in (ZONES, ACTORS, POPULATION, LANDMARKS, CONTRIBUTIONS)}
    fields["contributions"] |= {"lon", "lat", "square", "gommette"}
    fields["landmarks"] |= {"position"}
    fields["actors"] |= {"position", "categories", *PARTS}
    assert all(line["field"] in fields[line["table"]] for line in lines)
    assert all(key_of(line["name"]) == line["name"] for line in lines)
    assert len({tuple(line.values()) for line in lines}) == len(lines)


@pytest.mark.parametrize("contract", [ACTORS, POPULATION, LANDMARKS])
def test_the_names_of_a_contract_are_recognised_as_they_are(contract: object) -> None:
    names = contract.names  # type: ignore[attr-defined]
    assert guess_columns(names, contract, given={}) == {name: name for name in names}  # type: ignore[arg-type]
