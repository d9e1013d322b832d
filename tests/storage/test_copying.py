"""Backup and restore between any two databases."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from mapping.domain.errors import WorkshopError
from mapping.domain.models import Action, DatasetKind
from mapping.storage import SqlStore, copy_store, create_store, open_store
from tests.storage.conftest import NewTarget
from tests.storage.samples import actor, actors, decision, source, submission, workshop, zones

Open = Callable[[str], SqlStore]


def test_a_copy_holds_everything(store: SqlStore, target: str, new_target: NewTarget, opened: Open) -> None:
    _fill(store)
    other = new_target()
    copy_store(target, other)
    _assert_same(opened(other), store)
    assert opened(other).revision() == store.revision()


def test_a_workshop_goes_to_a_file_and_back(
    store: SqlStore, target: str, new_target: NewTarget, tmp_path: Path, opened: Open
) -> None:
    _fill(store)
    backup, restored = str(tmp_path / "sauvegarde.atelier"), new_target()
    copy_store(target, backup)
    copy_store(backup, restored)
    _assert_same(opened(restored), store)


def test_a_copy_goes_its_own_way(store: SqlStore, target: str, new_target: NewTarget, opened: Open) -> None:
    _fill(store)
    other = new_target()
    copy_store(target, other)
    opened(other).append([submission()])
    store.undo(store.contributions()["id"][0])
    assert (len(opened(other).contributions()), len(store.contributions())) == (3, 1)


def test_an_existing_destination_is_kept(store: SqlStore, target: str, new_target: NewTarget, opened: Open) -> None:
    other = new_target()
    create_store(other, workshop("À garder")).close()
    with pytest.raises(WorkshopError, match="Il y a déjà quelque chose"):
        copy_store(target, other)
    assert opened(other).workshop().title == "À garder"


def test_a_replaced_destination_gets_a_revision_that_it_never_had(
    store: SqlStore, target: str, new_target: NewTarget, opened: Open
) -> None:
    """Frames are cached by revision: the same number must not stand for two states."""
    other = new_target()
    with closing(create_store(other, workshop("À remplacer"))) as replaced:
        for _ in range(10):
            replaced.append([submission()])
        before = replaced.revision()
    _fill(store)
    assert store.revision() <= before
    copy_store(target, other, replace=True)
    _assert_same(opened(other), store)
    assert opened(other).revision() > before


def test_a_copy_onto_itself_is_refused(store: SqlStore, target: str, made: object) -> None:
    with pytest.raises(WorkshopError, match="ne se copie pas sur lui-même"):
        copy_store(target, target, replace=True)
    assert store.workshop() == made


def test_an_absent_source_is_said_and_nothing_is_made(target: str, new_target: NewTarget, tmp_path: Path) -> None:
    with pytest.raises(WorkshopError, match="n'existe pas"):
        copy_store(target, str(tmp_path / "copie.atelier"))
    assert not (tmp_path / "copie.atelier").exists()


@pytest.mark.postgres
def test_a_program_that_has_the_replaced_workshop_open_goes_on_with_the_copy(
    postgres_server: str, tmp_path: Path
) -> None:
    backup, live = str(tmp_path / "a.atelier"), f"{postgres_server}?atelier=ouvert"
    with closing(create_store(live, workshop())) as store:
        _fill(store)
        copy_store(live, backup)
        store.append([submission(), submission()])
        copy_store(backup, live, replace=True)
        assert len(store.contributions()) == 2
        assert len(store.append([submission()])) == 1


def test_a_file_open_elsewhere_is_not_replaced_under_it(tmp_path: Path) -> None:
    live, backup = str(tmp_path / "a.atelier"), str(tmp_path / "b.atelier")
    with closing(create_store(live, workshop())) as store:
        copy_store(live, backup)
        store.append([submission()])
        with pytest.raises(WorkshopError, match="occupé par un autre programme"):
            copy_store(backup, live, replace=True)
        assert len(store.contributions()) == 1
    copy_store(backup, live, replace=True)
    assert _names(tmp_path) == ["a.atelier", "b.atelier"]


def test_the_log_of_a_replaced_file_is_not_poured_into_the_copy(tmp_path: Path) -> None:
    """SQLite replays whatever valid log lies beside a file, even that of the file that stood there before."""
    crashed, backup = tmp_path / "a.atelier", tmp_path / "b.atelier"
    with closing(create_store(str(backup), workshop("Sauvegarde"))) as kept:
        kept.append([submission(text="à garder")])
    with closing(create_store(str(crashed), workshop("Coupée"))) as store:
        store.append([submission(text="x" * 4000) for _ in range(50)])
        log = (tmp_path / "a.atelier-wal").read_bytes()
    crashed.write_bytes(b"plus une base" * 1000)
    (tmp_path / "a.atelier-wal").write_bytes(log)
    copy_store(str(backup), str(crashed), replace=True)
    with closing(open_store(str(crashed))) as restored:
        assert restored.contributions()["text"].tolist() == ["à garder"]


def test_a_damaged_destination_can_be_restored(tmp_path: Path) -> None:
    backup, damaged = tmp_path / "b.atelier", tmp_path / "a.atelier"
    create_store(str(backup), workshop("Sauvegarde")).close()
    damaged.write_bytes(backup.read_bytes()[:5000])
    (tmp_path / "a.atelier-wal").write_bytes(b"reste")
    copy_store(str(backup), str(damaged), replace=True)
    with closing(open_store(str(damaged))) as restored:
        assert restored.workshop().title == "Sauvegarde"
    assert _names(tmp_path) == ["a.atelier", "b.atelier"]


def test_a_damaged_source_makes_no_file_and_keeps_the_one_that_was_there(tmp_path: Path) -> None:
    source_file, kept = tmp_path / "a.atelier", tmp_path / "b.atelier"
    with closing(create_store(str(source_file), workshop())) as store:
        store.append([submission(text="x" * 500) for _ in range(300)])
    create_store(str(kept), workshop("À garder")).close()
    source_file.write_bytes(source_file.read_bytes()[:-8192])
    with pytest.raises(WorkshopError, match=r"a\.atelier.*endommagé"):
        copy_store(str(source_file), str(kept), replace=True)
    with closing(open_store(str(kept))) as store:
        assert store.workshop().title == "À garder"
    assert _names(tmp_path) == ["a.atelier", "b.atelier"]


def test_a_missing_destination_folder_is_named(store: SqlStore, target: str, tmp_path: Path) -> None:
    with pytest.raises(WorkshopError, match="absent"):
        copy_store(target, str(tmp_path / "absent" / "a.atelier"))


def test_a_copied_file_is_one_file_and_reading_it_writes_nothing(tmp_path: Path) -> None:
    """A file in WAL mode could not be read from a write-protected stick."""
    live, backup, restored = (tmp_path / name for name in ("a.atelier", "b.atelier", "c.atelier"))
    with closing(create_store(str(live), workshop())) as store:
        store.append([submission()])
        copy_store(str(live), str(backup))
    content = backup.read_bytes()
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    copy_store(str(backup), str(restored))
    assert backup.read_bytes() == content
    with closing(open_store(str(restored))) as store:
        assert len(store.contributions()) == 1


def _fill(store: SqlStore) -> None:
    first, second = submission(text="l'été 🚲"), submission(filiere=None)
    store.append([first, second])
    store.append([decision(first.subject, Action.REFUSE, reason="doublon")])
    store.save_zones(source(DatasetKind.BOUNDARIES), zones("QN1", "QN2"))
    store.save_actors(source(), actors(actor("1", "Alpha", lon=2.36, lat=48.93), actor("2", "Béta")))
    table = pd.DataFrame({"code": ["QN1"], "population": [1200], "year": "2021", "source": "Insee"})
    store.save_population(source(DatasetKind.POPULATION), table)
    landmarks = pd.DataFrame({"name": ["Gare"], "lon": [2.2], "lat": [48.9]})
    store.save_landmarks(source(DatasetKind.LANDMARKS), landmarks)


def _assert_same(copy: SqlStore, original: SqlStore) -> None:
    assert copy.workshop() == original.workshop()
    assert copy.events() == original.events()
    assert copy.sources() == original.sources()
    for name in ("zones", "actors", "population", "landmarks", "contributions"):
        assert_frame_equal(getattr(copy, name)(), getattr(original, name)())


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
