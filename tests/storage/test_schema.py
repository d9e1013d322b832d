"""The tables: made by migrations alone, guarded by triggers, opened so as to survive a power cut."""

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pandas.testing import assert_frame_equal
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

import mapping.storage.migrations
from mapping.domain.layers import LayerName
from mapping.domain.workshop_settings import WorkshopSettings
from mapping.storage import SqlStore, create_store, open_store, rebuild
from mapping.storage.engines import pragma, writing
from mapping.storage.recording import erasing
from mapping.storage.schema import SCHEMA_VERSION, VERSION_TABLE, journal, metadata
from mapping.storage.targets import FileTarget
from tests.storage.samples import START, submission, workshop
from tests.storage.samples_room import SESSION, SETTINGS
from tests.storage.samples_territory import TILE_SET, edges, save_territory, streets

GENERATIONS = sorted((Path(__file__).parent / "generations").glob("*.atelier"))


def test_the_last_migration_is_the_version_that_the_program_writes() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(mapping.storage.migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_VERSION]


def test_migrations_make_the_tables_that_the_program_names(store: SqlStore) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_there_is_a_file_of_each_version() -> None:
    versions = [path.stem for path in GENERATIONS]
    assert versions == [f"{number:04}" for number in range(1, int(SCHEMA_VERSION) + 1)]


@pytest.mark.parametrize("generation", GENERATIONS, ids=lambda path: path.stem)
def test_a_file_of_each_version_opens_with_what_it_held(generation: Path, tmp_path: Path) -> None:
    """The files were made by ``tests.storage.generate`` when their version was current."""
    file = tmp_path / "ancien.atelier"
    shutil.copy(generation, file)
    with closing(open_store(str(file))) as store:
        assert (store.workshop().title, store.workshop().created_at) == ("Génération", START)
        assert store.contributions()["text"].tolist() == ["l'été 🚲", "refusé"]
        assert store.contributions()["status"].tolist() == ["accepted", "refused"]
        assert store.actors()["name"].tolist() == ["Alpha", "Béta"]
        assert store.zones()["code"].tolist() == ["QN1", "QN2"]
        assert store.population()["population"].tolist() == [1200.0]
        assert store.landmarks()["name"].tolist() == ["Gare"]
        assert len(store.sources()) == (4 if generation.stem == "0001" else 8)
        kept = store.contributions().drop(columns="geometry")
        rebuild(store)
        assert store.contributions().drop(columns="geometry").equals(kept)
        assert len(store.append([submission()])) == 1


@pytest.mark.parametrize("generation", GENERATIONS[1:], ids=lambda path: path.stem)
def test_a_file_since_the_second_version_opens_with_its_territory(generation: Path, tmp_path: Path) -> None:
    file = tmp_path / "ancien.atelier"
    shutil.copy(generation, file)
    with closing(open_store(str(file))) as store:
        assert_frame_equal(store.layer(LayerName.STREETS), streets())
        assert_frame_equal(store.layer(LayerName.NETWORK_EDGES), edges())
        assert (store.tile_set(), store.tile(1, 1, 0)) == (replace(TILE_SET, count=4), b"1/1/0")
        assert store.indicators()["status"].tolist() == ["", "ns"]
        assert store.layout("nom;adresse") == {"name": "nom"}


@pytest.mark.parametrize("generation", GENERATIONS[2:], ids=lambda path: path.stem)
def test_a_file_since_the_third_version_opens_with_its_seance(generation: Path, tmp_path: Path) -> None:
    file = tmp_path / "ancien.atelier"
    shutil.copy(generation, file)
    with closing(open_store(str(file))) as store:
        [session] = store.sessions()
        kept = store.workshop().settings
        assert (kept.moderation, kept.area_m, kept.current_session) == (SETTINGS.moderation, 500.0, session.id)
        # What a workshop was made with stays, whatever a later version starts with.
        assert [category.id for category in kept.categories] == ["informal", "shelter"]
        assert (session.title, len(store.votes()), store.knowledge()["answer"].tolist()) == (
            SESSION.title,
            1,
            ["knows"],
        )
        photo = store.photo(str(store.contributions()["photo_id"].iloc[0]))
        assert photo is not None and photo.content == b"\xff\xd8picture"


