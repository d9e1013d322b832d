import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pytest

from mapping.domain.crs import degrees_from, project_points
from mapping.sources.angles import read_angle, read_pair
from mapping.sources.coordinates import Positions, read_positions
from mapping.sources.guesses import Confidence

SAINT_DENIS = (2.30, 48.90, 2.40, 48.97)
REUNION = (55.4, -21.0, 55.6, -20.8)
HERE = [(2.36, 48.93), (2.35, 48.94), (2.37, 48.92), (2.34, 48.95)]


def table(columns: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    count = len(next(iter(columns.values())))
    return pd.DataFrame(dict(columns), index=pd.RangeIndex(2, 2 + count), dtype="str")


def positions(columns: Mapping[str, Sequence[str]], **options: object) -> Positions:
    given = options.pop("given", {})
    return read_positions(table(columns), table="actors", given=given, **options)  # type: ignore[arg-type]


def placed(found: Positions) -> list[tuple[float, float]]:
    return [(round(lon, 5), round(lat, 5)) for lon, lat in zip(found.lon, found.lat)]


def metres(epsg: int) -> tuple[list[str], list[str]]:
    points = project_points(np.array([lon for lon, _ in HERE]), np.array([lat for _, lat in HERE]), epsg=epsg)
    return [f"{x:.2f}".replace(".", ",") for x in points[:, 0]], [f"{y:.2f}" for y in points[:, 1]]


def test_a_pair_of_columns_swapped_on_every_row_is_put_right_and_said() -> None:
    found = positions({"Coord. X": [str(lat) for _, lat in HERE], "Coord. Y": [str(lon) for lon, _ in HERE]})
    assert placed(found) == HERE
    assert found.columns == {"lon": "Coord. Y", "lat": "Coord. X"}
    assert found.notes == ("« Coord. X » contient la latitude et « Coord. Y » la longitude : échangées (4 lignes)",)
    assert found.questions == () and found.problems == {}


def test_what_was_remembered_of_swapped_columns_reads_straight_the_next_time() -> None:
    columns = {"Coord. X": [str(lat) for _, lat in HERE], "Coord. Y": [str(lon) for lon, _ in HERE]}
    again = positions(columns, given=positions(columns).columns)
    assert placed(again) == HERE and again.notes == ()
    assert again.guesses[0].confidence is Confidence.GIVEN


def test_one_swapped_row_among_others_is_corrected_alone_and_asked_about() -> None:
    found = positions({"lon": ["2.36", "48.94", "2.37"], "lat": ["48.93", "2.35", "48.92"]})
    assert placed(found) == HERE[:3]
    assert [question.row for question in found.questions] == [3]
    assert any("corrigé ligne par ligne, 1 ligne" in note for note in found.notes)


def test_a_position_that_is_in_france_in_neither_order_is_given_back() -> None:
    found = positions({"lon": ["2.36", "-0.12"], "lat": ["48.93", "51.60"]})
    assert "hors de France" in found.problems[1] and math.isnan(found.lon[1])
    assert found.questions == ()


@pytest.mark.parametrize(("epsg", "name"), [(2154, "Lambert-93"), (27572, "Lambert II"), (3949, "CC49")])
def test_metres_of_french_systems_are_recognised_by_their_values(epsg: int, name: str) -> None:
    x, y = metres(epsg)
    found = positions({"x": x, "y": y})
    assert placed(found) == HERE
    assert name in found.notes[0] and "4 lignes" in found.notes[0]


def test_web_mercator_needs_the_territory_to_be_told_from_lambert_93() -> None:
    x, y = metres(3857)
    assert placed(positions({"x": x, "y": y}, extent=SAINT_DENIS)) == HERE


def test_the_metres_of_an_overseas_territory_are_read_where_the_workshop_is() -> None:
    lon, lat = degrees_from(np.array([340000.0]), np.array([7680000.0]), epsg=2975)
    found = positions({"x": ["340000"], "y": ["7680000"]}, extent=REUNION)
    assert placed(found) == [(round(float(lon[0]), 5), round(float(lat[0]), 5))]
    assert "La Réunion" in found.notes[0]
    assert math.isnan(positions({"x": ["340000"], "y": ["7680000"]}).lon[0])


def test_swapped_metres_are_put_right_too() -> None:
    x, y = metres(2154)
    assert placed(positions({"x": y, "y": x})) == HERE


@pytest.mark.parametrize(
    "cell",
    ["48.93, 2.36", "48,93 ; 2,36", "48,93, 2,36", "POINT(2.36 48.93)", "[2.36, 48.93]", "48.93 2.36 35 10",
     "48°55'48\" N 2°21'36\" E", '{"type": "Point", "coordinates": [2.36, 48.93]}'],
)  # fmt: skip
def test_a_position_in_one_cell_is_read(cell: str) -> None:
    found = positions({"nom": ["A"], "position": [cell]})
    assert placed(found) == [(2.36, 48.93)]
    assert found.columns == {"position": "position"}


def test_a_cell_of_two_numbers_is_recognised_by_its_values_whatever_its_name() -> None:
    assert positions({"Où ?": ["48.931, 2.361", ""]}).columns == {"position": "Où ?"}
    assert positions({"Tailles": ["48, 2", "50, 3"]}).columns == {}


def test_columns_without_a_name_that_says_it_are_found_by_their_values() -> None:
    found = positions({"a": ["2.361", "2.352"], "b": ["48.931", "48.942"], "note": ["1.25", "3.75"]})
    assert found.columns == {"lon": "a", "lat": "b"}
    assert "aucun nom ne le dit" in found.guesses[0].reason


def test_plain_decimals_are_not_positions() -> None:
    assert positions({"prix": ["12.50", "3.20"], "surface": ["120.25", "80.10"]}).columns == {}


def test_x_and_y_that_are_no_positions_are_left_and_said() -> None:
    found = positions({"x": ["1", "2"], "y": ["3", "4"]})
    assert found.columns == {} and "n'ont pas servi" in found.notes[0]


def test_of_two_pairs_the_one_in_the_territory_is_taken() -> None:
    columns = {
        "long_siege": ["0.5", "0.6"],
        "lat_siege": ["44.8", "44.9"],
        "long_site": ["2.36", "2.35"],
        "lat_site": ["48.93", "48.94"],
    }
    found = positions(columns, extent=SAINT_DENIS)
    assert found.columns == {"lon": "long_site", "lat": "lat_site"}
    assert "« long_siege » et « lat_siege » : non utilisées" in found.notes[-1]


def test_of_two_pairs_the_fuller_one_is_taken_when_nothing_else_tells() -> None:
    columns = {"long_a": ["2.36", ""], "lat_a": ["48.93", ""], "long_b": ["2.36", "2.35"], "lat_b": ["48.93", "48.94"]}
    assert positions(columns).columns["lon"] == "long_b"


def test_of_two_pairs_the_one_named_like_the_names_is_taken() -> None:
    columns = {"LATProd": ["46.0"], "LONGProd": ["1.1"], "LONGAMAP": ["2.36"], "LATAMAP": ["48.93"]}
    assert positions(columns, name_column="NomAmap").columns["lon"] == "LONGAMAP"


def test_a_comma_too_many_is_left_out_and_said() -> None:
    found = positions({"lon": ["8.7555"], "lat": ["41.93414,8"]})
    assert placed(found) == [(8.7555, 41.93414)]
    assert found.questions[0].row == 2 and "virgule de trop" in found.notes[0]


def test_zero_zero_is_nobody_s_address() -> None:
    found = positions({"lon": ["0", "2.36"], "lat": ["0.0", "48.93"]})
    assert math.isnan(found.lon[0]) and found.problems == {}
    assert "« 0 ; 0 »" in found.notes[0]


def test_half_a_position_and_a_word_are_given_back() -> None:
    found = positions({"lon": ["2.36", "2.36", ""], "lat": ["", "nord", ""]})
    assert "latitude vide" in found.problems[0] and "nord" in found.problems[1]
    assert 2 not in found.problems


def test_a_person_may_say_that_there_is_no_position() -> None:
    assert positions({"lon": ["2.36"], "lat": ["48.93"]}, given={"lon": "", "lat": ""}).columns == {}


@pytest.mark.parametrize(
    ("text", "value"), [("2,36", 2.36), (" 6 692 191,5 ", 6692191.5), ("2°21' O", -2.35), ("-0.5", -0.5), ("", None)]
)
def test_a_number_is_read_as_people_write_it(text: str, value: float | None) -> None:
    number, mended = read_angle(text)
    assert not mended
    assert math.isnan(number) if value is None else number == pytest.approx(value)


@pytest.mark.parametrize("text", ["nord", "48°75' N", "1,2,3", "12h30", "0x10", "²"])
def test_what_is_not_a_number_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_angle(text)


@pytest.mark.parametrize("text", ["48.93", "rue des Lilas 12, 93200", "{" * 2000, "1,2,3", '{"a": 1}', "[" * 2000])
def test_what_is_not_a_pair_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_pair(text)
