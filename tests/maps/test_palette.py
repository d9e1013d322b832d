from itertools import combinations, pairwise

import pytest

from mapping.domain.models import ContributionKind, Verdict
from mapping.domain.nomenclature import default_filieres
from mapping.maps.icons import has_icon
from mapping.maps.palette import (
    HATCHED,
    INK,
    OUTSIDE_FILIERES,
    PAPER,
    SIGN_OF_CONTRIBUTION,
    SIGNS,
    VERDICT_COLORS,
    ZONE_LINE,
    SignKind,
    contrast,
    luminance,
    sign_label,
    text_color_on,
)
from tests.maps.color_vision import difference, lab, least_difference

LEAST_DIFFERENCE = 10.0
"""A just noticeable difference is about 1 side by side; ten stays visible in a sign of a few millimetres."""
STEPS = [verdict for verdict in Verdict if verdict not in HATCHED]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_measure_of_colours_gives_the_published_values(one, other, expected):
    assert difference(one, other) == pytest.approx(expected, abs=1e-4)


def test_the_filieres_look_different_to_every_eye():
    colors = {filiere.id: filiere.color for filiere in default_filieres()}
    too_close = {
        (one, other): round(least_difference(colors[one], colors[other]), 1)
        for one, other in combinations(colors, 2)
        if least_difference(colors[one], colors[other]) < LEAST_DIFFERENCE
    }
    assert too_close == {}


def test_the_check_of_colours_can_fail():
    red, green = "#b04a3a", "#6b7a2c"
    assert difference(lab(red, "trichromacy"), lab(green, "trichromacy")) > LEAST_DIFFERENCE
    assert least_difference(red, green) < LEAST_DIFFERENCE


@pytest.mark.parametrize("filiere", default_filieres(), ids=lambda filiere: filiere.id)
def test_the_colour_of_a_filiere_stands_out_on_white_and_white_on_it(filiere):
    assert contrast(filiere.color, PAPER) >= 3


def test_no_two_filieres_have_the_same_pictogram_and_all_exist():
    icons = [filiere.icon for filiere in default_filieres()]
    assert len(set(icons)) == len(icons)
    assert [icon for icon in icons if not has_icon(icon)] == []


def test_grey_places_and_outlines_stand_out_on_white():
    assert min(contrast(OUTSIDE_FILIERES, PAPER), contrast(ZONE_LINE, PAPER), contrast(INK, PAPER)) >= 4.5


def test_verdicts_go_from_light_to_dark_even_in_grey():
    assert list(VERDICT_COLORS) == list(Verdict)
    for light, dark in pairwise(STEPS):
        assert contrast(VERDICT_COLORS[light], VERDICT_COLORS[dark]) >= 1.5
        assert luminance(VERDICT_COLORS[light]) > luminance(VERDICT_COLORS[dark])


def test_only_what_cannot_be_said_is_hatched():
    assert frozenset({Verdict.INSUFFICIENT_DATA}) == HATCHED
    assert VERDICT_COLORS[Verdict.INSUFFICIENT_DATA] not in [VERDICT_COLORS[step] for step in STEPS]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_words_of_a_verdict_read_on_its_colour(verdict):
    color = VERDICT_COLORS[verdict]
    assert contrast(text_color_on(color), color) >= 4.5


def test_every_contribution_has_a_sign_and_no_two_signs_look_the_same():
    assert set(SIGN_OF_CONTRIBUTION) == set(ContributionKind)
    looks = [(sign.shape, sign.fill, sign.badge) for sign in SIGNS.values()]
    assert len(set(looks)) == len(SignKind)
    assert len({sign_label(kind) for kind in SignKind}) == len(SignKind)


def test_black_on_white_has_the_contrast_of_the_standard():
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=1e-3)
