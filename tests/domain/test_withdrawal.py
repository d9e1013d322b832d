"""Codes that people write down and type again, and the fingerprint that stands for them."""

import random

import pytest

from mapping.domain.errors import ContributionError
from mapping.domain.withdrawal import author_key, code_words, new_code, parse_code


def one_letter_apart(one: str, other: str) -> bool:
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def test_words_are_plain_and_no_two_are_one_slip_apart() -> None:
    words = code_words()
    assert len(words) == len(set(words)) >= 500
    assert all(word.isascii() and word.isalpha() and word.islower() and 4 <= len(word) <= 9 for word in words)
    assert [(a, b) for i, a in enumerate(words) for b in words[:i] if one_letter_apart(a, b)] == []


def test_every_code_that_is_made_is_read_back() -> None:
    source = random.Random(4)
    for _ in range(500):
        code = new_code(source.randrange)
        first, second, number = code.split("-")
        assert first != second
        assert 10 <= int(number) <= 99
        assert parse_code(code) == code


def test_the_last_choice_of_the_source_is_a_code_too() -> None:
    assert parse_code(new_code(lambda most: most - 1)).endswith("-99")


@pytest.mark.parametrize(
    "typed",
    [
        "tambour-cerise-47",
        " Tambour  Cerise  47 ",
        "TÂMBOUR—CÉRISE—47",
        "tambourcerise47",
        "tambour.cerise.47",
        "tambour-cerise47",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_code(typed) == "TAMBOUR-CERISE-47"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "47",
        "TAMBOUR",
        "TAMBOUR-CERISE",
        "TAMBOUR-CERISE-7",
        "TAMBOUR-CERISE-100",
        "CERISE-TAMBOURS-47",
        "x" * 9999,
        "TAMBOUR-CERISE-47-48",
        "TAMBOUR-47-CERISE",
        "\u202e",
        "TAMBOUR-CERISE-٤٧",
    ],
)
def test_what_is_no_code_is_told_without_helping_to_guess(typed: str) -> None:
    with pytest.raises(ContributionError, match="deux mots et un nombre"):
        parse_code(typed)


def test_a_fingerprint_is_of_one_code_in_one_workshop() -> None:
    key = author_key("TAMBOUR-CERISE-47", "a")
    assert key == author_key("tambour cerise 47", "a")
    assert len({key, author_key("TAMBOUR-CERISE-48", "a"), author_key("TAMBOUR-CERISE-47", "b")}) == 3
    assert "TAMBOUR" not in key.upper()
