"""Copies that the app makes by itself, the way back to one, and a purge that reaches them all."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from mapping.domain.errors import WorkshopError
from mapping.domain.models import ContributionKind, EventKind
from mapping.services import backups as service
from mapping.services.backup_watch import Watch
from mapping.services.backups import backups, content_of, folder_of, restore_backup, save_now
from mapping.services.contribute import Request, contribute
from mapping.services.merge import backup_place
from mapping.services.phone import Room
from mapping.services.purge import preview_purge, purge, rule_of
from mapping.services.workshops import backup, create
from mapping.storage.interface import Store

MARK = "marqueur-7391"
CODE = "TAMBOUR-CERISE-47"


def add(store: Store, text: str = MARK) -> str:
    request = Request(ContributionKind.NEED, "POINT (2.351 48.931)", filiere="reparer", text=text)
    return contribute(store, request).contribution.id


def holding(folder: Path, mark: str = MARK) -> list[str]:
    return sorted(file.name for file in folder.rglob("*") if file.is_file() and mark.encode() in file.read_bytes())


def test_a_copy_is_made_when_something_changed_and_not_otherwise(store: Store, target: str) -> None:
    watch = Watch(target)
    assert watch.turn() and not watch.turn()
    add(store)
    assert watch.turn()
    assert content_of(backups(target)[0].path).contributions == 1
    assert watch.problem == "" and watch.last_copy is not None


def test_a_short_disk_is_said_and_does_not_stop_the_room(
    store: Store, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.shutil, "disk_usage", lambda _path: _Full)
    watch = Watch(target)
    assert not watch.turn()
    assert "Libérez de la place" in watch.problem and backups(target) == []
    add(store)
    monkeypatch.undo()
    assert watch.turn() and watch.problem == ""


class _Full:
    free = 0


def test_the_last_twelve_stay_and_one_a_day(store: Store, target: str) -> None:
    folder = folder_of(target)
    folder.mkdir()
    for number in range(30):
        # Two copies a day for fifteen days.
        path = folder / f"essai.20260301-{number:06d}.atelier"
        path.write_bytes(b"x")
        moment = 1_700_000_000 + number * 43_200
        os.utime(path, (moment, moment))
    save_now(target)
    kept = backups(target)
    assert len(kept) == 12 + len({f"{saved.made_at:%Y%m%d}" for saved in kept[12:]})
    assert 12 < len(kept) < 31


def test_the_app_goes_on_with_what_is_restored(store: Store, target: str) -> None:
    first = add(store, "avant")
    saved = save_now(target)
    second = add(store, "après")
    revision = store.revision()
    before = restore_backup(target, saved)
    assert store.contribution(first) is not None and store.contribution(second) is None
    assert store.revision() > revision
    assert content_of(before).contributions == 2
    assert add(store, "encore")


def test_what_was_taken_back_since_does_not_come_back_with_a_copy(store: Store, target: str, tmp_path: Path) -> None:
    room = Room(store)
    request = Request(ContributionKind.NEED, "POINT (2.351 48.931)", filiere="reparer", text=MARK)
    room.send(request, code=CODE)
    saved = save_now(target)
    room.withdraw(CODE)
    restore_backup(target, saved)
    assert store.contributions().empty
    assert holding(tmp_path) == []
    assert room.withdraw(CODE).already == 1


def test_only_a_copy_of_this_workshop_is_put_back(store: Store, target: str, tmp_path: Path) -> None:
    other = tmp_path / "autre.atelier"
    create(str(other), title="Ailleurs").close()
    with pytest.raises(WorkshopError, match="n'est plus là"):
        restore_backup(target, other)
    folder_of(target).mkdir()
    backup(str(other), folder_of(target) / "essai.20260301-000000.atelier")
    with pytest.raises(WorkshopError, match="autre atelier"):
        restore_backup(target, folder_of(target) / "essai.20260301-000000.atelier")


def test_a_purge_leaves_no_byte_in_the_file_nor_in_any_copy(store: Store, target: str, tmp_path: Path) -> None:
    room = Room(store)
    room.send(Request(ContributionKind.NEED, "POINT (2.351 48.931)", filiere="reparer", text=MARK), code=CODE)
    key = store.contributions()["author_key"].iloc[0]
    save_now(target)
    backup(target, backup_place(target))
    damaged = folder_of(target) / "essai.20260301-000000.atelier"
    damaged.write_bytes(b"SQLite" + MARK.encode() * 100)
    rule = rule_of(everything=True)
    assert preview_purge(store, target, rule).counts["contributions"] == 1
    assert len(holding(tmp_path)) >= 4
    done = purge(store, target, rule, keep_anonymous=True)
    assert len(done.changed) == 2 and done.deleted == (damaged,)
    assert holding(tmp_path) == [] and holding(tmp_path, key) == []
    [line] = store.events(kinds=[EventKind.PURGED])
    assert line.payload["kept"] == [{"zone": "QN09301X", "kind": "need", "filiere": "reparer", "n": 1}]
    assert not store.zones().empty, "official data stay"


def test_the_copies_forget_what_a_code_took_back_at_the_next_turn(store: Store, target: str, tmp_path: Path) -> None:
    room = Room(store)
    room.send(Request(ContributionKind.NEED, "POINT (2.351 48.931)", filiere="reparer", text=MARK), code=CODE)
    watch = Watch(target)
    watch.turn()
    room.withdraw(CODE)
    assert holding(folder_of(target))
    watch.turn()
    assert holding(tmp_path) == []


@pytest.mark.parametrize("wrong", [{}, {"older_than": "longtemps"}, {"before": "30/06/2027"}])
def test_a_purge_of_nothing_said_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(WorkshopError):
        rule_of(**wrong)


def test_a_copy_is_closed_behind_itself(store: Store, target: str) -> None:
    with closing(store):
        save_now(target)
    assert not list(folder_of(target).glob("*-wal"))
