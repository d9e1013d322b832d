"""Contributing: what is refused says why, what is accepted is there once."""

import pytest

from mapping.domain.errors import ContributionError, NomenclatureError
from mapping.domain.models import ContributionKind, Status
from mapping.services.contribute import TEXT_MAX_CHARACTERS, Request, contribute, point_wkt
from mapping.storage.interface import Store

HERE = point_wkt(2.352, 48.932)


def need(**changes: object) -> Request:
    values: dict[str, object] = {"kind": ContributionKind.NEED, "geometry_wkt": HERE, "filiere": "se_nourrir"} | changes
    return Request(**values)  # type: ignore[arg-type]


def test_a_contribution_is_recorded_as_typed_and_waits_for_the_facilitator(store: Store) -> None:
    text = "Une épicerie <b>pas chère</b> ; « L'Œuf » \U0001f373\n=1+1"
    receipt = contribute(store, need(text=text, people=4))
    recorded = store.contribution(receipt.contribution.id)
    assert receipt.created and recorded is not None
    assert (recorded.text, recorded.people, recorded.status) == (text, 4, Status.PENDING)


def test_the_same_identifier_twice_is_one_contribution_and_the_first_words_stay(store: Store) -> None:
    first = contribute(store, need(text="premier"))
    again = contribute(store, need(text="second", id=first.contribution.id))
    assert not again.created
    assert again.contribution.text == "premier"
    assert len(store.contributions()) == 1


def test_sending_again_does_not_change_the_revision(store: Store) -> None:
    first = contribute(store, need())
    before = store.revision()
    contribute(store, need(id=first.contribution.id))
    assert store.revision() == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"geometry_wkt": point_wkt(48.932, 2.352)}, "inversées"),
        ({"geometry_wkt": point_wkt(-70.0, 40.0)}, "hors de France"),
        ({"geometry_wkt": "POINT (deux trois)"}, "illisible"),
        ({"geometry_wkt": "POINT EMPTY"}, "Point"),
        ({"geometry_wkt": "LINESTRING (2.35 48.93, 2.36 48.93)"}, "LineString"),
        ({"text": "a" * (TEXT_MAX_CHARACTERS + 1)}, "2001"),
        ({"people": 0}, "personnes"),
        ({"id": "pas-un-uuid"}, "UUID"),
    ],
)
def test_what_cannot_be_accepted_is_refused_in_words(store: Store, changes: dict[str, object], words: str) -> None:
    with pytest.raises(ContributionError, match=words):
        contribute(store, need(**changes))
    assert store.contributions().empty


@pytest.mark.parametrize("filiere", [None, "inconnue"])
def test_a_need_says_for_what_among_the_needs_of_the_workshop(store: Store, filiere: str | None) -> None:
    with pytest.raises(NomenclatureError, match="se_nourrir"):
        contribute(store, need(filiere=filiere))


def test_a_lived_area_is_a_polygon_and_needs_no_filiere(store: Store) -> None:
    outline = "POLYGON ((2.351 48.931, 2.354 48.931, 2.354 48.934, 2.351 48.931))"
    receipt = contribute(store, Request(ContributionKind.LIVED_AREA, outline))
    assert store.contributions().set_index("id").geometry[receipt.contribution.id].area > 0


def test_a_third_coordinate_is_left_out(store: Store) -> None:
    receipt = contribute(store, need(geometry_wkt="POINT Z (2.352 48.932 35)"))
    assert receipt.contribution.geometry_wkt == HERE
