from pathlib import Path

import pytest

from mapping.domain.errors import FileError
from mapping.sources.delimited import read_grid
from tests.sources.files import write_text

FRENCH = "nom;ville\nÉpicerie de l'Île;Épinay-sur-Seine\nCafé « Là-bas » à 3 €;Saint-Ouen\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_accents_survive_the_encodings_of_offices(tmp_path: Path, encoding: str) -> None:
    grid = read_grid(write_text(tmp_path, FRENCH, encoding=encoding))
    assert grid.header == ("nom", "ville")
    assert [cells for _row, cells, _fault in grid.rows] == [
        ("Épicerie de l'Île", "Épinay-sur-Seine"),
        ("Café « Là-bas » à 3 €", "Saint-Ouen"),
    ]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = "nom;besoins;lat\nLe Local;se nourrir;48.9\nLa Ruche;;48.8\n".replace(";", delimiter)
    grid = read_grid(write_text(tmp_path, text))
    assert grid.header == ("nom", "besoins", "lat")
    assert grid.rows[1] == (3, ("La Ruche", "", "48.8"), "")


def test_decimal_commas_and_joined_values_do_not_hide_the_semicolon(tmp_path: Path) -> None:
    text = "nom;besoins;lat;lon\nA;se_nourrir|reparer;48,93;2,36\nB;a|b|c;48,94;2,37\n"
    assert read_grid(write_text(tmp_path, text)).header == ("nom", "besoins", "lat", "lon")


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    text = '\nnom;texte\nA;"deux\nlignes"\n\n;;\nB;x\n'
    grid = read_grid(write_text(tmp_path, text))
    assert [(row, cells[0]) for row, cells, _fault in grid.rows] == [(3, "A"), (6, "B")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(tmp_path: Path, end: str) -> None:
    grid = read_grid(write_text(tmp_path, end.join(["a;b", "1;2", "3;4", ""])))
    assert [cells for _row, cells, _fault in grid.rows] == [("1", "2"), ("3", "4")]


def test_a_quote_left_open_loses_its_line_and_not_those_that_follow(tmp_path: Path) -> None:
    grid = read_grid(write_text(tmp_path, 'nom;ville\nA;x\n"B;y\nC;z\nD;t\n'))
    assert [(row, bool(fault)) for row, _cells, fault in grid.rows] == [(2, False), (3, True), (4, False), (5, False)]
    assert grid.rows[1][1] == ('"B', "y")


def test_a_row_with_too_many_cells_keeps_them_all(tmp_path: Path) -> None:
    row, cells, fault = read_grid(write_text(tmp_path, "nom;ville\nA;x\nB;y;z\nC;t\n")).rows[1]
    assert (row, cells) == (3, ("B", "y", "z"))
    assert "3 cellules pour 2 colonnes" in fault


def test_empty_cells_at_the_end_of_a_row_are_no_fault(tmp_path: Path) -> None:
    grid = read_grid(write_text(tmp_path, "nom;ville;;\nA;x;;\nB\n"))
    assert grid.header == ("nom", "ville")
    assert [cells for _row, cells, _fault in grid.rows] == [("A", "x"), ("B", "")]
    assert not any(fault for _row, _cells, fault in grid.rows)


def test_a_cell_without_end_is_given_back_alone(tmp_path: Path) -> None:
    text = "nom;texte\nA;x\nB;" + "y" * 140_000 + "\nC;z\n"
    grid = read_grid(write_text(tmp_path, text))
    assert ["trop longue" in fault for _row, _cells, fault in grid.rows] == [False, True, False]


@pytest.mark.parametrize("text", ["nom\nA\nB\n", "\n \n", "rien"])
def test_one_column_or_none_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileError, match=r"colonne|blancs"):
        read_grid(write_text(tmp_path, text))
