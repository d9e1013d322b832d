import math

import pandas as pd
import pytest

from mapping.domain.nomenclature import default_filieres
from mapping.domain.readings import at_zone, place_phrase, resident_sentences, work_sentence

ASKED = {"filiere": "se_nourrir", "walk_median_min": 17.0, "people_asking": 9}


def first(row, name="Cordon"):
    return resident_sentences(name, {"filiere": "se_nourrir"} | row, participants=None)[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Cordon", "À Cordon"),
        ("Le Franc-Moisin", "Au Franc-Moisin"),
        ("LES TILLEULS", "Aux TILLEULS"),
        ("L'Île", "À L'Île"),
        ("Lesage", "À Lesage"),
        ("Quartier Sud", "Au quartier Sud"),
        ("  Le   Parc ", "Au Parc"),
        ("   ", "Dans ce quartier"),
        ("Le", "À Le"),
    ],
)
def test_the_name_of_a_quartier_takes_the_article_that_it_asks_for(name, words):
    assert at_zone(name) == words


def test_every_filiere_of_the_nomenclature_has_its_words():
    assert [f.id for f in default_filieres() if "«" in place_phrase(f.id, f.label)] == []


@pytest.mark.parametrize(
    ("participants", "words"),
    [
        (14, "9 personnes sur 14 en ont demandé un."),
        (None, "9 personnes en ont demandé un."),
        (8, "9 personnes en ont demandé un."),
        (9, "9 personnes sur 9 en ont demandé un."),
    ],
)
def test_those_who_ask_are_told_out_of_those_who_came_when_that_is_known(participants, words):
    assert resident_sentences("Cordon", ASKED, participants=participants)[1:] == [words]


def test_one_person_is_said_in_the_singular_and_nobody_is_not_said():
    assert resident_sentences("Cordon", ASKED | {"people_asking": 1}, participants=14)[1] == (
        "1 personne sur 14 en a demandé un."
    )
    assert len(resident_sentences("Cordon", ASKED | {"people_asking": 0}, participants=14)) == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"walk_median_min": 17.4}, "À Cordon, il faut marcher 17 minutes pour trouver un lieu pour se nourrir."),
        ({"walk_median_min": 1.2}, "À Cordon, il faut marcher 1 minute pour trouver un lieu pour se nourrir."),
        ({"walk_median_min": 120.4}, "À Cordon, il faut marcher 120 minutes pour trouver un lieu pour se nourrir."),
        (
            {"walk_median_min": 134.0},
            "À Cordon, il faut marcher plus de 2 heures pour trouver un lieu pour se nourrir.",
        ),
        ({"walk_median_min": 0.3}, "À Cordon, on trouve un lieu pour se nourrir à moins d'une minute à pied."),
        ({"walk_median_min": math.inf}, "À Cordon, aucun chemin à pied ne mène à un lieu pour se nourrir."),
        (
            {"walk_median_min": math.nan},
            "À Cordon, on ne sait pas combien il faut marcher pour trouver un lieu pour se nourrir.",
        ),
        (
            {"walk_median_min": None, "inside": 2},
            "À Cordon, on trouve un lieu pour se nourrir ; le temps de marche n'est pas connu.",
        ),
        ({}, "À Cordon, on ne sait pas combien il faut marcher pour trouver un lieu pour se nourrir."),
    ],
)
def test_the_walk_is_said_or_said_unknown(row, words):
    assert first(row) == words


def test_what_is_known_is_said_only_where_people_were_heard():
    known = ASKED | {"state": "listed_not_cited"}
    assert "Il y en a sur les listes, mais personne ici n'en a cité." not in resident_sentences(
        "Cordon", known | {"people_heard": 0}, participants=None
    )
    assert resident_sentences("Cordon", known | {"people_heard": 5}, participants=None)[-1] == (
        "Il y en a sur les listes, mais personne ici n'en a cité."
    )
    assert len(resident_sentences("Cordon", ASKED | {"people_heard": 5, "state": ""}, participants=None)) == 2


def test_what_a_few_people_said_stays_in_the_room():
    few = ASKED | {"published": False, "state": "neither", "people_heard": 2, "people_asking": 2}
    assert len(resident_sentences("Cordon", few, participants=14)) == 3
    assert resident_sentences("Cordon", few, participants=14, public=True) == [first(few)]


def test_a_row_of_a_frame_is_read_like_a_record():
    row = pd.Series(ASKED | {"state": "neither", "people_heard": 3, "inside": 0})
    assert len(resident_sentences("Cordon", row, participants=14)) == 3


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((0, math.nan), "À Cordon, aucun besoin demandé n'est sans réponse."),
        ((1, math.nan), "besoin demandé n'a pas de réponse ; le nombre de personnes sans travail n'y est pas connu."),
        ((2, 1240.0), "2 besoins demandés n'ont pas de réponse ; 1\u202f240 personnes y sont sans travail :"),
        ((1, 1.0), "1 besoin demandé n'a pas de réponse ; 1 personne y est sans travail :"),
        ((1, 0.0), "besoin demandé n'a pas de réponse ; personne n'y est connu sans travail."),
    ],
)
def test_useful_jobs_are_said_or_the_figure_is_said_unknown(row, words):
    needs, people = row
    assert words in work_sentence("Cordon", {"needs_without_answer": needs, "people_without_work": people})


def test_needs_of_a_few_people_are_not_told_in_public():
    row = {"needs_without_answer": 1, "people_without_work": 3.0, "published": False}
    assert work_sentence("Cordon", row, public=True) == ""
    assert work_sentence("Cordon", row) != ""
