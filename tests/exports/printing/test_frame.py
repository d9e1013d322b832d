"""The frame of a printed map: metres and millimetres, both ways, and where north is."""

import numpy as np
import pytest

from mapping.domain.crs import LAMBERT_93, metric_epsg, project_points
from mapping.exports.printing.frame import Frame, frame_around, round_length
from mapping.exports.printing.paper import Area, Paper, PaperSize, paper_of, unit_of


def _frame(lon: float, lat: float) -> Frame:
    epsg = metric_epsg(lon, lat)
    ((x, y),) = project_points(np.array([lon]), np.array([lat]), epsg=epsg).tolist()
    return frame_around((x - 500, y - 500, x + 500, y + 500), Area(10, 20, 180, 200), epsg=epsg)


def test_a_hundred_metres_are_ten_millimetres_at_one_in_ten_thousand() -> None:
    frame = Frame(LAMBERT_93, 0.0, 1000.0, 10.0, Area(10, 20, 100, 100))
    spots = frame.from_metres(np.array([[0.0, 1000.0], [100.0, 900.0]]))
    assert frame.scale == 10_000
    assert spots.tolist() == [[10.0, 20.0], [20.0, 30.0]]


@pytest.mark.parametrize(("lon", "lat"), [(2.36, 48.93), (55.45, -20.88), (-61.0, 14.6), (45.2, -12.8)])
def test_what_goes_to_paper_comes_back_from_it(lon: float, lat: float) -> None:
    frame = _frame(lon, lat)
    given = np.array([[lon, lat], [lon + 0.003, lat - 0.002]])
    assert np.allclose(frame.to_degrees(frame.to_mm(given)), given, atol=1e-9)
    west, south, east, north = frame.bounds
    assert west < lon < east
    assert south < lat < north


def test_what_must_be_seen_is_whole_in_the_frame_and_in_its_middle() -> None:
    frame = frame_around((0.0, 0.0, 2000.0, 500.0), Area(0, 0, 100, 100), epsg=LAMBERT_93)
    corners = frame.from_metres(np.array([[0.0, 0.0], [2000.0, 500.0]]))
    assert frame.holds(corners).all()
    assert corners.mean(axis=0).tolist() == pytest.approx([50, 50])


def test_true_north_leans_west_of_the_grid_in_alsace_and_east_of_it_in_brittany() -> None:
    assert _frame(3.0, 46.5).north_deg == pytest.approx(0, abs=0.01)
    assert _frame(7.75, 48.58).north_deg == pytest.approx(-3.45, abs=0.1)
    assert _frame(-4.49, 48.39).north_deg == pytest.approx(5.43, abs=0.1)


def test_the_bar_of_the_scale_is_a_round_number_of_metres() -> None:
    assert [round_length(metres) for metres in (99, 100, 249, 251, 4999, 5000)] == [50, 100, 200, 250, 2500, 5000]


@pytest.mark.parametrize(("size", "sides"), [("A4", (210, 297)), ("A3", (297, 420)), ("A0", (841, 1189))])
def test_sheets_are_those_of_the_norm_upright_and_lying(size: str, sides: tuple[int, int]) -> None:
    upright, lying = paper_of(size), paper_of(size, "landscape")
    assert (upright.width_mm, upright.height_mm) == sides
    assert (lying.height_mm, lying.width_mm) == sides


def test_letters_grow_with_the_sheet_but_less_than_it() -> None:
    large = Paper(PaperSize.A0)
    assert 2 < unit_of(large.width_mm, large.height_mm) < 4
