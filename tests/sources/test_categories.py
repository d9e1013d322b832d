import csv
from importlib.resources import files
from pathlib import Path

import pytest

from mapping.domain.errors import ColumnError
from mapping.domain.nomenclature import default_filieres
from mapping.sources.actors import read_actors
from mapping.sources.categories import category_words, split_categories
from mapping.sources.columns import key_of
from mapping.sources.rows import TableRows
from tests.sources.files import write_text


def read(folder: Path, text: str, columns: dict[str, str] | None = None) -> TableRows:
    return read_actors(write_text(folder, text), columns=columns or {}, filieres=default_filieres())


@pytest.mark.parametrize(
    "cell", ["Vélo|Épicerie", "Vélo; Épicerie", "Vélo, Épicerie", "Vélo / Épicerie", "{Vélo,Épicerie}"]
)
def test_a_cell_of_several_categories_is_split_whatever_the_separator(cell: str, tmp_path: Path) -> None:
    result = read(tmp_path, f'nom|catégorie\nA|"{cell}"\n'.replace("|c", "\tc").replace("A|", "A\t"))
    assert result.table["filieres"].tolist() == ["se_deplacer|se_nourrir"]


def test_words_of_a_multiple_choice_form_lose_their_underscores() -> None:
    assert split_categories("Aide_alimentaire,Tout_public_", {}) == ["Aide alimentaire", "Tout public"]


def test_a_category_that_is_no_need_stays_in_the_description(tmp_path: Path) -> None:
    result = read(tmp_path, "nom;catégorie;description\nA;Vélo, Guinguette;On y danse\n")
    assert result.table["description"].tolist() == ["On y danse [catégorie indiquée : Guinguette]"]
    assert result.rejected == ()
    assert {(word.word, word.filiere) for word in result.words} == {("Vélo", "se_deplacer"), ("Guinguette", "")}


def test_a_person_says_what_a_word_means(tmp_path: Path) -> None:
    result = read(tmp_path, "nom;catégorie\nA;Vélo, Guinguette\n", {"filieres:Guinguette": "se_rencontrer"})
    assert result.table["filieres"].tolist() == ["se_deplacer|se_rencontrer"]


def test_a_person_says_that_a_word_means_nothing(tmp_path: Path) -> None:
    result = read(tmp_path, "nom;catégorie\nA;Vélo, Épicerie\n", {"filieres:Vélo": ""})
    assert result.table["filieres"].tolist() == ["se_nourrir"]


@pytest.mark.parametrize("yes", ["oui", "x", "1", "VRAI", "True"])
def test_columns_of_yes_and_no_are_categories(yes: str, tmp_path: Path) -> None:
    result = read(tmp_path, f"nom;Épicerie solidaire;c_coworking\nA;{yes};\nB;non;{yes}\nC;;\n".replace("non;x", ";x"))
    assert result.table["filieres"].tolist() == ["se_nourrir", "entreprendre", ""]
    assert result.columns["filieres"] == "Épicerie solidaire|c_coworking"


def test_a_column_of_yes_and_no_may_say_something_else_than_a_need(tmp_path: Path) -> None:
    assert "filieres" not in read(tmp_path, "nom;formation;accès pmr\nA;oui;oui\n").columns


def test_a_person_chooses_several_columns(tmp_path: Path) -> None:
    text = "nom;Ludothèque;Troc\nA;oui;non\nB;non;oui\n"
    columns = {"filieres": "Ludothèque|Troc", "filieres:Ludothèque": "se_rencontrer", "filieres:Troc": "reparer"}
    assert read(tmp_path, text, columns).table["filieres"].tolist() == ["se_rencontrer", "reparer"]


def test_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="n'a pas de colonne « Trocs »"):
        read(tmp_path, "nom;Troc\nA;oui\n", {"filieres": "Troc|Trocs"})


def test_a_filiere_that_the_workshop_has_not_is_never_given(tmp_path: Path) -> None:
    path = write_text(tmp_path, "nom;catégorie\nA;Vélo, Épicerie\n")
    assert read_actors(path, filieres=["se_nourrir"]).table["filieres"].tolist() == ["se_nourrir"]


def test_every_word_of_the_table_is_written_as_it_is_looked_up_and_means_a_filiere() -> None:
    text = files("mapping.sources").joinpath("category_words.csv").read_text(encoding="utf-8")
    words = [row["word"] for row in csv.DictReader(text.splitlines())]
    assert [key_of(word) for word in words] == words and len(set(words)) == len(words)
    assert set(category_words().values()) <= {filiere.id for filiere in default_filieres()}
