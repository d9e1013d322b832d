"""Forty bad lines out of four hundred: 360 come in, 40 are given back, corrected, and come in too."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from mapping.domain.models import RejectedRow
from mapping.domain.nomenclature import default_filieres
from mapping.sources.actors import read_actors
from mapping.sources.rejects import write_rejected
from mapping.sources.tabular import EXTRA_COLUMN, read_table
from tests.sources.files import write_text

HEADER = ["id", "nom", "siret", "filieres", "cp", "ville", "ville", "lon", "lat"]
ID, NAME, SIRET, FILIERES, POSTCODE, CITY, CITY_AGAIN, LON, LAT = range(9)


def good_row(number: int) -> list[str]:
    city = ["Saint-Denis", "Stains"][number % 2]
    lon, lat = f"2,3{number % 10}", f"48,9{number % 10}"
    return [f"A{number}", f"Lieu n° {number}", "", "se_nourrir", "93200", city, city, lon, lat]


def put(position: int, text: str) -> Callable[[list[str]], list[str]]:
    return lambda row: [*row[:position], text, *row[position + 1 :]]


def in_london(row: list[str]) -> list[str]:
    return [*row[:LON], "-0,12", "51,60"]


def cut_in_two(row: list[str]) -> list[str]:
    """A name that holds an unquoted semicolon: every cell after it moves to the right."""
    return [row[ID], "Lieu", *row[NAME:]]


BREAKAGES: list[tuple[Callable[[list[str]], list[str]], str]] = [
    (put(NAME, " "), "nom de la structure : vide"),
    (put(LAT, "nord"), "n'est pas un nombre"),
    (put(LON, ""), "position incomplète"),
    (in_london, "hors de France"),
    (put(FILIERES, "danser"), "besoin « danser » inconnu"),
    (put(SIRET, "7328293200007"), "clé de contrôle"),
    (put(POSTCODE, "9320O"), "code postal"),
    (put(CITY_AGAIN, "Villetaneuse"), "deux colonnes « ville »"),
    (cut_in_two, "10 cellules pour 9 colonnes"),
    (put(ID, "A1"), "« A1 » est déjà à la ligne"),
]
BROKEN = {number: BREAKAGES[position % len(BREAKAGES)] for position, number in enumerate(range(5, 400, 10))}


def four_hundred(folder: Path) -> Path:
    lines = [";".join(HEADER)]
    for number in range(400):
        row = good_row(number)
        lines.append(";".join(BROKEN[number][0](row) if number in BROKEN else row))
    return write_text(folder, "\n".join(lines) + "\n")


def correct(path: Path, out: Path) -> None:
    """Do what a person does in a spreadsheet: retype the cells of each row, empty the one that was in excess."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    header = rows[0]
    for cells in rows[1:]:
        number = int(cells[0]) - 2
        for name, value in zip(
            ["id", "nom", "siret", "filieres", "cp", "ville", "ville (2)", "lon", "lat"], good_row(number)
        ):
            cells[header.index(name)] = value
        cells[header.index(EXTRA_COLUMN)] = ""
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def test_forty_bad_lines_out_of_four_hundred_are_given_back_and_come_in_once_corrected(tmp_path: Path) -> None:
    assert len(BROKEN) == 40 and len(BREAKAGES) >= 8
    first = read_actors(four_hundred(tmp_path), filieres=default_filieres())
    assert (first.rows, len(first.table), len(first.rejected)) == (400, 360, 40)
    for rejected in first.rejected:
        assert BROKEN[rejected.row - 2][1] in rejected.problem, rejected

    given_back = tmp_path / "a-corriger.csv"
    write_rejected(first.rejected, given_back)
    correct(given_back, tmp_path / "corrige.csv")
    second = read_actors(tmp_path / "corrige.csv", filieres=default_filieres())
    assert (second.rows, len(second.table), second.rejected) == (40, 40, ())

    everything = {**first.table.set_index("id")["name"], **second.table.set_index("id")["name"]}
    assert everything == {f"A{number}": f"Lieu n° {number}" for number in range(400)}


def test_what_is_given_back_and_not_corrected_is_given_back_again(tmp_path: Path) -> None:
    first = read_actors(four_hundred(tmp_path), filieres=default_filieres())
    write_rejected(first.rejected, tmp_path / "a-corriger.csv")
    again = read_actors(tmp_path / "a-corriger.csv", filieres=default_filieres())
    # "A1" was taken by a good row of the first file; alone among the refused, the first of the four comes in.
    assert (again.rows, len(again.rejected)) == (40, 39)
    excess = [row for row in again.rejected if EXTRA_COLUMN in row.problem]
    assert len(excess) == 4


def test_the_file_given_back_says_the_row_and_the_reason_first(tmp_path: Path) -> None:
    write_rejected([RejectedRow(7, "nom : vide", {"Nom": "", "Ville": "Épinay"})], tmp_path / "r.csv")
    content = (tmp_path / "r.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == ["ligne;probleme;Nom;Ville", "7;nom : vide;;Épinay"]


@pytest.mark.parametrize("text", ["=1+1", "+33 1 00", "-A1", "@SUM(A1)", "\tx", "'=1", "'hier'", "-1,5", 'a;"b"\nc'])
def test_no_formula_is_given_back_and_no_character_is_lost(tmp_path: Path, text: str) -> None:
    path = tmp_path / "r.csv"
    write_rejected([RejectedRow(2, "vide", {"note": text, "=nom": "A"})], path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, cells = list(csv.reader(file, delimiter=";"))
    assert header[3] == "'=nom"
    assert cells[2] == "-1,5" or not cells[2].startswith(("=", "+", "-", "@", "\t"))
    frame = read_table(path).frame
    assert frame.columns.tolist() == ["note", "=nom"]
    assert frame.loc[2, "note"] == (text if text != "'=1" else "=1")


def test_nothing_to_give_back_is_a_header(tmp_path: Path) -> None:
    write_rejected([], tmp_path / "r.csv")
    assert (tmp_path / "r.csv").read_text(encoding="utf-8-sig").strip() == "ligne;probleme"
