import pytest

from mapping.domain.spreadsheet import neutralise


@pytest.mark.parametrize(
    "hostile",
    ["=1+1", "+33 6", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", '=HYPERLINK("http://exemple";"cliquez")'],
)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(hostile: str) -> None:
    assert neutralise(hostile) == "'" + hostile


@pytest.mark.parametrize("harmless", ["", "Régie de quartier", "1+1=2", "a@b", "’=", "épicerie - solidaire"])
def test_an_ordinary_text_is_left_as_written(harmless: str) -> None:
    assert neutralise(harmless) == harmless


def test_neutralising_twice_is_neutralising_once() -> None:
    assert neutralise(neutralise("=1+1")) == "'=1+1"
