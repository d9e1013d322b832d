"""The code of a sheet comes back as it went, and nothing else is taken for one."""

import zlib
from dataclasses import replace

import pytest

from mapping.domain.errors import FileError
from mapping.domain.sheet_code import SheetCode, decode_sheet, encode_sheet, sheet_id
from mapping.domain.sheet_grid import sheet_grid

GRID = sheet_grid((2.33, 48.92, 2.38, 48.95))
SHEET = SheetCode(
    sheet_id=sheet_id("atelier", "A3"),
    paper="A3",
    is_landscape=True,
    epsg=2154,
    north_west=(2.3251234, 48.9537654),
    south_east=(2.3859876, 48.9161234),
    grid=GRID,
)


def resealed(body: str) -> str:
    """Return a forged code whose checksum is right."""
    return f"{body}/{zlib.crc32(body.encode()):08X}"


def test_a_code_comes_back_as_it_went() -> None:
    assert decode_sheet(encode_sheet(SHEET)) == SHEET
    assert decode_sheet(f"  {encode_sheet(SHEET)}\n") == SHEET


@pytest.mark.parametrize("group", ["Table 1", "Été à l'école", "வணக்கம்", "مجموعة", "x" * 60, "100 %/2"])
def test_the_name_of_a_group_comes_back_in_any_script(group: str) -> None:
    assert decode_sheet(encode_sheet(replace(SHEET, group=group))).group == group


def test_a_code_is_made_of_what_a_qr_code_holds_in_few_dots() -> None:
    text = encode_sheet(replace(SHEET, group="Été"))
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert len(text) < 200


def test_the_marks_are_a_rectangle_of_the_metric_system() -> None:
    (north_west, north_east, south_east, south_west) = SHEET.marks
    assert north_west == pytest.approx(SHEET.north_west, abs=1e-9)
    assert south_east == pytest.approx(SHEET.south_east, abs=1e-9)
    # Away from its central meridian the grid of Lambert-93 leans: the corners are not those of a box in degrees.
    assert abs(north_east[1] - north_west[1]) > 1e-5
    assert south_west[0] < north_east[0]


def test_squares_are_those_of_the_phone() -> None:
    assert decode_sheet(encode_sheet(SHEET)).grid.centre("B4") == GRID.centre("B4")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "B4",
        "https://exemple.org/ici",
        "CARTOQUARTIER/1",
        "CARTOQUARTIER/" * 100,
        "9" * 100_000,
        encode_sheet(SHEET).lower(),
        encode_sheet(SHEET) + "\x00",
        encode_sheet(SHEET).replace("2", "٢"),
        "x" + encode_sheet(SHEET),
    ],
)
def test_what_is_not_a_code_is_refused(text: str) -> None:
    with pytest.raises(FileError, match="pas été compris"):
        decode_sheet(text)


def test_each_changed_letter_is_seen() -> None:
    text = encode_sheet(SHEET)
    for place, letter in enumerate(text):
        changed = "7" if letter != "7" else "3"
        with pytest.raises(FileError):
            decode_sheet(text[:place] + changed + text[place + 1 :])


def test_a_later_version_says_to_update() -> None:
    body = encode_sheet(SHEET).rpartition("/")[0]
    with pytest.raises(FileError, match="mettez l'application à jour"):
        decode_sheet(resealed(body.replace("CARTOQUARTIER/1/", "CARTOQUARTIER/2/")))


@pytest.mark.parametrize(
    ("written", "forged"),
    [
        ("/2154/", "/3857/"),
        ("/2154/", "/999999/"),
        ("/2.3251234/", "/102.3251234/"),
        ("/2.3251234/", "/-999.3251234/"),
        ("/2.3251234/", "/2.9951234/"),
        ("/48.9161234/", "/48.9991234/"),
        ("/200/", "/0/"),
        ("/200/", "/123/"),
        (f"/{GRID.columns}/{GRID.rows}/", "/99/99/"),
        (f"/{GRID.columns}/{GRID.rows}/", "/0/0/"),
        (f"/{GRID.west_m:.0f}/", "/999999999/"),
        (f"/{GRID.rows}//", f"/{GRID.rows}/A/"),
        (f"/{GRID.rows}//", f"/{GRID.rows}/77777777/"),
        (f"/{GRID.rows}//", f"/{GRID.rows}/AAAA/"),
    ],
)
def test_a_code_that_says_the_impossible_is_refused_though_its_checksum_is_right(written: str, forged: str) -> None:
    body = encode_sheet(SHEET).rpartition("/")[0] + "/"
    assert written in body
    with pytest.raises(FileError, match="pas été compris"):
        decode_sheet(resealed(body.replace(written, forged, 1)[:-1]))


def test_an_impossible_sheet_is_not_encoded() -> None:
    with pytest.raises(FileError):
        encode_sheet(replace(SHEET, group="x" * 61))
    with pytest.raises(FileError):
        encode_sheet(replace(SHEET, south_east=SHEET.north_west))


def test_a_square_has_four_corners_that_its_neighbour_shares() -> None:
    one, other = GRID.corners("B4"), GRID.corners("c4")
    assert one is not None and other is not None
    assert (one[1], one[2]) == (other[0], other[3])
    assert GRID.name_at(sum(x for x, _ in one) / 4, sum(y for _, y in one) / 4) == "B4"
    assert GRID.corners("Z99") is None
