from pathlib import Path

import pytest

from mapping.domain.nomenclature import default_filieres
from mapping.sources.actors import read_actors
from mapping.sources.addresses_in_cells import Address, split_address
from mapping.sources.rows import TableRows
from tests.sources.files import write_text


def read(folder: Path, text: str, **columns: str) -> TableRows:
    return read_actors(write_text(folder, text), columns=columns, filieres=default_filieres())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 rue des Lilas 93200 Saint-Denis", Address("12 rue des Lilas", "93200", "Saint-Denis")),
        ("8 rue Haute - 33000 Bordeaux", Address("8 rue Haute", "33000", "Bordeaux")),
        ("1 Rue Haute, 51200, Épernay, Marne, Grand Est, FRA", Address("1 Rue Haute", "51200", "Épernay")),
        ("3 place du Marché\n93 240 STAINS CEDEX 02", Address("3 place du Marché", "93240", "STAINS")),
        ("Rue de la Mairie", Address("Rue de la Mairie")),
        ("12345 route de Nulle Part", Address("", "12345", "route de Nulle Part")),
        ("", Address("")),
        ("#N/D", Address("")),
    ],
)
def test_an_address_in_one_cell_is_split(text: str, expected: Address) -> None:
    assert split_address(text) == expected


def test_the_postcode_and_the_city_of_the_address_fill_only_what_is_empty(tmp_path: Path) -> None:
    text = "nom;adresse;commune\nA;1 rue Haute 93200 Saint-Denis;\nB;2 rue Haute 93200 SAINT DENIS;Saint-Denis\n"
    result = read(tmp_path, text)
    assert result.table[["address", "postcode", "city"]].to_numpy().tolist() == [
        ["1 rue Haute", "93200", "Saint-Denis"],
        ["2 rue Haute", "93200", "Saint-Denis"],
    ]
    assert any("code postal et commune lus dans « adresse » (2 lignes)" in note for note in result.notes)


def test_an_address_in_five_fields_is_put_together(tmp_path: Path) -> None:
    text = "nom;N°;Type voie;Nom voie;CP;Ville\nA;12.0;rue;des Lilas;93200;Saint-Denis\nB;;place;Haute;93240;Stains\n"
    result = read(tmp_path, text)
    assert result.table["address"].tolist() == ["12 rue des Lilas", "place Haute"]
    assert result.table["postcode"].tolist() == ["93200", "93240"]
    assert result.columns["address_number"] == "N°"


def test_the_number_of_a_row_is_not_a_house_number(tmp_path: Path) -> None:
    rows = "".join(f"{n};Lieu {n};rue Haute\n" for n in range(1, 60))
    assert set(read(tmp_path, "n;nom;adresse\n" + rows).table["address"]) == {"rue Haute"}


def test_a_person_who_names_the_address_has_only_that_column(tmp_path: Path) -> None:
    result = read(tmp_path, "nom;N°;adresse\nA;12;rue Haute\n", address="adresse")
    assert result.table["address"].tolist() == ["rue Haute"]
