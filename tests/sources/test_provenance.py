from datetime import UTC, datetime
from pathlib import Path

import pytest

from mapping.domain.errors import FileError
from mapping.domain.models import DatasetKind
from mapping.sources.provenance import describe
from tests.sources.files import write_text

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def test_a_file_is_known_by_its_content_and_not_by_its_folder(tmp_path: Path) -> None:
    source = describe(write_text(tmp_path, "abc", name="liste.csv"), kind=DatasetKind.ACTORS, imported_at=NOON)
    # The digest of "abc" is the first example of FIPS 180-2.
    assert source.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (source.title, source.file_name, source.imported_at) == ("liste", "liste.csv", NOON)
    assert str(tmp_path) not in repr(source)


def test_two_imports_of_one_file_are_two_sources(tmp_path: Path) -> None:
    path = write_text(tmp_path, "abc")
    first, second = (describe(path, kind=DatasetKind.ACTORS, imported_at=NOON) for _ in range(2))
    assert first.id != second.id and first.sha256 == second.sha256


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"rien\.csv"):
        describe(tmp_path / "rien.csv", kind=DatasetKind.ACTORS, imported_at=NOON)
