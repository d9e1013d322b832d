"""What phones share: one transaction for those who send together, one map for a second."""

import threading
import uuid
from dataclasses import replace

import pytest

from mapping.domain.errors import ContributionError, WorkshopError
from mapping.domain.models import ContributionKind, EventKind, Status
from mapping.domain.workshop_settings import Moderation
from mapping.services.contribute import Request, checked, submission
from mapping.services.grouped import GroupedAppends
from mapping.services.phone import Room
from mapping.services.phone_map import Kept
from mapping.storage.interface import Draft, Store

NEED = {"kind": ContributionKind.NEED, "geometry_wkt": "POINT (2.351 48.931)", "filiere": "reparer"}


def draft(store: Store, **changes: str) -> Draft:
    request = Request(**{**NEED, "id": str(uuid.uuid4()), **changes})
    return submission(checked(request, store.workshop()))


class Watched:
    """A store that remembers the size of each transaction, and that waits for the first one to be let go."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.sizes: list[int] = []
        self.first_is_in = threading.Event()
        self.let_go = threading.Event()

    def append(self, drafts: list[Draft]) -> list[object]:
        self.sizes.append(len(drafts))
        if len(self.sizes) == 1:
            self.first_is_in.set()
            assert self.let_go.wait(10)
        return self.store.append(drafts)


def in_threads(grouped: GroupedAppends, watched: Watched, first: Draft, others: list[Draft]) -> dict[str, object]:
    """Append ``others`` while ``first`` is being written; return what each was told."""
    told: dict[str, object] = {}

    def one(given: Draft) -> None:
        try:
            told[given.subject] = len(grouped.append(given))
        except (ContributionError, WorkshopError) as error:
            told[given.subject] = error

    threads = [threading.Thread(target=one, args=(given,)) for given in [first, *others]]
    threads[0].start()
    assert watched.first_is_in.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(grouped._waiting) < len(others):
        threading.Event().wait(0.001)
    watched.let_go.set()
    for thread in threads:
        thread.join(10)
    return told


def test_those_who_wait_behind_are_written_together(store: Store) -> None:
    watched = Watched(store)
    grouped = GroupedAppends(watched)
    others = [draft(store) for _ in range(7)]
    told = in_threads(grouped, watched, draft(store), others)
    assert watched.sizes == [1, 7]
    assert set(told.values()) == {1}
    assert len(store.contributions()) == 8


def test_the_same_one_sent_twice_in_a_group_is_new_once(store: Store) -> None:
    watched = Watched(store)
    grouped = GroupedAppends(watched)
    same = draft(store)
    told = []
    threads = [threading.Thread(target=lambda: told.append(len(grouped.append(same)))) for _ in range(2)]
    first = threading.Thread(target=lambda: grouped.append(draft(store)))
    first.start()
    assert watched.first_is_in.wait(10)
    for thread in threads:
        thread.start()
    while len(grouped._waiting) < 2:
        threading.Event().wait(0.001)
    watched.let_go.set()
    for thread in [first, *threads]:
        thread.join(10)
    assert sorted(told) == [0, 1]


def test_one_that_is_refused_does_not_take_the_others_with_it(store: Store) -> None:
    watched = Watched(store)
    grouped = GroupedAppends(watched)
    good = [draft(store), draft(store)]
    wrong = Draft(EventKind.CONTRIBUTION_SUBMITTED, "x", {**good[0].payload, "id": "x", "geometry_wkt": "NO"}, id="x")
    told = in_threads(grouped, watched, draft(store), [good[0], wrong, good[1]])
    assert isinstance(told["x"], ContributionError)
    assert [told[each.subject] for each in good] == [1, 1]
    assert len(store.contributions()) == 3


def test_a_disk_that_refuses_is_told_to_all_who_waited(store: Store) -> None:
    class Full(Watched):
        def append(self, drafts: list[Draft]) -> list[object]:
            if self.sizes:
                raise WorkshopError("plein")
            return super().append(drafts)

    watched = Full(store)
    others = [draft(store) for _ in range(3)]
    told = in_threads(GroupedAppends(watched), watched, draft(store), others)
    assert [str(told[each.subject]) for each in others] == ["plein"] * 3


def test_a_value_is_made_again_when_its_key_changes_and_not_too_often() -> None:
    now = [100.0]
    kept: Kept[int] = Kept(least_s=1.0, clock=lambda: now[0])
    assert kept.get("a", lambda: 1) == 1
    assert kept.get("b", lambda: 2) == 1
    now[0] += 1
    assert kept.get("b", lambda: 2) == 2
    assert kept.get("b", lambda: 3) == 2


def test_while_one_makes_a_value_the_others_have_the_one_of_before() -> None:
    kept: Kept[int] = Kept()
    kept.get("a", lambda: 1)
    inner: list[int] = []

    def make() -> int:
        other = threading.Thread(target=lambda: inner.append(kept.get("b", lambda: 9)))
        other.start()
        other.join(10)
        return 2

    assert kept.get("b", make) == 2
    assert inner == [1]


@pytest.mark.parametrize(("text", "status"), [("Un atelier", Status.ACCEPTED), ("06 12 34 56 78", Status.PENDING)])
def test_a_workshop_that_reads_afterwards_publishes_what_tells_nobody(store: Store, text: str, status: Status) -> None:
    store.save_settings(settings=replace(store.workshop().settings, moderation=Moderation.AFTER))
    done = Room(store).send(Request(**{**NEED, "id": str(uuid.uuid4()), "text": text}), code="TAMBOUR-CERISE-47")
    assert done.contribution.status is status


def test_the_count_and_what_one_person_gave_are_asked_of_the_store(store: Store) -> None:
    room = Room(store)
    for code in ("TAMBOUR-CERISE-47", "TAMBOUR-CERISE-47", "MANCHOT-CARNET-75"):
        room.send(Request(**{**NEED, "id": str(uuid.uuid4())}), code=code)
    assert (store.live_count(), store.live_count(""), store.live_count("another")) == (3, 3, 0)
    assert len(room.given_by("tambour cerise 47")) == 2
    assert store.contributions_by("") == []
    room.withdraw("TAMBOUR-CERISE-47")
    assert store.live_count() == 1
