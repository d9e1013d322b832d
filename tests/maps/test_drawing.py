from xml.etree import ElementTree

import pytest

from mapping.domain.nomenclature import Filiere, default_filieres
from mapping.domain.verdicts import verdict_label
from mapping.maps.drawing import sign_strokes, sign_svg, symbol
from mapping.maps.icons import icon
from mapping.maps.legend import filiere_entries, legend_html, sign_entries, verdict_entries, verdict_strokes
from mapping.maps.palette import HATCHED, PAPER, VERDICT_COLORS, SignKind
from tests.maps.frames import HOSTILE

FOOD = default_filieres()[0]


def test_an_official_place_is_full_of_its_colour_with_a_white_pictogram():
    body, picture = sign_strokes(SignKind.OFFICIAL, FOOD)
    assert (body.fill, picture.fill, picture.path) == (FOOD.color, PAPER, icon("apple-whole").path)


def test_a_place_of_a_resident_is_ringed():
    _halo, ring, picture = sign_strokes(SignKind.PLACE, FOOD)
    assert (ring.fill, ring.stroke, picture.fill) == ("", FOOD.color, FOOD.color)


def test_a_need_bears_a_question_mark_beside_its_pictogram():
    paths = [stroke.path for stroke in sign_strokes(SignKind.NEED, FOOD)]
    assert paths[-1] == icon("question").path
    assert icon("apple-whole").path in paths


def test_premises_are_square_and_places_round():
    assert sign_strokes(SignKind.PREMISES, FOOD)[0].path != sign_strokes(SignKind.PLACE, FOOD)[0].path


@pytest.mark.parametrize("kind", [kind for kind in SignKind if kind is not SignKind.OFFICIAL])
def test_what_nobody_has_read_is_dashed(kind):
    assert any(stroke.dash for stroke in sign_strokes(kind, FOOD, pending=True))
    assert not any(stroke.dash for stroke in sign_strokes(kind, FOOD))


@pytest.mark.parametrize("kind", list(SignKind))
def test_a_sign_stays_in_its_square_and_is_well_formed(kind):
    root = ElementTree.fromstring(sign_svg(kind, FOOD, label='Manger "bien"'))
    assert root.attrib["viewBox"] == "0 0 32 32"
    assert root.attrib["aria-label"] == 'Manger "bien"'
    assert len(root) == len(sign_strokes(kind, FOOD))


def test_a_filiere_with_an_unknown_pictogram_gets_a_disc():
    odd = Filiere("x", "X", "", "#123456", "../../etc/passwd")
    assert sign_strokes(SignKind.OFFICIAL, odd)[1].path == icon("circle").path


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_colour_stays_in_its_attribute(text):
    odd = Filiere("x", "X", "", text, "house")
    root = ElementTree.fromstring(symbol(sign_strokes(SignKind.OFFICIAL, odd), "s").replace("\u2028", ""))
    assert {child.tag for child in root} == {"path"}


def test_the_swatch_of_insufficient_data_is_the_only_hatched_one():
    assert [verdict for verdict in VERDICT_COLORS if len(verdict_strokes(verdict)) > 1] == list(HATCHED)


def test_legends_name_everything_that_is_drawn():
    assert [entry.label for entry in sign_entries()][:3] == [
        "Lieu connu des listes officielles",
        "Lieu ajouté par un habitant",
        "Il manque ici",
    ]
    assert len(filiere_entries(default_filieres(), others=True)) == 13
    assert [entry.label for entry in verdict_entries(verdict_label)][-1] == "Données insuffisantes"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_legend_escapes_the_words_of_a_workshop(text):
    page = legend_html(filiere_entries([Filiere("x", text, "", "#123456", "house")]), title=text)
    assert page.count("<img") == 1
    assert "<script" not in page
