import pytest

from mapping.domain.nomenclature import Axis, Filiere, default_filieres
from mapping.sources.cells import CellError
from mapping.sources.terms import clean_filieres, filiere_words, known_term

WORDS = filiere_words(default_filieres())


@pytest.mark.parametrize(
    "written",
    [
        "se_nourrir|reparer",
        "Se nourrir; Réparer et réemployer",
        "se nourrir, RÉPARER",
        "se_nourrir | reparer | se_nourrir",
    ],
)
def test_needs_are_read_as_they_are_said(written: str) -> None:
    assert clean_filieres(written, words=WORDS) == "se_nourrir|reparer"


def test_no_need_is_no_fault() -> None:
    assert clean_filieres(" | ", words=WORDS) == clean_filieres("#N/D", words=WORDS) == ""


def test_an_unknown_need_is_refused_with_those_of_the_workshop() -> None:
    with pytest.raises(CellError, match=r"« Danser » inconnu.*se_nourrir, reparer"):
        clean_filieres("se_nourrir|Danser", words=WORDS)


def test_the_needs_of_the_workshop_are_those_that_count() -> None:
    words = filiere_words([Filiere("jouer", "Jouer, s'amuser", "", "#000000", "dice")])
    assert clean_filieres("Jouer, s'amuser", words=words) == "jouer"
    with pytest.raises(CellError):
        clean_filieres("se_nourrir", words=words)


def test_identifiers_alone_bring_the_default_labels() -> None:
    assert clean_filieres("Se soigner", words=filiere_words(["se_soigner"])) == "se_soigner"


@pytest.mark.parametrize(
    ("written", "identifier"),
    [
        ("association", "association"),
        ("Association", "association"),
        ("9220.0", "association"),
        ("SCOP", "scop"),
        ("société coopérative et participative", "scop"),
        ("5710", ""),
        ("GIE", ""),
        ("", ""),
    ],
)
def test_a_legal_form_is_read_by_name_acronym_or_insee_category(written: str, identifier: str) -> None:
    assert known_term(written, Axis.LEGAL_FORM) == identifier


@pytest.mark.parametrize(
    ("written", "identifier"),
    [
        ("ACI", "aci"),
        ("Régie de quartier", "regie_de_quartier"),
        ("recyclerie", "ressourcerie"),
        ("ES", "epicerie_solidaire"),
    ],
)
def test_a_scheme_is_read_by_name_acronym_or_data_inclusion_code(written: str, identifier: str) -> None:
    assert known_term(written, Axis.SCHEME) == identifier


def test_a_hint_is_never_applied() -> None:
    assert known_term("9221", Axis.SCHEME) == ""
