"""The Emplois de l'inclusion as they answer, and as they fail."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mapping.domain.errors import FetchError
from mapping.domain.tables import ACTORS, require_columns
from mapping.sources.official.client import Client
from mapping.sources.official.siae import fetch_insertion
from tests.registers import Registers, client_of, serving, siae, siret


@pytest.fixture
def registers() -> Iterator[Registers]:
    with serving() as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(tmp_path: Path, waits: list[float]) -> Iterator[Client]:
    with client_of(tmp_path / "cache", waits=waits) as opened:
        yield opened


def read(client: Client, registers: Registers, *departements: str) -> Any:
    return fetch_insertion(client, departements or ("93",), base_url=registers.url)


def test_a_structure_of_insertion_is_an_actor_to_be_placed(client: Client, registers: Registers) -> None:
    registers.siaes = [siae(1, "ACI", description="Maraîchage et paniers.")]
    table = read(client, registers).table
    require_columns(table, ACTORS)
    row = table.iloc[0]
    assert (row["name"], row["siret"], row["scheme"]) == ("Structure 1 (exemple)", siret(1), "aci")
    assert (row["address"], row["postcode"], row["city"]) == ("1 rue des Tulipes", "93200", "Saint-Denis")
    assert row["description"] == "Maraîchage et paniers."
    assert row[["lon", "lat"]].isna().all() and row["filieres"] == ""


def test_each_type_is_the_scheme_of_the_nomenclature(client: Client, registers: Registers) -> None:
    kinds = ["ACI", "AI", "EI", "EITI", "ETTI", "GEIQ"]
    registers.siaes = [siae(number, kind) for number, kind in enumerate(kinds, start=1)]
    assert read(client, registers).table["scheme"].tolist() == ["aci", "ai", "ei", "eiti", "etti", "geiq"]


def test_a_type_that_is_not_of_insertion_is_counted_apart(client: Client, registers: Registers) -> None:
    registers.siaes = [siae(1, "EA"), siae(2, "OPCS"), siae(3, "ACI")]
    found = read(client, registers)
    assert found.table["siret"].tolist() == [siret(3)] and found.other_kinds == 2


def test_neither_telephone_nor_email_nor_job_offer_is_kept(client: Client, registers: Registers) -> None:
    words = "Traiteur. Appelez le 01 23 45 67 89 ou +33 6 12 34 56 78, <b>chef@traiteur.example</b> [midi]"
    registers.siaes = [siae(1, "EI", description=words)]
    found = read(client, registers)
    assert found.table["description"].tolist() == ["Traiteur. Appelez le ou , (midi)"]
    for private in ("0100000000", "contact@", "G1603", "cuisine"):
        assert private not in found.table.to_csv()


def test_a_long_description_is_cut_between_two_words(client: Client, registers: Registers) -> None:
    registers.siaes = [siae(1, "EI", description="mot " * 200)]
    description = read(client, registers).table["description"].iloc[0]
    assert len(description) <= 280 and description.endswith("mot…")


def test_a_website_that_is_no_web_address_is_not_kept(client: Client, registers: Registers) -> None:
    registers.siaes = [siae(1, "EI", site_web="javascript:alert(1)"), siae(2, "EI", site_web=None)]
    assert read(client, registers).table["website"].tolist() == ["", ""]


def test_two_agreements_of_one_establishment_leave_the_scheme_open(client: Client, registers: Registers) -> None:
    registers.siaes = [siae(1, "ACI"), siae(1, "EI")]
    assert read(client, registers).table[["siret", "scheme"]].to_numpy().tolist() == [[siret(1), ""]]


def test_every_page_is_read_twelve_times_a_minute_at_most(
    client: Client, registers: Registers, waits: list[float]
) -> None:
    registers.siaes = [siae(number, "ACI") for number in range(1, 46)]
    assert len(read(client, registers).table) == 45
    assert [request["page"] for request in registers.asked] == ["1", "2", "3"]
    assert waits == [5.0, 5.0]


def test_a_row_without_number_or_name_is_given_back(client: Client, registers: Registers) -> None:
    registers.siaes = [siae(1, "ACI", siret="inconnu"), siae(2, "ACI", enseigne=None, raison_sociale="")]
    found = read(client, registers)
    assert found.table.empty
    assert [bad.problem for bad in found.rejected] == [
        "SIRET : 14 chiffres sont attendus",
        "nom de la structure : vide",
    ]


def test_the_other_departements_are_not_read(client: Client, registers: Registers) -> None:
    registers.siaes = [siae(1, "ACI", departement="974"), siae(2, "ACI")]
    assert read(client, registers, "974", "974").table["siret"].tolist() == [siret(1)]


@pytest.mark.parametrize("fault", ["429", "500", "cut"])
def test_a_failure_that_passes_is_not_seen(client: Client, registers: Registers, fault: str) -> None:
    registers.siaes = [siae(1, "ACI")]
    registers.faults = [fault]
    assert len(read(client, registers).table) == 1


def test_a_web_page_instead_of_data_is_said_so(client: Client, registers: Registers) -> None:
    registers.faults = ["html"]
    with pytest.raises(FetchError, match="page web"):
        read(client, registers)


@pytest.mark.parametrize("name", ["siret", "type", "ville"])
def test_a_field_that_is_no_longer_there_is_named(client: Client, registers: Registers, name: str) -> None:
    changed = siae(1, "ACI")
    del changed[name]
    registers.siaes = [changed]
    with pytest.raises(FetchError, match=f"« {name} »"):
        read(client, registers)


def test_a_list_without_the_wrapping_of_pages_is_refused(client: Client, registers: Registers) -> None:
    registers.insertion = lambda asked: [siae(1, "ACI")]  # type: ignore[method-assign,assignment,return-value]
    with pytest.raises(FetchError, match="« count »"):
        read(client, registers)
