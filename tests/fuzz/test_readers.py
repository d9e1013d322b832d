"""A few seconds of fuzzing of each reader; the long run is a command: ``python -m tests.fuzz NAME --minutes N``."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.readers import READERS, give

SECONDS = 2


@pytest.mark.parametrize("name", READERS)
def test_a_reader_answers_or_refuses_whatever_it_is_given(name: str, project_root: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris n'a pas de paquet pour ce système : pas de fuzzing guidé par la couverture")
    command = [sys.executable, "-m", "tests.fuzz", name, "--minutes", str(SECONDS / 60)]
    ran = subprocess.run(command, cwd=project_root, capture_output=True, text=True, errors="replace", check=False)
    assert ran.returncode == 0, ran.stderr[-4000:]


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"\xff\xfe", b"9" * 5000, b"[" * 5000, b"<a>" * 5000])
def test_what_is_nothing_is_refused_too(name: str, content: bytes) -> None:
    make, _example = READERS[name]
    give(make(), content)
