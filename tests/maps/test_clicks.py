from mapping.maps.clicks import GroundClick, SignClick, new_click

GROUND = {"lat": 48.93, "lng": 2.36}
NEED = {"type": "Feature", "properties": {"id": "c1", "kind": "need"}, "geometry": {"type": "Point"}}
QUIET = {"last_clicked": None, "last_active_drawing": None, "last_object_clicked_count": 0}
ON_NEED = {"last_clicked": GROUND, "last_active_drawing": NEED, "last_object_clicked_count": 3}


def test_nothing_clicked_yet():
    assert new_click(None, None) is None
    assert new_click(QUIET, None) is None


def test_a_click_on_the_ground_gives_longitude_then_latitude():
    assert new_click(QUIET | {"last_clicked": GROUND}, QUIET) == GroundClick(lon=2.36, lat=48.93)


def test_a_click_that_was_seen_is_not_new():
    assert new_click(ON_NEED, ON_NEED) is None


def test_a_click_on_a_sign_gives_its_id_although_an_old_ground_click_is_still_there():
    assert new_click(ON_NEED, QUIET | {"last_clicked": GROUND}) == SignClick("c1", "need")


def test_the_same_sign_clicked_twice_is_two_clicks():
    assert new_click(ON_NEED | {"last_object_clicked_count": 6}, ON_NEED) == SignClick("c1", "need")


def test_a_click_on_the_ground_after_one_on_a_sign_is_on_the_ground():
    elsewhere = ON_NEED | {"last_clicked": {"lat": 48.0, "lng": 2.0}}
    assert new_click(elsewhere, ON_NEED) == GroundClick(lon=2.0, lat=48.0)


def test_a_disc_that_groups_points_has_no_id():
    disc = {"type": "Feature", "properties": {}, "geometry": {"type": "Point"}}
    assert new_click(ON_NEED | {"last_active_drawing": disc, "last_object_clicked_count": 9}, ON_NEED) is None


def test_a_frame_mounted_again_starts_from_nothing():
    assert new_click(QUIET, ON_NEED) is None
