"""The two databases that one contract is run on."""

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from mapping.domain.models import Workshop
from mapping.storage import SqlStore, create_store, open_store
from tests.storage import samples

NewTarget = Callable[[], str]
_numbers = itertools.count()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def new_target(request: pytest.FixtureRequest, tmp_path: Path) -> NewTarget:
    """Return a function that gives places where there is no workshop yet."""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        return lambda: f"{server}?atelier=essai {tmp_path.name} {next(_numbers)}"
    folder = tmp_path / "Dossier d'été"
    folder.mkdir()
    return lambda: str(folder / f"Quartier n° {next(_numbers)}.atelier")


@pytest.fixture
def own_database(postgres_server: str) -> Iterator[str]:
    """Give the URL of an empty PostgreSQL database that no other test writes in."""
    name = f"essai_{os.getpid()}_{next(_numbers)}"
    url = make_url(postgres_server)
    engine = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield url.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name}"))
    engine.dispose()


@pytest.fixture
def target(new_target: NewTarget) -> str:
    return new_target()


@pytest.fixture
def opened() -> Iterator[Callable[..., SqlStore]]:
    """Return ``open_store`` whose stores are closed at the end of the test."""
    with ExitStack() as stack:

        def open_one(target: str) -> SqlStore:
            store = open_store(target, now=samples.ticking())
            stack.callback(store.close)
            return store

        yield open_one


@pytest.fixture
def made() -> Workshop:
    return samples.workshop()


@pytest.fixture
def store(target: str, made: Workshop) -> Iterator[SqlStore]:
    created = create_store(target, made, now=samples.ticking())
    yield created
    created.close()
