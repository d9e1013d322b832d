"""Names on a map: none over another, none over a mark, none cut by the frame."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mapping.exports.printing.placing import Box, Name, Room, place
from mapping.exports.printing.spreading import OVERLAP, spread

FRAME = (0.0, 0.0, 100.0, 80.0)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 80), st.floats(1, 40), st.floats(1, 6)), min_size=1, max_size=40)
)
def test_no_name_meets_another_nor_a_mark_nor_leaves_the_frame(given_names: list[tuple[float, ...]]) -> None:
    marks = [(x - 2, y - 2, x + 2, y + 2) for x, y, _wide, _high in given_names]
    room = Room(FRAME, marks)
    placed = [place(Name(x, y, 2.0, wide, high), room, gap=0.5) for x, y, wide, high in given_names]
    boxes = [one.box for one in placed if one is not None]
    assert not any(_meet(one, other) for one, other in combinations(boxes, 2))
    assert not any(_meet(box, mark) for box in boxes for mark in marks)
    assert all(left >= 0 and top >= 0 and right <= 100 and bottom <= 80 for left, top, right, bottom in boxes)


def test_a_name_with_room_is_on_the_right_of_its_mark_and_set_from_it() -> None:
    found = place(Name(20, 40, 2.0, 30.0, 4.0), Room(FRAME), gap=1.0)
    assert found is not None
    assert found.box == (23.0, 38.0, 53.0, 42.0)
    assert (found.side, found.leader) == ("left", None)


def test_near_the_right_edge_a_name_goes_to_the_left() -> None:
    found = place(Name(95, 40, 2.0, 30.0, 4.0), Room(FRAME), gap=1.0)
    assert found is not None
    assert (found.box[2], found.side) == (92.0, "right")


def test_a_name_that_must_go_away_keeps_a_line_to_its_mark_that_crosses_nothing() -> None:
    around = [(x, y, x + 5.0, y + 5.0) for x in (32.5, 42.5, 62.5) for y in (30.5, 36.5, 42.5, 48.5)]
    room = Room(FRAME, [*around, (48.0, 38.0, 52.0, 42.0)])
    before = Room(FRAME, room.boxes)
    found = place(Name(50, 40, 2.0, 24.0, 4.0), room, gap=0.5)
    assert found is not None
    assert found.leader is not None
    assert not before.crossed(found.leader)


def test_without_any_room_nothing_is_placed_and_the_caller_knows() -> None:
    assert place(Name(50, 40, 2.0, 24.0, 4.0), Room(FRAME, [FRAME]), gap=0.5) is None


def test_twelve_signs_at_one_place_are_all_seen_and_stay_near_it() -> None:
    spots = np.zeros((12, 2))
    moved = spread(spots, 5.0)
    apart = [float(np.hypot(*(one - other))) for one, other in combinations(moved, 2)]
    assert min(apart) > 0.4 * 5.0
    assert float(np.hypot(*moved.T).max()) <= 1.4 * 5.0 + 1e-9
    assert (spread(spots, 5.0) == moved).all()


def test_signs_that_do_not_hide_one_another_do_not_move() -> None:
    spots = np.array([[0.0, 0.0], [OVERLAP * 5.0 + 0.1, 0.0]])
    assert (spread(spots, 5.0) == spots).all()
