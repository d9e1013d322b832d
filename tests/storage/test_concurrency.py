"""Several at once: nothing is lost, nothing is counted twice, readers are not stopped."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from mapping.domain.errors import WorkshopError
from mapping.domain.ids import new_id
from mapping.storage import SqlStore, create_store
from mapping.storage import engines as engines_module
from mapping.storage.engines import make_engine, reading, writing
from mapping.storage.recording import Recording
from mapping.storage.schema import contribution
from mapping.storage.targets import parse_target
from tests.storage.appender import contribution_id
from tests.storage.samples import START, submission, workshop

_ROOT = Path(__file__).parents[2]
Open = Callable[[str], SqlStore]


def test_threads_that_share_a_store_lose_nothing(store: SqlStore) -> None:
    start = Barrier(8)

    def write(_worker: int) -> list[int]:
        start.wait()
        return [event.clock for _ in range(15) for event in store.append([submission()])]

    with ThreadPoolExecutor(8) as pool:
        clocks = [clock for some in pool.map(write, range(8)) for clock in some]
    assert sorted(clocks) == list(range(2, 122)), "each transaction has its own clock"
    assert len(store.contributions()) == 120
    assert store.revision() == 121


def test_the_same_contribution_sent_by_many_at_once_is_one(store: SqlStore) -> None:
    draft = submission()
    start = Barrier(8)

    def send(_worker: int) -> int:
        start.wait()
        return len(store.append([draft]))

    with ThreadPoolExecutor(8) as pool:
        recorded = list(pool.map(send, range(8)))
    assert sum(recorded) == 1
    assert len(store.contributions()) == 1 and store.revision() == 2


def test_two_programs_on_one_workshop_lose_nothing(store: SqlStore, target: str) -> None:
    """Their numbers overlap from 41 to 60: those are sent by both."""
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.storage.appender", target, str(first), str(last)],
            cwd=_ROOT,
            stdout=subprocess.DEVNULL,
        )
        for first, last in ((1, 60), (41, 100))
    ]
    assert [program.wait() for program in programs] == [0, 0]
    assert set(store.contributions()["id"]) == {contribution_id(number) for number in range(1, 101)}
    assert len(store.events()) == 101 and store.revision() == 101


def test_a_reader_is_not_stopped_by_a_writer_and_sees_nothing_half_done(store: SqlStore, target: str) -> None:
    where = parse_target(target)
    engine = make_engine(where)
    try:
        with writing(engine, where) as connection:
            recording = Recording(connection, _key(store), now=lambda: START)
            draft = submission()
            recording.record([recording.event(draft.kind, draft.subject, dict(draft.payload), draft.subject)])
            recording.finish()
            assert len(store.contributions()) == 0 and store.revision() == 1
        assert len(store.contributions()) == 1 and store.revision() == 2
    finally:
        engine.dispose()


def test_one_read_sees_one_state_whatever_is_written_meanwhile(store: SqlStore, target: str) -> None:
    where = parse_target(target)
    engine = make_engine(where)
    try:
        with reading(engine, where) as connection:
            before = connection.execute(select(contribution.c.id)).all()
            store.append([submission()])
            assert connection.execute(select(contribution.c.id)).all() == before
    finally:
        engine.dispose()


def test_a_file_that_stays_locked_is_said_to_be_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "BUSY_TIMEOUT_S", 0.05)
    target = str(tmp_path / "a.atelier")
    where = parse_target(target)
    with closing(create_store(target, workshop())) as store:
        engine = make_engine(where)
        with writing(engine, where), pytest.raises(WorkshopError, match="occupé par un autre programme"):
            store.append([submission()])
        engine.dispose()
        assert len(store.append([submission(new_id())])) == 1


def _key(store: SqlStore) -> int:
    return store._key
