import numpy as np
import pytest

from mapping.maps.basemap.labels import BLOCK_PX, place_labels
from mapping.maps.basemap.lettering import along, letters, shortened, smooth, width_of
from mapping.maps.basemap.mercator import Window, tiles_over
from mapping.maps.basemap.style import SPOTS, STREET_INK, Lettering
from tests.maps.basemap.town import BOUNDS, MIDDLE, names, streets, town

STYLE = Lettering(12, STREET_INK)


def block_of(zoom, lon_lat=MIDDLE):
    ((x, y),) = tiles_over((*lon_lat, *lon_lat), zoom)
    return Window(zoom, x // 8 * BLOCK_PX, y // 8 * BLOCK_PX, BLOCK_PX, BLOCK_PX)


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def crowd(count):
    return names(*((f"Lieu {rank}", "school", 2.3551 + 0.00002 * rank, 48.9331) for rank in range(count)))


@pytest.mark.parametrize("zoom", [15, 16, 17, 18])
def test_no_name_leaves_its_block_so_none_is_cut_between_two_tiles(zoom):
    for x, y in tiles_over(BOUNDS, zoom - 3):
        block = Window(zoom, x * BLOCK_PX, y * BLOCK_PX, BLOCK_PX, BLOCK_PX)
        for label in place_labels(town(names=crowd(40)), block):
            assert label.box[0] >= block.left and label.box[1] >= block.top
            assert label.box[2] <= block.left + BLOCK_PX and label.box[3] <= block.top + BLOCK_PX


def test_names_are_not_written_over_one_another():
    labels = place_labels(town(names=crowd(40)), block_of(17))
    boxes = [label.box for label in labels]
    assert len(boxes) > 3
    straight = [box for box in boxes if box[3] - box[1] < 60]
    assert not any(overlap(one, other) for rank, one in enumerate(straight) for other in straight[:rank])


def test_the_same_block_gives_the_same_names_whatever_the_order_of_the_rows():
    first = place_labels(town(), block_of(16))
    turned = place_labels(town(streets=streets().iloc[::-1].reset_index(drop=True)), block_of(16))
    assert [label.box for label in first] == [label.box for label in turned]
    assert first


def test_a_street_in_pieces_is_named_once_along_all_of_them():
    whole = place_labels(town(streets=streets(pieces=1), names=None, landscape=None), block_of(16))
    pieces = place_labels(town(streets=streets(pieces=8), names=None, landscape=None), block_of(16))
    assert len(whole) == len(pieces) == 2


def test_far_out_only_the_large_street_is_named():
    assert len(place_labels(town(names=None, landscape=None), block_of(14))) <= 1


def test_a_name_is_never_upside_down():
    line = smooth(np.array([[300.0, 0.0], [0.0, 0.0]]))[::-1]
    written = along(line, letters("Lilas", STYLE), STYLE, 20)
    middles = (written.boxes[:, 0] + written.boxes[:, 2]) / 2
    assert (np.diff(middles) > 0).all()


def test_a_name_does_not_turn_round_a_hairpin():
    hairpin = np.array([[0.0, 0.0], [40.0, 0.0], [40.0, 6.0], [0.0, 6.0]])
    assert along(hairpin, letters("Avenue des Lacets", STYLE), STYLE, 5) is None


def test_smoothing_keeps_a_straight_line_as_long_as_it_was():
    line = smooth(np.array([[0.0, 0.0], [300.0, 0.0]]))
    assert line[0] == pytest.approx([0, 0]) and line[-1] == pytest.approx([300, 0])
    assert line[:, 1].tolist() == [0.0] * len(line)


def test_a_name_that_is_too_long_is_shortened_as_street_plates_do():
    long = "Boulevard du Général Leclerc"
    assert width_of(letters(shortened(long), STYLE), STYLE) < 0.7 * width_of(letters(long, STYLE), STYLE)


@pytest.mark.parametrize("name", ["", "   ", "العربية", "😀", "\u202e\u2028", "x" * 3000, "a\nb", "<script>"])
def test_any_name_of_openstreetmap_is_drawn_or_left_out_and_never_stops_the_map(name):
    place_labels(town(streets=streets(name), names=names((name or " ", "school", *MIDDLE))), block_of(17))


def test_every_named_kind_has_a_pictogram_that_exists_or_none():
    from mapping.maps.icons import has_icon

    assert [kind for kind, spot in SPOTS.items() if spot.icon and not has_icon(spot.icon)] == []
