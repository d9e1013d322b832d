"""Pages run without a browser, each on a demonstration workshop of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from mapping.services.demonstrate import create_demonstration
from mapping.services.workshops import open_store
from mapping.storage.interface import Store

UI = Path(__file__).parents[2] / "mapping" / "ui"


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "demonstration.atelier"
    create_demonstration(str(path))
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", str(path))
    # AppTest itself keeps something in the session that cannot be pickled; the tests in a browser leave the check on.
    monkeypatch.setattr(config, "get_option", _without_the_check(config.get_option))
    st.cache_resource.clear()
    st.cache_data.clear()
    yield path
    st.cache_resource.clear()
    st.cache_data.clear()


def _without_the_check(get_option: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda key: False if key == "runner.enforceSerializableSessionState" else get_option(key)


@pytest.fixture
def store(workshop: Path) -> Iterator[Store]:
    opened = open_store(str(workshop))
    yield opened
    opened.close()


@pytest.fixture
def run_page(workshop: Path) -> Callable[[str], AppTest]:
    def run(name: str) -> AppTest:
        return AppTest.from_file(str(UI / name), default_timeout=60).run()

    return run
