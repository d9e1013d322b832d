from pathlib import Path

import pytest

from mapping.domain.errors import FileError
from mapping.sources.formats import limits
from mapping.sources.formats.headers import header_position
from mapping.sources.formats.raw import unique_names
from mapping.sources.tabular import read_table
from tests.sources.files import write_text


@pytest.mark.parametrize(
    ("filled", "place"),
    [
        ([4, 4, 4], 0),
        ([1, 1, 6, 5, 6], 2),
        ([1, 2, 6, 6, 6], 2),
        ([4, 6, 6, 6], 1),
        ([2, 2, 4], 0),
        ([6, 2, 2, 2], 0),
        ([1, 1, 1], 0),
        ([], 0),
    ],
)
def test_the_header_is_the_first_row_filled_as_most_are(filled: list[int], place: int) -> None:
    assert header_position(filled) == place


def test_a_csv_may_have_a_title_above_its_names(tmp_path: Path) -> None:
    text = "Liste des structures, mars 2026\n\nnom;ville;cp\nA;Stains;93240\nB;Stains;93240\n"
    frame = read_table(write_text(tmp_path, text)).frame
    assert list(frame.columns) == ["nom", "ville", "cp"]
    assert frame.index.tolist() == [4, 5]


def test_more_rows_of_csv_than_are_read_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 100)
    with pytest.raises(FileError, match="plus de 100 lignes"):
        read_table(write_text(tmp_path, "nom;ville\n" + "A;x\n" * 200))


def test_a_header_of_a_million_names_is_refused_before_it_is_cut(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="1000000 colonnes"):
        read_table(write_text(tmp_path, "a;" * 1_000_000 + "\n" + "1;2\n"))


def test_ten_thousand_columns_of_one_name_are_numbered_at_once() -> None:
    assert unique_names(["a", "a (2)", *["a"] * 10_000])[-1] == "a (10002)"
