"""A workshop file made to harm is refused in one sentence, wherever it is opened, restored or joined; nothing runs."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import shapely

from mapping.domain.errors import WorkshopError
from mapping.domain.models import DatasetKind
from mapping.storage import copy_store, create_store, join_stores, open_store
from mapping.storage.examining import LONGEST_TEXT, MOST_VERTICES
from tests.storage.samples import source, submission, ticking, workshop, zones

_SUBJECT = "018f0000-0000-7000-8000-0000000000c1"
_LINE = (
    "INSERT INTO journal (workshop_key, id, clock, recorded_at, kind, subject, payload) "
    "VALUES (1, '018f0000-0000-7000-8000-0000000000d1', ?, '2026-03-14T10:00:00+00:00', ?, ?, ?)"
)
Attack = Callable[[sqlite3.Connection], object]


def _sql(*statements: str) -> Attack:
    return lambda connection: connection.executescript(";".join(statements))


def _line(kind: str, payload: str, clock: object = 99) -> Attack:
    return lambda connection: connection.execute(_LINE, (clock, kind, _SUBJECT, payload))


def _set(table: str, column: str, value: object) -> Attack:
    return lambda connection: connection.execute(f"UPDATE {table} SET {column} = ?", (value,))  # noqa: S608


def _outline_of_millions(connection: sqlite3.Connection) -> None:
    turns = shapely.linestrings([[0.0, 0.0], [1.0, 1.0]] * (MOST_VERTICES // 2 + 1))
    connection.execute("UPDATE zone SET geometry = ?", (shapely.to_wkb(turns),))


ATTACKS: dict[str, Attack] = {
    "trigger": _sql(
        "CREATE TRIGGER t AFTER INSERT ON journal BEGIN DELETE FROM zone; UPDATE workshop SET title = ''; END"
    ),
    "trigger under our name": _sql(
        "DROP TRIGGER journal_refuses_update",
        "CREATE TRIGGER journal_refuses_update BEFORE UPDATE ON journal BEGIN DELETE FROM zone; "
        "SELECT RAISE(ABORT, 'journal is append-only'); END",
    ),
    "view in place of a table": _sql(
        "ALTER TABLE landmark RENAME TO kept", "CREATE VIEW landmark AS SELECT * FROM kept, (SELECT randomblob(999999))"
    ),
    "virtual table": _sql("CREATE VIRTUAL TABLE notes USING fts5(text)"),
    "missing table": _sql("DROP TABLE photo"),
    "text in place of a number": _set("population", "population", "beaucoup"),
    "blob in place of a title": _set("workshop", "title", b"\x00\xff"),
    "number in place of an outline": _set("zone", "geometry", 12),
    "outline that is none": _set("zone", "geometry", b"not an outline"),
    "outline of millions of corners": _outline_of_millions,
    "position that is none": _set("contribution", "geometry_wkt", "POINT (1 2"),
    "status of nobody": _set("contribution", "status", "'; DROP TABLE journal; --"),
    "text of millions of signs": _set("contribution", "text", "A" * (LONGEST_TEXT + 1)),
    "hour that is none": _set("contribution", "submitted_at", "demain"),
    "settings that are no JSON": _set("workshop", "settings", "{"),
    "settings of another shape": _set("workshop", "settings", '{"steps": 7, "categories": "x"}'),
    "needs of another shape": _set("workshop", "filieres", '[{"__class__": "os.system"}]'),
    "settings nested without end": _set("workshop", "settings", '{"a":' * 5000 + "1" + "}" * 5000),
    "event of an unknown kind": _line("SHELL", "{}"),
    "payload that is a list": _line("contribution_submitted", "[]"),
    "payload that is no JSON": _line("contribution_submitted", "{'a'}"),
    "clock that is a text": _line("contribution_submitted", "{}", clock="zut"),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "sain.atelier"
    with closing(create_store(str(path), workshop(), now=ticking())) as store:
        store.append([submission(_SUBJECT, text="un banc")])
        store.save_zones(source(DatasetKind.BOUNDARIES), zones("QN1"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO population VALUES (1, 'QN1', 100.0, '2020', 'INSEE', '')")
    return path


@pytest.fixture(params=ATTACKS)
def harmful(request: pytest.FixtureRequest, sound: Path, tmp_path: Path) -> Path:
    path = tmp_path / "piège.atelier"
    shutil.copyfile(sound, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        ATTACKS[request.param](connection)
    return path


def test_the_file_that_the_attacks_change_is_sound(sound: Path, tmp_path: Path) -> None:
    with closing(open_store(str(sound))) as store:
        assert store.workshop().title
    copy_store(str(sound), str(tmp_path / "copie.atelier"))


def test_it_is_refused_opened_restored_or_joined(harmful: Path, sound: Path, tmp_path: Path) -> None:
    mine = tmp_path / "le mien.atelier"
    shutil.copyfile(sound, mine)
    before = _journal(mine)
    with pytest.raises(WorkshopError):
        open_store(str(harmful))
    with pytest.raises(WorkshopError):
        copy_store(str(harmful), str(mine), replace=True)
    with pytest.raises(WorkshopError):
        join_stores(str(mine), [str(harmful)], names=["l'autre table"])
    assert _journal(mine) == before


def test_a_submission_without_its_fields_does_not_come_in_by_joining(sound: Path, tmp_path: Path) -> None:
    mine, other = tmp_path / "le mien.atelier", tmp_path / "l'autre.atelier"
    for path in (mine, other):
        shutil.copyfile(sound, path)
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute(_LINE, (99, "contribution_submitted", "018f0000-0000-7000-8000-0000000000e1", "{}"))
    before = _journal(mine)
    with pytest.raises(WorkshopError):
        join_stores(str(mine), [str(other)])
    assert _journal(mine) == before


@pytest.mark.parametrize("title", ["'); DROP TABLE journal; --", '"; ATTACH DATABASE "/tmp/x" AS y; --', "\\x00%s{0}"])
def test_text_is_never_read_as_sql(title: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{len(title)}'; DROP TABLE zone; --.atelier"
    with closing(create_store(str(path), workshop(title=title), now=ticking())) as store:
        store.append([submission(_SUBJECT, text=title, near_id=title)])
        assert store.workshop().title == title
        assert store.events(subject=title) == []
        assert store.contribution(title) is None
        assert [row.text for row in store.contributions().itertuples()] == [title]
    with closing(open_store(str(path))) as store:
        assert store.workshop().title == title


def _journal(path: Path) -> list[object]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT id, kind, payload FROM journal ORDER BY id").fetchall()
    return [(identifier, kind, json.loads(payload)) for identifier, kind, payload in rows]
