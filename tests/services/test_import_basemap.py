"""A basemap that the facilitator has goes into the workshop as it is, or not at all."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mapping.domain.errors import FileError
from mapping.domain.models import DatasetKind
from mapping.services.importing import ImportOptions
from mapping.services.prepare import import_file
from mapping.storage.interface import Store

PNG = b"\x89PNG\r\n\x1a\n"


def write(folder: Path, *, content: bytes = PNG, name: str = "fond.mbtiles") -> Path:
    path = folder / name
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        connection.execute("INSERT INTO metadata VALUES ('name', 'Plan de la ville'), ('attribution', '© La ville')")
        connection.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data BLOB)")
        connection.execute("INSERT INTO tiles VALUES (14, 8294, 10750, ?)", [content])
        connection.commit()
    return path


def test_its_tiles_are_served_from_the_workshop(store: Store, tmp_path: Path) -> None:
    report = import_file(store, write(tmp_path))
    assert (report.kind, report.rows, report.imported, report.rejected) == (DatasetKind.BASEMAP, 1, 1, ())
    assert store.tile(14, 8294, 2**14 - 1 - 10750) == PNG
    described = store.tile_set()
    assert described is not None and described.attribution == "© La ville"
    assert store.sources()[-1].title == "Plan de la ville"


def test_a_trial_writes_nothing(store: Store, tmp_path: Path) -> None:
    report = import_file(store, write(tmp_path), options=ImportOptions(dry_run=True))
    assert (report.imported, store.tile_set()) == (1, None)


def test_a_refused_file_keeps_the_basemap_that_was_there(store: Store, tmp_path: Path) -> None:
    import_file(store, write(tmp_path))
    before = store.revision()
    with pytest.raises(FileError, match="vectorielles"):
        import_file(store, write(tmp_path, content=b"\x1f\x8b\x08", name="vecteurs.mbtiles"))
    assert store.revision() == before
