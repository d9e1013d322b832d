"""The queue: oldest first, what to look at, and what each may be merged with."""

from dataclasses import replace

import pytest

from mapping.domain.errors import WorkshopError
from mapping.domain.models import Action, ContributionKind, Photo, Status
from mapping.domain.workshop_settings import Category, Moderation
from mapping.services.contribute import Request, contribute, point_wkt
from mapping.services.moderate import moderate
from mapping.services.moderation_settings import categories_from_rows, save_moderation
from mapping.services.review import near, waiting, with_photo
from mapping.services.workshops import take_snapshot
from mapping.storage.interface import Store

PHOTO = "0190f0c2-7b1a-7c3d-8e4f-5a6b7c8d9e0f"


def add(store: Store, text: str = "", *, lon: float = 2.352, category: str = "", filiere: str = "reparer") -> str:
    request = Request(ContributionKind.PLACE, point_wkt(lon, 48.932), filiere=filiere, text=text, category=category)
    return contribute(store, request).contribution.id


def read_afterwards(store: Store) -> None:
    store.save_settings(settings=replace(store.workshop().settings, moderation=Moderation.AFTER))


def status(store: Store, identifier: str) -> Status:
    current = store.contribution(identifier)
    assert current is not None
    return current.status


def test_what_waits_is_oldest_first_and_says_what_to_look_at(store: Store) -> None:
    first, second, third = add(store, "chez Fatou"), add(store, "vélos"), add(store, category="shelter")
    decided = add(store)
    moderate(store, decided, Action.ACCEPT)
    found = waiting(take_snapshot(store))
    assert [one.id for one in found] == [first, second, third]
    assert ["chez Fatou" in " ".join(found[0].reasons), found[1].reasons, len(found[2].reasons)] == [True, (), 1]
    assert (round(found[0].lon, 3), round(found[0].lat, 3)) == (2.352, 48.932)


def test_read_afterwards_accepts_at_once_but_never_what_is_flagged_or_sensitive(store: Store) -> None:
    read_afterwards(store)
    assert status(store, add(store, "un atelier vélo")) is Status.ACCEPTED
    assert status(store, add(store, "appeler le 06 12 34 56 78")) is Status.PENDING
    assert status(store, add(store, "coiffure", category="informal")) is Status.PENDING


def test_what_was_accepted_on_arrival_can_be_refused_and_put_back(store: Store) -> None:
    read_afterwards(store)
    identifier = add(store, "un atelier vélo")
    moderate(store, identifier, Action.REFUSE)
    assert moderate(store, identifier, Action.RESTORE).status is Status.PENDING


def test_going_back_to_reading_before_leaves_what_is_published_alone(store: Store) -> None:
    read_afterwards(store)
    identifier = add(store, "un atelier vélo")
    store.save_settings(settings=replace(store.workshop().settings, moderation=Moderation.BEFORE))
    assert status(store, identifier) is Status.ACCEPTED
    assert status(store, add(store, "un autre")) is Status.PENDING


def test_what_is_near_and_alike_comes_first(store: Store) -> None:
    """At 48.93° north, 0.001° of longitude is 73 m: 146 m, 220 m, and 586 m which is too far."""
    asked = add(store, "atelier vélo du quai")
    garden = add(store, "jardin partagé", lon=2.354, filiere="nature_energie")
    bikes = add(store, "Atelier vélo", lon=2.355)
    add(store, "atelier vélo du quai", lon=2.36)
    snapshot = take_snapshot(store)
    found = near(snapshot, waiting(snapshot)[0])
    assert waiting(snapshot)[0].id == asked
    assert [one.id for one in found] == [bikes, garden]
    assert found[1].distance_m == pytest.approx(146.6, abs=1)
    assert (found[0].same_need, found[1].same_need) == (True, False)


def test_photos_are_those_of_what_is_live(store: Store) -> None:
    identifier, other = add(store), add(store)
    store.save_photo(Photo(PHOTO, identifier, b"jpeg", 1, 1))
    assert [one.id for one in with_photo(take_snapshot(store))] == [identifier]
    moderate(store, identifier, Action.REFUSE)
    assert with_photo(take_snapshot(store)) == () and other


def save(store: Store, *categories: Category, area_m: float = 400.0) -> None:
    save_moderation(store, moderation=Moderation.AFTER, categories=categories, area_m=area_m, photos=False)


def test_categories_are_added_renamed_and_made_sensitive(store: Store) -> None:
    rows = [
        {"id": "informal", "label": "Coup de main", "sensitive": False},
        {"id": None, "label": " Squat d'artistes ", "sensitive": True},
        {"id": None, "label": "Squat d’artistes", "sensitive": None},
        {"id": None, "label": float("nan"), "sensitive": True},
    ]
    found = categories_from_rows(rows)
    assert [(one.id, one.label, one.sensitive) for one in found] == [
        ("informal", "Coup de main", False),
        ("squat_d_artistes", "Squat d'artistes", True),
        ("squat_d_artistes_2", "Squat d’artistes", False),
    ]
    save(store, *found[:2], area_m=250)
    settings = store.workshop().settings
    assert (settings.moderation, settings.area_m, settings.photos) == (Moderation.AFTER, 250.0, False)
    assert settings.sensitive_ids() == {"squat_d_artistes"}


def test_a_category_in_use_is_not_taken_away_and_two_have_not_one_name(store: Store) -> None:
    add(store, category="shelter")
    with pytest.raises(WorkshopError, match="renommez"):
        save(store, Category("informal", "Informel", True))
    with pytest.raises(WorkshopError, match="même nom"):
        save(store, Category("shelter", "Abri", True), Category("b", "ABRI", True))
    with pytest.raises(WorkshopError, match="100"):
        save(store, Category("shelter", "Abri", True), area_m=10)
