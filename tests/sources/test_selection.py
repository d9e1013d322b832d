import pandas as pd
import pytest

from mapping.domain.errors import FileError
from mapping.sources.selection import select_zones

ZONES = pd.DataFrame(
    {
        "code": ["QN09328M", "QN09335M", "QN09301I", "les-tulipes"],
        "communes": ["93001|93066", "93059|93072", "93005", ""],
    },
    index=[2, 3, 4, 5],
)


def chosen(*, codes: tuple[str, ...] = (), communes: tuple[str, ...] = ()) -> list[int]:
    return ZONES.index[select_zones(ZONES, codes=codes, communes=communes)].tolist()


def test_nothing_asked_for_is_everything() -> None:
    assert chosen() == [2, 3, 4, 5]


def test_codes_are_compared_without_case() -> None:
    assert chosen(codes=("qn09335m", "Les-Tulipes")) == [3, 5]


def test_a_commune_is_found_among_several_and_with_those_that_joined_it() -> None:
    assert chosen(communes=("93066",)) == [2, 3]
    assert chosen(communes=("93059",)) == [3]
    assert chosen(communes=("93072",)) == [3]


def test_a_commune_is_never_found_inside_another_code() -> None:
    with pytest.raises(FileError, match="03066"):
        chosen(communes=("3066",))


def test_codes_and_communes_together_bring_both() -> None:
    assert chosen(codes=("QN09301I",), communes=("93001",)) == [2, 4]


def test_an_unknown_code_is_said_with_the_nearest_that_exists() -> None:
    with pytest.raises(FileError, match=r"introuvables dans le fichier : QN09329M\. .* QN09328M"):
        chosen(codes=("QN09328M", "QN09329M"))


def test_an_unknown_commune_is_said_with_some_that_exist() -> None:
    with pytest.raises(FileError, match=r"communes : 75056\. .*93001"):
        chosen(communes=("93001", "75056"))


def test_a_merged_commune_that_the_file_has_forgotten_is_said_to_be_elsewhere() -> None:
    with pytest.raises(FileError, match="93059 fait maintenant partie de 93066"):
        select_zones(ZONES.loc[[2]], codes=(), communes=("93059",))


def test_a_name_or_a_sentence_is_not_the_code_of_a_commune() -> None:
    with pytest.raises(FileError, match="« Stains »"):
        chosen(communes=("Stains",))


def test_a_file_that_does_not_say_its_communes_is_said_so() -> None:
    with pytest.raises(FileError, match="ne dit pas"):
        select_zones(ZONES.loc[[5]], codes=(), communes=("93066",))
