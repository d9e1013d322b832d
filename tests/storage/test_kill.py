"""Killed at any moment, a program loses nothing that it acknowledged."""

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from mapping.storage import create_store, open_store, rebuild
from tests.storage.appender import contribution_id
from tests.storage.samples import workshop

CONTRIBUTIONS = 1000
_ROOT = Path(__file__).parents[2]


def test_a_thousand_contributions_survive_a_program_killed_again_and_again(tmp_path: Path) -> None:
    file = tmp_path / "coupures.atelier"
    create_store(str(file), workshop()).close()
    chance = random.Random(20151215)
    acknowledged: list[int] = []
    kills = 0
    while len(acknowledged) < CONTRIBUTIONS:
        quota = chance.randint(1, 150)
        heard = _run_until_killed(file, len(acknowledged) + 1, quota=quota, turns=chance.randint(0, 40_000))
        kills += 1
        acknowledged += heard
        assert _integrity(file) == "ok"
    assert kills > 5, "the program must have been killed in the middle of its work"
    assert acknowledged == list(range(1, CONTRIBUTIONS + 1)), "each is acknowledged once, in order"
    with closing(open_store(str(file))) as store:
        found = store.contributions()
        assert sorted(found["id"]) == sorted(map(contribution_id, acknowledged))
        assert len(store.events()) == CONTRIBUTIONS + 1
        rebuild(store)
        assert store.contributions()["id"].tolist() == found["id"].tolist()


def _run_until_killed(file: Path, first: int, *, quota: int, turns: int) -> list[int]:
    """Let a program append until it has acknowledged ``quota`` contributions, kill it, return those acknowledged.

    It goes on while ``turns`` are counted, from nothing to about the time of one contribution: it is killed at
    whatever point of its work it has reached, and the lines that it still printed are acknowledged too.
    """
    command = [sys.executable, "-m", "tests.storage.appender", str(file), str(first), str(CONTRIBUTIONS)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        lines = [line for _, line in zip(range(quota), program.stdout, strict=False)]
        for _ in range(turns):
            pass
        program.kill()
        lines += program.stdout.readlines()
    return [int(line) for line in lines if line.endswith("\n")]


def _integrity(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
