"""The files of several laptops made one, in words: what came, the disagreements, the copy made before."""

from pathlib import Path

import pytest

from mapping.domain.errors import WorkshopError
from mapping.domain.models import Action, ContributionKind
from mapping.services import workshops
from mapping.services.contribute import Request, contribute
from mapping.services.merge import conflict_lines, merge, preview, sentences
from mapping.services.moderate import moderate
from mapping.storage import copy_store


@pytest.fixture
def tables(tmp_path: Path) -> tuple[str, str]:
    """Two copies of one workshop, which decided of one contribution differently."""
    one, other = str(tmp_path / "Table 1.atelier"), str(tmp_path / "Table 2.atelier")
    store = workshops.create(one, title="Cordon")
    need = Request(ContributionKind.NEED, "POINT (2.36 48.93)", filiere="reparer", text="Un atelier vélo")
    sent = contribute(store, need).contribution.id
    store.close()
    copy_store(one, other)
    for target, action, reason in ((one, Action.ACCEPT, ""), (other, Action.REFUSE, "déjà là")):
        store = workshops.open_store(target)
        moderate(store, sent, action, reason=reason)
        if target == other:
            contribute(store, Request(ContributionKind.NEED, "POINT (2.361 48.93)", filiere="reparer", text="Un four"))
            moderate(store, sent, action, reason="vraiment déjà là")
        store.close()
    return one, other


def test_what_came_and_what_is_disagreed_on_is_said_with_both_values(tables: tuple[str, str]) -> None:
    one, other = tables
    done = merge(one, [other], names=["Table 2"])
    assert [sentence for joined in done.joined for sentence in sentences(joined)] == [
        "Table 2 : 2 décisions ou corrections, 1 contribution."
    ]
    [line] = conflict_lines(done)
    assert line.what == "Contribution « Un atelier vélo » : décision"
    assert (line.here, line.there, line.kept) == ("acceptée", "refusée", "refusée")
    assert "« Animer »" in line.how


def test_the_workshop_as_it_was_is_kept_beside(tables: tuple[str, str]) -> None:
    one, other = tables
    done = merge(one, [other])
    assert done.backup is not None and done.backup.parent == Path(one).parent
    kept, store = workshops.open_store(str(done.backup)), workshops.open_store(one)
    assert kept.contributions()["status"].tolist() == ["accepted"]
    assert store.contributions()["status"].tolist() == ["refused", "pending"]
    kept.close()
    store.close()


def test_joining_again_brings_nothing_and_copies_nothing(tables: tuple[str, str]) -> None:
    one, other = tables
    merge(one, [other])
    again = merge(one, [other], names=["Table 2"])
    assert again.backup is None and sentences(again.joined[0]) == ["Table 2 : rien de nouveau."]
    assert len(list(Path(one).parent.glob("*avant-reunion*"))) == 1


def test_a_refused_file_leaves_no_copy_behind(tables: tuple[str, str], tmp_path: Path) -> None:
    one, other = tables
    bad = tmp_path / "lettre.atelier"
    bad.write_text("Madame, Monsieur")
    with pytest.raises(WorkshopError, match="lettre du voisin"):
        merge(one, [other, str(bad)], names=["Table 2", "lettre du voisin"])
    assert not list(tmp_path.glob("*avant-reunion*"))
    assert not preview(one, [other])[0].is_empty
