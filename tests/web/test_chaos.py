"""Everything goes wrong in the room, and whatever a phone was told is safe is there, once."""

import random
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from mapping.domain.models import EventKind
from mapping.storage import SqlStore, open_store
from tests.storage.samples import submission
from tests.web.phones import contribution, make_workshop
from tests.web.server import Server

PHONES = 8
EACH = 12
RETRY_S = 0.02
NewServer = Callable[[], Server]


@pytest.fixture
def target(tmp_path: Path) -> str:
    return make_workshop(tmp_path)


@pytest.fixture
def new_server(target: str, tmp_path: Path) -> Iterator[NewServer]:
    servers: list[Server] = []

    def make() -> Server:
        servers.append(Server(target, tmp_path / "serveur.log"))
        return servers[-1]

    yield make
    for server in servers:
        server.kill()


class Phones:
    """Phones that send, and send again until they are told that it is safe, as the page does."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._told = threading.Condition()
        self.acknowledged: list[str] = []
        self.created: Counter[str] = Counter()

    def send_all(self, number: int) -> None:
        """Send what one phone has to say."""
        with httpx.Client(timeout=30) as client:
            for rank in range(EACH):
                self.send(client, contribution(text=f"téléphone {number}, message {rank}"))

    def send(self, client: httpx.Client, said: dict[str, object]) -> None:
        """Send one thing, until it is acknowledged."""
        for _turn in range(10_000):
            try:
                answer = client.post(f"{self._url}/api/contributions", json=said)
            except httpx.TransportError:
                threading.Event().wait(RETRY_S)
                continue
            if answer.status_code in (200, 201):
                with self._told:
                    self.acknowledged.append(str(said["id"]))
                    self.created[str(said["id"])] += answer.status_code == 201
                    self._told.notify_all()
                return
            assert answer.status_code == 503, answer.text
            threading.Event().wait(RETRY_S)
        raise AssertionError("never acknowledged")

    def wait_for(self, count: int) -> None:
        """Wait until so many are acknowledged."""
        with self._told:
            assert self._told.wait_for(lambda: len(self.acknowledged) >= count, timeout=60)


def test_a_server_killed_again_and_again_loses_nothing_it_acknowledged(target: str, new_server: NewServer) -> None:
    server = new_server().start()
    phones, chance, kills = Phones(server.url), random.Random(20151215), 0
    with ThreadPoolExecutor(PHONES) as pool:
        sending = [pool.submit(phones.send_all, number) for number in range(PHONES)]
        for quota in range(10, 80, 22):
            phones.wait_for(quota + chance.randint(0, 8))
            server.kill()
            kills += 1
            told = set(phones.acknowledged)
            assert _integrity(target) == "ok"
            assert told <= set(_ids(target)), "what was acknowledged is on the disk when the power goes"
            server.start()
        for done in sending:
            done.result(timeout=60)
    assert kills == 4
    _assert_each_once(target, phones.acknowledged, PHONES * EACH)
    assert max(phones.created.values()) == 1, "nobody is told twice that it is new"


def test_two_servers_on_one_file_take_each_contribution_once(target: str, new_server: NewServer) -> None:
    """Each phone sends everything to both."""
    one, other = new_server().start(), new_server().start()
    said = [contribution(text=f"message {rank}") for rank in range(30)]

    def send_to(url: str) -> list[int]:
        with httpx.Client(timeout=30) as client:
            return [client.post(f"{url}/api/contributions", json=body).status_code for body in said]

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(send_to, [one.url, other.url, one.url, other.url]))
    created = [sum(code == 201 for code in turn) for turn in zip(*codes, strict=True)]
    assert created == [1] * 30 and {code for turn in codes for code in turn} == {200, 201}
    _assert_each_once(target, [str(body["id"]) for body in said], 30)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lets one program limit another's files")
def test_a_disk_that_fills_up_refuses_and_goes_on_once_there_is_room(target: str, new_server: NewServer) -> None:
    import resource

    server = new_server().start()
    said = [contribution(text="x" * 1500) for _number in range(60)]
    with httpx.Client(timeout=30) as client:
        first = client.post(f"{server.url}/api/contributions", json=said[0])
        assert first.status_code == 201
        # The system now refuses to this program any file longer than the log is, plus some pages.
        log = Path(f"{target}-wal").stat().st_size
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (log + 100_000, resource.RLIM_INFINITY))
        answers = [client.post(f"{server.url}/api/contributions", json=body) for body in said[1:]]
        refused = [answer for answer in answers if answer.status_code == 503]
        told = [body["id"] for body, answer in zip(said[1:], answers, strict=True) if answer.status_code == 201]
        assert len(refused) > 5 and len(told) + len(refused) == 59
        assert "Rien n'est perdu" in refused[0].json()["erreur"]
        assert set(_ids(target)) == {said[0]["id"], *told}, "what was refused is not there, what was accepted is"
        assert client.get(f"{server.url}/api/carte").status_code == 200
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        again = [client.post(f"{server.url}/api/contributions", json=body).status_code for body in said]
    assert Counter(again) == {200: 1 + len(told), 201: len(refused)}
    _assert_each_once(target, [str(body["id"]) for body in said], 60)


def test_another_program_that_holds_the_file_is_waited_for(target: str, new_server: NewServer) -> None:
    server = new_server().start()
    phones = Phones(server.url)
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, target], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdin is not None and holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with ThreadPoolExecutor(PHONES) as pool:
        sending = [pool.submit(phones.send_all, number) for number in range(PHONES)]
        # Reading is not held up by whoever writes.
        assert httpx.get(f"{server.url}/api/carte", timeout=30).status_code == 200
        threading.Event().wait(2.0)
        assert phones.acknowledged == [], "nothing is said to be safe that is not"
        holder.communicate("let go\n", timeout=30)
        for done in sending:
            done.result(timeout=60)
    _assert_each_once(target, phones.acknowledged, PHONES * EACH)


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=400), timedelta(0)])
def test_a_clock_that_jumps_changes_neither_the_order_nor_the_count(target: str, jump: timedelta) -> None:
    """A laptop whose battery was flat wakes in 1970, or a summer time comes: the journal has a clock of its own."""
    moments = iter([datetime(2026, 3, 14, 14, 0, tzinfo=UTC) + number % 2 * jump for number in range(100)])
    with closing(open_store(target, now=lambda: next(moments))) as store:
        sent = [submission(text=str(number)) for number in range(20)]
        for draft in sent:
            store.append([draft])
            store.append([draft])
        store.undo(sent[-1].subject)
        assert store.contributions()["text"].tolist() == [str(number) for number in range(19)]
        journal = reversed(store.events(kinds=[EventKind.CONTRIBUTION_SUBMITTED]))
        assert [event.subject for event in journal] == [draft.subject for draft in sent]
        assert _is_sound(store)


_HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""


def _assert_each_once(target: str, acknowledged: list[str], count: int) -> None:
    assert len(acknowledged) == len(set(acknowledged)) == count
    assert sorted(_ids(target)) == sorted(acknowledged)
    with closing(open_store(target)) as store:
        assert _is_sound(store)


def _is_sound(store: SqlStore) -> bool:
    """Say whether what is shown is what the journal makes."""
    before = store.contributions().to_csv()
    store.rebuild()
    return bool(store.contributions().to_csv() == before)


def _ids(target: str) -> list[str]:
    with closing(sqlite3.connect(target)) as connection:
        return [str(row[0]) for row in connection.execute("SELECT id FROM contribution")]


def _integrity(target: str) -> str:
    with closing(sqlite3.connect(target)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
