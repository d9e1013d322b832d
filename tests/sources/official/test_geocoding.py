"""The geocoder as it answers, and the answers that are not believed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mapping.domain.errors import FetchError
from mapping.sources.official.client import Client
from mapping.sources.official.geocoding import Address, Answer, Match, geocode_addresses
from tests.registers import Registers, client_of, found, serving

TULIPES = Address("a", "1 rue des Tulipes", "93200", "Saint-Denis")


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


def one(client: Client, registers: Registers, address: Address = TULIPES, **result: str) -> Match:
    registers.addresses[address.street] = found(2.3525, 48.9325, **result)
    return geocode_addresses(client, [address], base_url=registers.url)[0]


def test_an_address_beyond_doubt_is_placed(client: Client, registers: Registers) -> None:
    assert one(client, registers) == Match(
        "a",
        Answer.PLACED,
        lon=2.3525,
        lat=48.9325,
        label="1 Rue des Tulipes 93200 Saint-Denis",
        score=0.95,
        kind="housenumber",
        ban_id="93066_0001_00001",
        code_insee="93066",
    )


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ({"result_type": "municipality"}, "seule la commune est reconnue : son centre n'est pas l'adresse"),
        ({"result_score": "0.79"}, "ressemblance de 0,79 sur 1, il faut au moins 0,80"),
        ({"result_score": ""}, "ressemblance de 0,00 sur 1, il faut au moins 0,80"),
        ({"result_score_next": "0.81"}, "une autre adresse ressemble presque autant (0,95 et 0,81)"),
    ],
)
def test_a_doubt_is_given_back_with_its_reason_and_the_proposal(
    client: Client, registers: Registers, result: dict[str, str], reason: str
) -> None:
    match = one(client, registers, **result)
    assert (match.answer, match.reason) == (Answer.UNSURE, reason)
    assert (match.lon, match.lat, match.label) == (2.3525, 48.9325, "1 Rue des Tulipes 93200 Saint-Denis")


@pytest.mark.parametrize(
    "result",
    [{"result_score": "0.80", "result_score_next": "0.65"}, {"result_score_next": "0.80"}, {"result_score_next": ""}],
)
def test_the_limits_themselves_are_enough(client: Client, registers: Registers, result: dict[str, str]) -> None:
    assert one(client, registers, **result).answer is Answer.PLACED


def test_the_same_street_under_another_postcode_is_only_a_proposal(client: Client, registers: Registers) -> None:
    match = one(client, registers, Address("a", "1 rue des Tulipes", "93206", "Saint-Denis Cedex"))
    assert (match.answer, match.reason) == (Answer.UNSURE, "code postal 93200 au lieu de 93206")
    assert [sorted(request) for request in registers.asked] == [
        ["columns", "data", "path", "postcode"],
        ["columns", "data", "path"],
    ]


def test_without_a_postcode_the_commune_has_to_be_the_same(client: Client, registers: Registers) -> None:
    assert one(client, registers, Address("a", "1 rue", "", "SAINT-DENIS")).answer is Answer.PLACED
    elsewhere = one(client, registers, Address("a", "1 rue", "", "Stains"))
    assert elsewhere.reason == "sans code postal, la commune doit être la même : Saint-Denis trouvée"
    assert one(client, registers, Address("a", "1 rue")).answer is Answer.UNSURE


def test_a_position_outside_france_is_no_answer(client: Client, registers: Registers) -> None:
    assert one(client, registers, latitude="2.35", longitude="48.93").answer is Answer.NOT_FOUND
    assert one(client, registers, latitude="nan", longitude="nan").answer is Answer.NOT_FOUND


def test_what_is_not_found_is_said_so_in_the_order_of_the_questions(client: Client, registers: Registers) -> None:
    registers.addresses["1 rue des Tulipes"] = found(2.3525, 48.9325)
    addresses = [Address("z", "9 rue Perdue", "93200", "Saint-Denis"), TULIPES]
    matches = geocode_addresses(client, addresses, base_url=registers.url)
    assert [(match.id, match.answer) for match in matches] == [("z", Answer.NOT_FOUND), ("a", Answer.PLACED)]
    assert matches[0].reason == "adresse inconnue de la Base Adresse Nationale"


def test_what_is_asked_is_the_documented_form(client: Client, registers: Registers) -> None:
    one(client, registers)
    assert registers.asked[0]["path"] == "/search/csv/"
    assert (registers.asked[0]["columns"], registers.asked[0]["postcode"]) == ("street|city", "postcode")
    assert registers.tables == [
        [{"id": "a", "street": "1 rue des Tulipes", "postcode": "93200", "city": "Saint-Denis"}]
    ]


def test_an_address_of_several_lines_with_quotes_and_commas_survives(client: Client, registers: Registers) -> None:
    street = 'Bât. "C",\n1 rue des Tulipes'
    assert one(client, registers, Address("0012", street, "93200", "Saint-Denis")).id == "0012"
    assert registers.tables[0][0]["street"] == street


def test_a_thousand_addresses_at_most_are_sent_at_once(
    client: Client, registers: Registers, waits: list[float]
) -> None:
    registers.addresses["1 rue des Tulipes"] = found(2.3525, 48.9325)
    many = [Address(str(number), "1 rue des Tulipes", "93200", "Saint-Denis") for number in range(1001)]
    seen: list[tuple[int, int | None]] = []
    matches = geocode_addresses(
        client, many, base_url=registers.url, on_progress=lambda _what, done, total: seen.append((done, total))
    )
    assert [len(table) for table in registers.tables] == [1000, 1]
    assert {match.answer for match in matches} == {Answer.PLACED}
    assert seen == [(1000, 1001), (1001, 1001)]
    assert waits == [0.05]


def test_a_row_that_does_not_come_back_is_not_found(client: Client, registers: Registers) -> None:
    answered = registers.geocoded
    registers.addresses["1 rue des Tulipes"] = found(2.3525, 48.9325)
    registers.geocoded = lambda rows, *, within_postcode: answered(rows[:1], within_postcode=within_postcode)  # type: ignore[method-assign]
    matches = geocode_addresses(client, [TULIPES, Address("b", "1 rue des Tulipes")], base_url=registers.url)
    assert [match.answer for match in matches] == [Answer.PLACED, Answer.NOT_FOUND]
    assert matches[1].reason == "le service n'a pas répondu pour cette adresse"


@pytest.mark.parametrize("fault", ["429", "500", "cut"])
def test_a_failure_that_passes_is_not_seen(client: Client, registers: Registers, fault: str) -> None:
    registers.faults = [fault]
    assert one(client, registers).answer is Answer.PLACED


def test_a_web_page_instead_of_a_table_is_said_so(client: Client, registers: Registers) -> None:
    registers.faults = ["html"]
    with pytest.raises(FetchError, match="page web"):
        one(client, registers)


def test_a_column_that_is_no_longer_there_is_named(client: Client, registers: Registers) -> None:
    registers.result_columns = [name for name in registers.result_columns if name != "result_type"]
    with pytest.raises(FetchError, match="il manque les colonnes result_type"):
        one(client, registers)


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b'id,"longitude\n1', b"{}"])
def test_an_answer_that_is_no_table_is_refused(client: Client, registers: Registers, body: bytes) -> None:
    registers.geocoded = lambda rows, *, within_postcode: body  # type: ignore[method-assign,assignment]
    with pytest.raises(FetchError, match="Géoplateforme"):
        one(client, registers)


def test_no_address_asks_nothing(client: Client, registers: Registers) -> None:
    no_answer: list[Any] = geocode_addresses(client, [], base_url=registers.url)
    assert no_answer == [] and registers.asked == []
