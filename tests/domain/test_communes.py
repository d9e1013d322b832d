import csv
from importlib.resources import files

import pytest

from mapping.domain.communes import (
    is_code_insee,
    normalise_code_insee,
    parent_commune,
    same_commune_codes,
    split_codes,
)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("01004", "01004"),
        ("1004", "01004"),
        ("2691", "02691"),
        ("1004.0", "01004"),
        (" 2a004 ", "2A004"),
        ("97411", "97411"),
        ("NA", ""),
        ("", ""),
        ("null", ""),
    ],
)
def test_a_code_gets_its_five_characters_back(written: str, code: str) -> None:
    assert normalise_code_insee(written) == code


@pytest.mark.parametrize("text", ["Saint-Denis", "930661", "2C004", "9306", "٩٣٠٦٦"])
def test_what_is_not_a_code_is_not_taken_for_one(text: str) -> None:
    assert not is_code_insee(text)


def test_a_cell_with_several_communes_is_split() -> None:
    assert split_codes("93001, 93008,93027 ; 93066|93001") == ["93001", "93008", "93027", "93066"]


def test_a_cell_without_commune_gives_none() -> None:
    assert split_codes("NA") == split_codes("") == split_codes(" , ") == []


def test_asking_a_commune_also_finds_those_that_merged_into_it() -> None:
    assert same_commune_codes("93066") == {"93066", "93059"}


def test_asking_the_merged_commune_finds_only_itself() -> None:
    assert same_commune_codes("93059") == {"93059"}


def test_a_code_inside_another_one_is_not_found() -> None:
    assert "93066" not in same_commune_codes("3066")


@pytest.mark.parametrize(
    ("arrondissement", "commune"), [("75101", "75056"), ("75120", "75056"), ("69389", "69123"), ("13216", "13055")]
)
def test_an_arrondissement_is_looked_for_under_its_commune_too(arrondissement: str, commune: str) -> None:
    assert same_commune_codes(arrondissement) == {arrondissement, commune}
    assert arrondissement in same_commune_codes(commune)
    assert parent_commune(arrondissement) == commune


def test_the_neighbours_of_an_arrondissement_are_not_brought_in() -> None:
    assert "75119" not in same_commune_codes("75118")
    assert parent_commune("75121") == "75121"


def test_every_line_of_the_table_is_a_pair_of_different_codes() -> None:
    text = files("mapping.domain").joinpath("commune_changes.csv").read_text(encoding="utf-8")
    lines = list(csv.DictReader(text.splitlines()))
    assert len(lines) > 1_900
    assert len({line["old"] for line in lines}) == len(lines)
    assert all(is_code_insee(line["old"]) and is_code_insee(line["new"]) for line in lines)
    assert all(line["old"] != line["new"] and line["source"] for line in lines)


def test_no_commune_merged_into_one_that_is_itself_merged() -> None:
    text = files("mapping.domain").joinpath("commune_changes.csv").read_text(encoding="utf-8")
    lines = list(csv.DictReader(text.splitlines()))
    assert not {line["new"] for line in lines} & {line["old"] for line in lines}
