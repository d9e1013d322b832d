"""What is erased is gone: from the bytes of the file, its log, and from what another laptop brings later."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from mapping.domain.erasure import EMPTIED, PurgeRule
from mapping.domain.models import EventKind, Photo
from mapping.storage import SqlStore, copy_store, create_store, join_stores, open_store
from mapping.storage.interface import Draft
from tests.storage.histories import shared_id
from tests.storage.samples import START, submission, ticking, workshop
from tests.storage.samples_room import answered

MARKS = ("marqueur-du-texte-7391", "marqueur-image-8812", "cle-auteur-4455")
LATER = START + timedelta(hours=1)
S1, S2 = "018f0000-0000-7000-8000-0000000000a1", "018f0000-0000-7000-8000-0000000000a2"


def fill(store: SqlStore) -> None:
    """Put each mark in: words, a photo of several pages, a key; and what a facilitator wrote about it."""
    text, picture, key = MARKS
    store.append([submission(shared_id(1), text=f"{text} " * 60, author_key=key)])
    store.save_photo(Photo(shared_id(51), shared_id(1), picture.encode() * 5000, 4, 3))
    store.append([Draft(EventKind.CONTRIBUTION_CORRECTED, shared_id(1), {"text": f"corrigé {text}"})])
    store.append([answered("1", who=key)])


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def marks_in(path: Path) -> list[str]:
    content = bytes_of(path)
    return [mark for mark in MARKS if mark.encode() in content]


def test_a_purge_leaves_no_byte_of_words_photo_or_key_in_the_file_nor_beside(tmp_path: Path) -> None:
    path = tmp_path / "a.atelier"
    with closing(create_store(str(path), workshop(), now=ticking())) as store:
        fill(store)
        assert marks_in(path) == list(MARKS)
        counts = store.purge(PurgeRule(LATER))
        assert counts == {"contributions": 1, "answers": 1, "votes": 0, "photos": 1}
        assert marks_in(path) == [], "while the workshop is still open"
    assert marks_in(path) == []


def test_a_withdrawal_leaves_no_byte_of_words_or_photo(tmp_path: Path) -> None:
    path = tmp_path / "a.atelier"
    with closing(create_store(str(path), workshop(), now=ticking())) as store:
        fill(store)
        store.append([Draft(EventKind.CONTRIBUTION_WITHDRAWN, shared_id(1))])
        store.fold_log()
        assert marks_in(path) == [MARKS[2]], "the answer about a place, given under this key, was not taken back"
        assert store.photo(shared_id(51)) is None and store.contribution(shared_id(1)) is None


def test_without_overwriting_the_words_would_still_be_in_the_file(tmp_path: Path) -> None:
    """The test of the test: deleted by SQLite alone, they are there."""
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA secure_delete = OFF")
        plain.execute("CREATE TABLE t (x)")
        plain.execute("INSERT INTO t VALUES (?)", (MARKS[0],))
        plain.commit()
        plain.execute("DELETE FROM t")
        plain.commit()
    assert marks_in(path) == [MARKS[0]]


def test_the_journal_says_what_was_purged_and_holds_nothing_of_it(store: SqlStore) -> None:
    fill(store)
    store.purge(PurgeRule(LATER), kept=[{"zone": "QN1", "n": 1}])
    [line] = store.events(kinds=[EventKind.PURGED])
    assert line.payload["counts"]["contributions"] == 1 and line.payload["kept"] == [{"zone": "QN1", "n": 1}]
    assert all(event.payload == EMPTIED for event in store.events(subject=shared_id(1)))
    assert store.contributions().empty and store.knowledge().empty


def test_what_is_more_recent_stays(store: SqlStore) -> None:
    store.append([submission(shared_id(1))])
    moment = store.events(limit=1)[0].recorded_at
    store.append([submission(shared_id(2))])
    assert [line.subject for line in store.to_purge(PurgeRule(moment + timedelta(seconds=1)))] == [shared_id(1)]
    store.purge(PurgeRule(moment + timedelta(seconds=1)))
    assert store.contributions()["id"].tolist() == [shared_id(2)]


def test_one_seance_is_purged_and_the_other_stays(store: SqlStore) -> None:
    store.append([submission(shared_id(1), session_id=S1), submission(shared_id(2), session_id=S2)])
    store.purge(PurgeRule(LATER, S1))
    assert store.contributions()["id"].tolist() == [shared_id(2)]


def test_nothing_to_purge_writes_nothing(store: SqlStore) -> None:
    before = store.revision()
    assert sum(store.purge(PurgeRule(LATER)).values()) == 0
    assert store.revision() == before and store.events(kinds=[EventKind.PURGED]) == []


def test_a_phone_that_sends_again_after_a_purge_brings_nothing_back(store: SqlStore) -> None:
    store.append([submission(shared_id(1))])
    store.purge(PurgeRule(LATER))
    assert store.append([submission(shared_id(1))]) == []
    assert store.contributions().empty


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_an_old_copy_brings_no_line_back_whatever_the_order(tmp_path: Path, order: tuple[int, ...]) -> None:
    """One laptop purges; one is an old copy; one has a contribution of then that the first never saw."""
    copies = [tmp_path / f"{name}.atelier" for name in ("purge", "vieux", "autre")]
    with closing(create_store(str(copies[0]), workshop(), now=ticking())) as store:
        fill(store)
    for other in copies[1:]:
        copy_store(str(copies[0]), str(other))
    with closing(open_store(str(copies[2]), now=ticking())) as store:
        store.append([submission(shared_id(2), text=MARKS[0]), submission(shared_id(3), session_id=S1)])
    with closing(open_store(str(copies[0]), now=ticking(LATER))) as store:
        store.purge(PurgeRule(LATER))
        store.append([submission(shared_id(4))])
    here = copies[order[0]]
    join_stores(str(here), [str(copies[number]) for number in order[1:]])
    with closing(open_store(str(here))) as store:
        assert store.contributions()["id"].tolist() == [shared_id(4)]
        assert store.photo(shared_id(51)) is None
        assert not any(mark in str([event.payload for event in store.events()]) for mark in MARKS)


def test_a_phone_that_met_two_seances_is_found_by_the_purge_of_either(tmp_path: Path) -> None:
    one, other = tmp_path / "1.atelier", tmp_path / "2.atelier"
    create_store(str(one), workshop()).close()
    copy_store(str(one), str(other))
    for path, seance in ((one, S1), (other, S2)):
        with closing(open_store(str(path), now=ticking())) as store:
            store.append([submission(shared_id(1), session_id=seance)])
    join_stores(str(one), [str(other)])
    with closing(open_store(str(one))) as store:
        assert len(store.contributions()) == 1
        store.purge(PurgeRule(LATER, S2))
        assert store.contributions().empty


def test_what_was_erased_here_is_erased_in_a_copy_of_before(tmp_path: Path, opened: Callable[..., SqlStore]) -> None:
    path, saved = tmp_path / "a.atelier", tmp_path / "sauvegarde.atelier"
    with closing(create_store(str(path), workshop(), now=ticking())) as store:
        fill(store)
        copy_store(str(path), str(saved))
        store.append([Draft(EventKind.CONTRIBUTION_WITHDRAWN, shared_id(1))])
        lines = store.erasing_lines()
    with closing(opened(str(saved))) as copy:
        assert copy.carry_erasures(lines) == 1
        assert marks_in(saved) == [MARKS[2]]
        before = copy.revision()
        assert copy.carry_erasures(lines) == 0
        assert copy.revision() == before
