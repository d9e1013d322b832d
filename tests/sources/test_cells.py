import math

import pytest

from mapping.sources.cells import (
    CellError,
    clean_code,
    clean_code_insee,
    clean_number,
    clean_position,
    clean_postcode,
    clean_siret,
    clean_text,
)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("48,93", 48.93),
        ("4 205", 4205.0),
        ("4\u202f205,5", 4205.5),
        ("4\u00a0205", 4205.0),
        ("-1.5", -1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
    ],
)
def test_numbers_are_read_as_the_french_write_them(written: str, number: float) -> None:
    assert clean_number(written, label="n") == number


@pytest.mark.parametrize("written", ["", " ", "#N/D", "NA", "null"])
def test_an_empty_number_is_not_zero(written: str) -> None:
    assert math.isnan(clean_number(written, label="n"))


@pytest.mark.parametrize("written", ["douze", "48.93N", "1,2,3", "41.93414,8", "inf", "1e999999", "٤٨", "0x10"])
def test_what_is_not_a_number_is_refused(written: str) -> None:
    with pytest.raises(CellError, match="n'est pas un nombre"):
        clean_number(written, label="latitude")


def test_a_text_loses_its_control_characters_and_keeps_its_accents() -> None:
    assert clean_text("\ufeff  Re\u0301gie\x00 de quartier\x07 ") == "Régie de quartier"


def test_a_code_loses_the_decimals_of_a_spreadsheet_only() -> None:
    assert [clean_code(text) for text in ("9220.0", "9220,00", "12.5", "A.0")] == ["9220", "9220", "12.5", "A.0"]


# 732 829 320 000 74 is the example of the Insee documentation: its Luhn sum is 60.
@pytest.mark.parametrize("written", ["73282932000074", "732 829 320 00074", "732-829-320-00074", "73282932000074.0"])
def test_a_siret_is_read_however_it_is_spaced(written: str) -> None:
    assert clean_siret(written) == "73282932000074"


def test_a_siret_of_13_digits_gets_its_zero_back() -> None:
    # 0 5 1 8 0 2 3 8 0 0 0 0 2 and 1, once every other digit is doubled: 30.
    assert clean_siret("05580268000011") == clean_siret("5580268000011") == "05580268000011"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("73282932000075", "clé"),
        ("732829320", "SIREN"),
        ("7328293200007", "clé"),
        ("123", "3 chiffres"),
        ("7,32829E+13", "texte"),
        ("sans", "14 chiffres"),
    ],
)
def test_a_siret_that_cannot_be_one_is_refused(written: str, said: str) -> None:
    with pytest.raises(CellError, match=said):
        clean_siret(written)


def test_la_poste_has_a_check_of_its_own() -> None:
    # 3 + 5 + 6 + 4 + 2 = 20, a multiple of five, where the Luhn sum is 6 + 5 + 3 + 8 + 2 = 24.
    assert clean_siret("35600000000042") == "35600000000042"
    with pytest.raises(CellError, match="clé"):
        clean_siret("35600000000043")


def test_the_head_office_of_la_poste_passes_as_everybody_does() -> None:
    assert clean_siret("35600000000048") == "35600000000048"


@pytest.mark.parametrize(
    ("written", "postcode"),
    [("1000", "01000"), ("84200.0", "84200"), ("93 200", "93200"), ("F-75001", "75001"), ("", "")],
)
def test_a_postcode_gets_its_five_digits_back(written: str, postcode: str) -> None:
    assert clean_postcode(written) == postcode


@pytest.mark.parametrize("written", ["932000", "99999", "00100", "9320O", "93200 Saint-Denis", "12"])
def test_a_postcode_that_cannot_be_one_is_refused(written: str) -> None:
    with pytest.raises(CellError, match="code postal"):
        clean_postcode(written)


def test_the_code_of_a_commune_gets_its_zero_back() -> None:
    assert [clean_code_insee(text) for text in ("1004", "1004.0", "2a004", "NA")] == ["01004", "01004", "2A004", ""]


def test_a_position_is_read_with_commas() -> None:
    assert clean_position("2,36", "48,93") == (2.36, 48.93)


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [
        ("48.93", "2.36", "inversées"),
        ("-20.9", "55.5", "inversées"),
        ("652000", "6862000", "degrés"),
        ("-0.12", "51.6", "hors de France"),
        ("0", "0", "hors de France"),
        ("", "48.9", "longitude vide"),
        ("2.3", "", "latitude vide"),
        ("nord", "48.9", "nombre"),
    ],
)
def test_a_position_that_cannot_be_right_says_why(lon: str, lat: str, said: str) -> None:
    with pytest.raises(CellError, match=said):
        clean_position(lon, lat)


def test_no_position_is_no_fault() -> None:
    assert all(math.isnan(value) for value in clean_position("", " "))
