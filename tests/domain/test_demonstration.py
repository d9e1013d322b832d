"""Invented rows are recognised by their last word, and only by it."""

import pytest

from mapping.domain.demonstration import SUFFIX, is_example, notice


def test_the_notice_says_what_is_invented_and_what_is_official() -> None:
    assert "inventé" in notice()
    assert "officielles" in notice()


@pytest.mark.parametrize("name", ["Ressourcerie (exemple)", "Ressourcerie (exemple)  ", SUFFIX])
def test_a_name_that_ends_with_the_suffix_is_an_example(name: str) -> None:
    assert is_example(name)


@pytest.mark.parametrize("name", ["", "Ressourcerie", "(exemple) de ressourcerie", "Un exemple", "(exemples)"])
def test_any_other_name_is_real(name: str) -> None:
    assert not is_example(name)