def test_a_file_of_before_the_seances_has_the_settings_by_default(tmp_path: Path) -> None:
    file = tmp_path / "ancien.atelier"
    shutil.copy(GENERATIONS[1], file)
    with closing(open_store(str(file))) as store:
        assert store.workshop().settings == WorkshopSettings()
        assert (store.sessions(), store.facilitator_code()) == ([], "")
        assert store.contributions()["author_key"].tolist() == ["", ""]


def test_a_file_of_the_first_version_takes_a_territory(tmp_path: Path) -> None:
    file = tmp_path / "ancien.atelier"
    shutil.copy(GENERATIONS[0], file)
    with closing(open_store(str(file))) as store:
        assert (store.layer_counts(), store.tile_set()) == ({}, None)
        before = store.events()
        save_territory(store)
        assert store.events()[-len(before) :] == before
        assert store.layer_counts()[LayerName.STREETS] == 1


def test_the_journal_refuses_to_be_changed_or_erased(store: SqlStore) -> None:
    store.append([submission()])
    before = store.events()
    for statement in ("UPDATE journal SET payload = '{}'", "DELETE FROM journal"):
        with pytest.raises(DBAPIError, match="append-only"), store._write() as recording:
            recording.connection.execute(text(statement))
    assert store.events() == before


def test_the_journal_refuses_what_goes_around_its_triggers(store: SqlStore) -> None:
    store.append([submission()])
    before = store.events()
    on_sqlite = store._engine.dialect.name == "sqlite"
    statement = "INSERT OR REPLACE INTO journal SELECT * FROM journal" if on_sqlite else "TRUNCATE journal"
    with pytest.raises(DBAPIError, match="append-only"), store._write() as recording:
        recording.connection.execute(text(statement))
    assert store.events() == before


def test_an_erasure_is_allowed_inside_its_transaction_only(store: SqlStore) -> None:
    draft = submission()
    store.append([draft])
    with store._write() as recording, erasing(recording.connection, store._key):
        recording.connection.execute(journal.delete().where(journal.c.subject == draft.subject))
        recording.changed = True
    assert store.events(subject=draft.subject) == []
    with pytest.raises(DBAPIError, match="append-only"), store._write() as recording:
        recording.connection.execute(journal.delete())


def test_an_erasure_in_one_workshop_leaves_the_journal_of_another_guarded(store: SqlStore) -> None:
    with store._write() as recording:
        other = recording.connection.execute(
            text(
                "INSERT INTO workshop (name, id, title, created_at, filieres, is_demonstration, band_m, revision)"
                " VALUES (:name, 'x', 'x', 'x', '[]', false, 300, 0) RETURNING key"
            ),
            {"name": f"voisin de {store._key}"},
        ).scalar_one()
        recording.changed = True
    with (
        pytest.raises(DBAPIError, match="append-only"),
        store._write() as recording,
        erasing(recording.connection, other),
    ):
        recording.connection.execute(journal.delete().where(journal.c.workshop_key == store._key))


def test_a_commit_on_a_file_waits_for_the_disk(tmp_path: Path) -> None:
    where = FileTarget(tmp_path / "a.atelier")
    with closing(create_store(str(where.path), workshop())) as store:
        values = {name: pragma(store._engine, where, name) for name in _DURABLE}
    assert values == _DURABLE


_DURABLE = {
    "journal_mode": "wal",
    "synchronous": 2,
    "fullfsync": 1,
    "checkpoint_fullfsync": 1,
    "foreign_keys": 1,
    "recursive_triggers": 1,
}


@pytest.mark.postgres
def test_the_tables_of_another_program_on_the_same_server_are_left_alone(postgres_server: str) -> None:
    engine = create_engine(postgres_server.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT)"))
    create_store(f"{postgres_server}?atelier=à côté", workshop()).close()
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 0
        assert inspect(connection).has_table(VERSION_TABLE)
        connection.execute(text("DROP TABLE alembic_version"))
    engine.dispose()


def test_a_failed_write_leaves_nothing(store: SqlStore) -> None:
    with pytest.raises(ZeroDivisionError), writing(store._engine, store._target) as connection:
        connection.exec_driver_sql("DELETE FROM contribution")
        raise ZeroDivisionError
    assert store.revision() == 1
