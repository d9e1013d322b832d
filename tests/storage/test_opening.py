"""Opening, creating and closing: what is there is found again, what is not is said in one sentence."""

import re
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import create_engine, make_url, text

from mapping.domain.errors import WorkshopError
from mapping.domain.models import Workshop
from mapping.storage import SqlStore, copy_store, create_store, open_store
from mapping.storage.schema import SCHEMA_VERSION, VERSION_TABLE
from tests.storage.conftest import NewTarget
from tests.storage.samples import actor, actors, source, submission, workshop, zones


def test_a_reopened_workshop_is_equal(store: SqlStore, target: str) -> None:
    store.append([submission(), submission()])
    store.save_actors(source(), actors(actor("1", "Alpha")))
    store.save_zones(source(), zones("QN1"))
    kept = (store.workshop(), store.revision(), store.events(), store.sources())
    store.close()
    with closing(open_store(target)) as again:
        assert (again.workshop(), again.revision(), again.events(), again.sources()) == kept
        assert again.zones()["code"].tolist() == ["QN1"]


def test_an_existing_workshop_is_not_created_again(store: SqlStore, target: str, made: Workshop) -> None:
    with pytest.raises(WorkshopError, match="Il y a déjà quelque chose"):
        create_store(target, workshop("Autre"))
    assert store.workshop() == made


def test_an_absent_workshop_is_not_opened(target: str, new_target: NewTarget) -> None:
    with pytest.raises(WorkshopError, match="n'existe pas"):
        open_store(target)
    create_store(target, workshop()).close()
    with pytest.raises(WorkshopError, match="n'existe pas"):
        open_store(new_target())


@pytest.mark.postgres
def test_workshops_of_one_server_do_not_see_one_another(postgres_server: str) -> None:
    one, two = (f"{postgres_server}?atelier=voisin {number}" for number in (1, 2))
    with closing(create_store(one, workshop("Un"))) as first, closing(create_store(two, workshop("Deux"))) as second:
        draft = submission(text="premier")
        first.append([draft])
        first.save_zones(source(), zones("QN1"))
        first.save_actors(source(), actors(actor("1", "Alpha")))
        assert second.append([submission(draft.subject, text="second")]) != []
        assert (first.workshop().title, second.workshop().title) == ("Un", "Deux")
        assert (first.contributions()["text"].tolist(), second.contributions()["text"].tolist()) == (
            ["premier"],
            ["second"],
        )
        assert len(second.zones()) == len(second.actors()) == len(second.sources()) == 0


def test_a_closed_file_stands_alone(tmp_path: Path) -> None:
    file = tmp_path / "é.atelier"
    store = create_store(str(file), workshop())
    store.append([submission()])
    assert (tmp_path / "é.atelier-wal").exists(), "the log is in use while the workshop is open"
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["é.atelier"]
    copy = shutil.copy(file, tmp_path / "clé.atelier")
    with closing(open_store(str(copy))) as again:
        assert len(again.contributions()) == 1


def test_closing_twice_does_no_harm(store: SqlStore) -> None:
    store.close()
    store.close()


def test_a_file_moved_away_under_the_program_is_not_made_again_empty(tmp_path: Path) -> None:
    file = tmp_path / "a.atelier"
    store = create_store(str(file), workshop())
    store.close()
    file.rename(tmp_path / "b.atelier")
    with pytest.raises(WorkshopError, match="n'existe pas"):
        store.revision()
    assert not file.exists()


@pytest.mark.parametrize(
    "content", [b"", b"du texte", b"SQLite format 3\x00" + b"\x00" * 84], ids=["empty", "text", "header only"]
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "photo.atelier"
    file.write_bytes(content)
    with pytest.raises(WorkshopError, match=r"n'est pas un atelier|endommagé"):
        open_store(str(file))
    assert file.read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "autre.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE workshop (key INTEGER)")
    before = file.read_bytes()
    with pytest.raises(WorkshopError, match="n'est pas un atelier"):
        open_store(str(file))
    assert file.read_bytes() == before


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkshopError, match="ne peut pas être lu"):
        open_store(str(tmp_path))
    with pytest.raises(WorkshopError, match="Il y a déjà quelque chose"):
        create_store(str(tmp_path), workshop())


@pytest.mark.parametrize("keep_share", [0.3, 0.9])
def test_a_truncated_file_is_said_to_be_damaged(tmp_path: Path, keep_share: float) -> None:
    file = _filled(tmp_path)
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * keep_share)])
    with pytest.raises(WorkshopError, match="est endommagé"):
        open_store(str(file))


