"""The files of the other tables, on the page where one takes things away."""

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from mapping.domain.models import ContributionKind
from mapping.services.contribute import Request, contribute
from mapping.services.workshops import open_store
from mapping.storage import copy_store
from mapping.storage.interface import Store

RunPage = Callable[[str], AppTest]


def said(page: AppTest) -> str:
    return "\n".join(str(one.value) for one in [*page.markdown, *page.success, *page.caption, *page.error])


def test_the_file_of_another_table_is_previewed_then_joined(
    run_page: RunPage, store: Store, workshop: Path, tmp_path: Path
) -> None:
    other = tmp_path / "Table 2.atelier"
    copy_store(str(workshop), str(other))
    there = open_store(str(other))
    contribute(there, Request(ContributionKind.NEED, "POINT (2.36 48.93)", filiere="reparer", text="Un four"))
    there.close()
    before = len(store.contributions())
    page = run_page("pages/restitute.py")
    page.file_uploader(key="reunir_fichiers").upload("Table 2.atelier", other.read_bytes()).run()
    assert not page.exception
    assert "1 contribution" in said(page) and len(store.contributions()) == before
    page.button(key="reunir").click().run()
    assert not page.exception
    assert len(store.contributions()) == before + 1
    assert "C'est fait." in said(page) and "avant\\-reunion" in said(page)


def test_a_file_that_is_no_workshop_is_refused_by_its_name(run_page: RunPage) -> None:
    page = run_page("pages/restitute.py")
    page.file_uploader(key="reunir_fichiers").upload("lettre.atelier", b"Madame").run()
    assert not page.exception
    assert "lettre\\.atelier" in page.error[0].value
