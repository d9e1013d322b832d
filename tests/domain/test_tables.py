"""The column contracts: what travels between rooms, and what each column is for."""

import re

import pandas as pd
import pytest

from mapping.domain import tables
from mapping.domain.errors import ColumnError

CONTRACTS = [value for value in vars(tables).values() if isinstance(value, tables.Contract)]
BY_NAME = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.name)


def test_every_contract_is_found() -> None:
    names = {contract.name for contract in CONTRACTS}
    assert names >= {"zones", "actors", "stored_actors", "population", "landmarks", "contributions", "places", "gaps"}


@BY_NAME
def test_no_column_is_there_twice(contract: tables.Contract) -> None:
    assert len(contract.names) == len(set(contract.names))


@BY_NAME
def test_every_column_has_one_line_of_help(contract: tables.Contract) -> None:
    assert all(column.help.strip() and "\n" not in column.help for column in contract.columns)


@BY_NAME
def test_column_names_are_plain(contract: tables.Contract) -> None:
    assert [name for name in contract.names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []


@BY_NAME
def test_geometry_comes_last_and_once(contract: tables.Contract) -> None:
    types = [column.type for column in contract.columns]
    assert types.count(tables.Type.GEOMETRY) <= 1
    assert tables.Type.GEOMETRY not in types[:-1]


def test_gaps_have_the_columns_of_the_command_in_order() -> None:
    assert tables.GAPS.names == [
        "code_qp", "filiere", "population", "inside", "band_300m", "per_1000", "per_1000_low", "per_1000_high",
        "walk_median_min", "walk_p90_min", "share_within_10min", "needs", "people_asking", "verdict",
    ]  # fmt: skip


def test_stored_actors_hold_everything_an_actor_holds() -> None:
    assert set(tables.ACTORS.names) < set(tables.STORED_ACTORS.names)


def test_what_says_who_decided_and_when_is_private() -> None:
    private = {column.name for column in tables.CONTRIBUTIONS.columns if column.private}
    assert private == {
        *("reason", "merged_into", "origin", "submitted_at"),
        *("session_id", "group_name", "author_key", "photo_id", "photo_status"),
    }


def test_codes_are_text() -> None:
    codes = [
        column.type
        for contract in CONTRACTS
        for column in contract.columns
        if column.name in {"code", "code_qp", "code_insee", "postcode", "siret", "id", "year"}
    ]
    assert set(codes) == {tables.Type.TEXT}


@BY_NAME
def test_a_frame_with_every_column_is_accepted_even_empty(contract: tables.Contract) -> None:
    tables.require_columns(pd.DataFrame(columns=contract.names), contract)


@BY_NAME
def test_a_frame_without_one_column_is_refused_and_the_column_named(contract: tables.Contract) -> None:
    missing = contract.names[0]
    with pytest.raises(ColumnError, match=rf"il manque {missing}"):
        tables.require_columns(pd.DataFrame(columns=contract.names[1:]), contract)


def test_a_column_more_is_no_fault() -> None:
    tables.require_columns(pd.DataFrame(columns=[*tables.LANDMARKS.names, "notes"]), tables.LANDMARKS)


@pytest.mark.parametrize(
    ("cell", "values"),
    [("", []), ("|", []), ("a", ["a"]), (" a | b ", ["a", "b"]), ("a||b", ["a", "b"]), ("a;b", ["a;b"])],
)
def test_a_cell_is_split_on_bars_only(cell: str, values: list[str]) -> None:
    assert tables.split_values(cell) == values