def test_a_file_with_a_scribbled_page_is_said_to_be_damaged(tmp_path: Path) -> None:
    file = _filled(tmp_path)
    content = bytearray(file.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xa5" * 4096
    file.write_bytes(content)
    with pytest.raises(WorkshopError, match="est endommagé"):
        open_store(str(file))


def test_a_workshop_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    file = _filled(tmp_path)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE cartoquartier_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(WorkshopError, match=f"plus récente de Cartoquartier .9999, ici {SCHEMA_VERSION}."):
        open_store(str(file))


@pytest.mark.postgres
def test_a_server_of_a_newer_version_is_left_alone(own_database: str, tmp_path: Path) -> None:
    target, file = f"{own_database}?atelier=a", str(tmp_path / "a.atelier")
    create_store(target, workshop()).close()
    copy_store(target, file)
    _run(own_database, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")  # noqa: S608
    with pytest.raises(WorkshopError, match="plus récente"):
        open_store(target)
    with pytest.raises(WorkshopError, match="plus récente"):
        create_store(f"{own_database}?atelier=b", workshop())
    with pytest.raises(WorkshopError, match="plus récente"):
        copy_store(file, target, replace=True)


@pytest.mark.postgres
def test_two_programs_may_make_the_tables_of_a_server_at_once(own_database: str) -> None:
    start = Barrier(4)

    def create(number: int) -> None:
        start.wait()
        create_store(f"{own_database}?atelier={number}", workshop()).close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(create, range(4))) == [None] * 4


@pytest.mark.postgres
def test_of_many_who_create_the_same_workshop_one_does(own_database: str) -> None:
    start = Barrier(4)

    def create(_number: int) -> bool:
        start.wait()
        try:
            create_store(f"{own_database}?atelier=a", workshop()).close()
        except WorkshopError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(create, range(4))) == 1


@pytest.mark.postgres
def test_a_server_that_cannot_hold_every_text_is_refused(own_database: str) -> None:
    url = make_url(own_database).set(database="latine")
    _run(own_database, "CREATE DATABASE latine ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    try:
        with pytest.raises(WorkshopError, match="est codée en LATIN1"):
            create_store(f"{url.render_as_string(hide_password=False)}?atelier=a", workshop())
    finally:
        _run(own_database, "DROP DATABASE latine")


@pytest.mark.postgres
def test_an_account_that_may_not_create_tables_is_told_so(own_database: str) -> None:
    _run(own_database, "CREATE ROLE visiteur LOGIN")
    try:
        visitor = make_url(own_database).set(username="visiteur").render_as_string(hide_password=False)
        with pytest.raises(WorkshopError, match="n'a pas le droit"):
            create_store(f"{visitor}?atelier=a", workshop())
    finally:
        _run(own_database, "DROP ROLE visiteur")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkshopError, match=re.escape(str(tmp_path / "absent"))):
        create_store(str(tmp_path / "absent" / "a.atelier"), workshop())


def test_a_failed_creation_leaves_no_file(tmp_path: Path) -> None:
    broken = workshop()
    object.__setattr__(broken, "created_at", broken.created_at.replace(tzinfo=None))
    with pytest.raises(ValueError, match="no time zone"):
        create_store(str(tmp_path / "a.atelier"), broken)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://localhost/base", "ne dit pas quel atelier"),
        ("postgresql://localhost/base?atelier=", "ne dit pas quel atelier"),
        ("postgresql://localhost/base?atelier=a&atelier=b", "ne dit pas quel atelier"),
        ("mysql://localhost/base?atelier=a", "« mysql » n'est pas prise en charge"),
        ("postgresql://localhost:port/base?atelier=a", "ne se lit pas"),
    ],
)
def test_an_address_that_designates_no_workshop_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(WorkshopError, match=sentence):
        open_store(url)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(WorkshopError, match="ne répond pas") as refusal:
        open_store("postgresql://ana:secret@127.0.0.1:9/base?atelier=cordon")
    assert "cordon (127.0.0.1/base)" in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_opening_a_current_workshop_does_not_import_alembic(tmp_path: Path) -> None:
    file = tmp_path / "a.atelier"
    create_store(str(file), workshop()).close()
    program = (
        "import sys; from mapping.storage import open_store; open_store(sys.argv[1]).close();"
        "sys.exit('alembic' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", program, file], cwd=root, check=False).returncode == 0


def _run(database: str, statement: str) -> None:
    engine = create_engine(make_url(database).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _filled(folder: Path) -> Path:
    file = folder / "a.atelier"
    with closing(create_store(str(file), workshop())) as store:
        store.append([submission(text="x" * 500) for _ in range(300)])
    return file
