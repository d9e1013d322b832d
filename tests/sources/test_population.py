from pathlib import Path

import pytest

from mapping.domain.errors import ColumnError
from mapping.domain.tables import POPULATION
from mapping.sources.population import read_population
from tests.sources.files import write_text


def test_numbers_of_inhabitants_are_read_as_insee_writes_them(tmp_path: Path) -> None:
    text = "CODGEO;POP;ANNEE;source\nQN09328M;14 700;2022.0;Insee\nqn09329m;2800,5;;\n"
    result = read_population(write_text(tmp_path, text))
    assert result.table.columns.tolist() == POPULATION.names
    assert result.table.loc[2].tolist() == ["QN09328M", 14_700.0, "2022", "Insee"]
    assert result.table.loc[3].tolist() == ["QN09329M", 2800.5, "", ""]


def test_codes_get_their_zeros_back(tmp_path: Path) -> None:
    text = "code;population\n10040101;1200\n1004;14000\nles-tulipes;300\n"
    assert read_population(write_text(tmp_path, text)).table["code"].tolist() == ["010040101", "01004", "les-tulipes"]


def test_zero_inhabitants_is_a_number(tmp_path: Path) -> None:
    assert read_population(write_text(tmp_path, "code;population\nA;0\n")).table["population"].tolist() == [0.0]


@pytest.mark.parametrize(
    ("cell", "said"),
    [("ns", "non diffusé"), ("S", "non diffusé"), ("", "vide"), ("-4", "positif"), ("beaucoup", "n'est pas un nombre")],
)
def test_a_number_that_is_none_is_given_back(tmp_path: Path, cell: str, said: str) -> None:
    result = read_population(write_text(tmp_path, f"code;population\nQN09328M;{cell}\nQN09329M;10\n"))
    assert len(result.table) == 1
    assert said in result.rejected[0].problem


def test_a_code_that_stands_twice_keeps_its_first_number(tmp_path: Path) -> None:
    result = read_population(write_text(tmp_path, "code;population\nQN09328M;10\nqn09328m;11\n"))
    assert result.table["population"].tolist() == [10.0]
    assert "déjà à la ligne 2" in result.rejected[0].problem


def test_a_table_without_inhabitants_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="« population »"):
        read_population(write_text(tmp_path, "code_iris;gini\n930010101;0,274\n"))
