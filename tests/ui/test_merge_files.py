"""The files of the other tables, on the page where one takes things away."""

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from mapping.domain.models import Action, ContributionKind
from mapping.services.contribute import Request, contribute
from mapping.services.correct import correct
from mapping.services.moderate import moderate
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


def test_what_both_tables_decided_is_said_once_and_shown_without_a_grid_to_scroll(
    run_page: RunPage, store: Store, workshop: Path, tmp_path: Path
) -> None:
    """Here accepted and worded one way, there refused and worded another: two decisions, two disagreements."""
    request = Request(ContributionKind.NEED, "POINT (2.36 48.93)", filiere="reparer", text="Un *four*")
    one = contribute(store, request).contribution.id
    other = tmp_path / "Table 2.atelier"
    copy_store(str(workshop), str(other))
    there = open_store(str(other))
    moderate(store, one, Action.ACCEPT)
    correct(store, one, {"text": "Un four à pain"})
    correct(there, one, {"text": "Un *four* pour tous"})
    moderate(there, one, Action.REFUSE, reason="Déjà dit")
    there.close()
    page = run_page("pages/restitute.py")
    page.file_uploader(key="reunir_fichiers").upload("Table 2.atelier", other.read_bytes()).run()
    assert not page.exception
    assert said(page).count("décision") == 1 and "2 décisions ou corrections" in said(page)
    [table] = [shown.value for shown in page.table]
    assert sorted(table["Ici"]) == ["Un four à pain", "acceptée"]
    assert sorted(table["Sur l'autre ordinateur"]) == ["Un \\*four\\* pour tous", "refusée"]


def test_a_file_that_is_no_workshop_is_refused_by_its_name(run_page: RunPage) -> None:
    page = run_page("pages/restitute.py")
    page.file_uploader(key="reunir_fichiers").upload("lettre.atelier", b"Madame").run()
    assert not page.exception
    assert "lettre\\.atelier" in page.error[0].value
