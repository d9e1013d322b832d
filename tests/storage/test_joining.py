"""Two tables work on two laptops all afternoon, and their files become one: nothing lost, nothing twice."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import permutations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mapping.domain.errors import WorkshopError
from mapping.domain.joining import Topic
from mapping.domain.layers import LayerName
from mapping.domain.models import Action, DatasetKind, EventKind, Photo, Status
from mapping.storage import SqlStore, copy_store, create_store, join_stores, open_store, rebuild
from mapping.storage.interface import Draft
from tests.storage.conftest import NewTarget
from tests.storage.histories import Step, do, histories, shared_id
from tests.storage.samples import FILIERES, actor, actors, decision, source, submission, ticking, workshop, zones
from tests.storage.samples_room import saved_session, voted

_SLOW = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    phases=[Phase.generate],
)
_FRAMES = ("zones", "actors", "population", "landmarks", "contributions", "indicators", "knowledge", "votes")
_SEANCE = "018f0000-0000-7000-8000-0000000000b1"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[SqlStore, SqlStore]]:
    """Two laptops that start from copies of one file."""
    one, other = tmp_path / "Table 1.atelier", tmp_path / "Table 2.atelier"
    with closing(create_store(str(one), workshop())) as created:
        created.append([submission(shared_id(0), text="à deux")])
        created.save_zones(source(DatasetKind.BOUNDARIES), zones("QN1"))
    copy_store(str(one), str(other))
    with closing(open_store(str(one))) as first, closing(open_store(str(other))) as second:
        yield first, second


@_SLOW
@given(data=st.data(), laptops=st.integers(2, 4))
def test_any_order_any_number_of_times_the_result_is_the_same(data: st.DataObject, laptops: int) -> None:
    done = data.draw(histories(laptops))
    orders = list(permutations(range(laptops)))
    chosen = data.draw(st.lists(st.sampled_from(orders), min_size=2, max_size=3, unique=True))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copies = _afternoon(folder, done)
        expected = None
        for number, order in enumerate(chosen):
            here = folder / f"joint {number}.atelier"
            shutil.copyfile(copies[order[0]], here)
            for other in order[1:]:
                join_stores(str(here), [str(copies[other])])
            again = join_stores(str(here), [str(copies[other]) for other in order])
            assert all(joined.is_empty for joined in again), "what came once does not come again"
            with closing(open_store(str(here))) as store:
                found = _everything(store)
                assert store.revision() >= store.events(limit=1)[0].clock
                rebuild(store)
                assert _everything(store) == found, "the derived rows are those of the journal"
            expected = expected or found
            assert found == expected


@_SLOW
@given(done=histories(3))
def test_what_was_joined_before_is_joined_as_its_parts(done: list[list[Step]]) -> None:
    """(a + b) + c is a + (b + c): the file of two tables is a file like another."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one, two, three = _afternoon(folder, done)
        left, right = folder / "gauche.atelier", folder / "droite.atelier"
        shutil.copyfile(one, left)
        shutil.copyfile(two, right)
        join_stores(str(left), [str(two)])
        join_stores(str(left), [str(three)])
        join_stores(str(right), [str(three)])
        join_stores(str(one), [str(right)])
        with closing(open_store(str(left))) as store, closing(open_store(str(one))) as other:
            assert _everything(store) == _everything(other)


def test_nothing_is_lost_and_nothing_is_there_twice(pair: tuple[SqlStore, SqlStore], tmp_path: Path) -> None:
    first, second = pair
    first.append([submission(shared_id(1), text="table 1"), submission(shared_id(9), text="des deux")])
    second.append([submission(shared_id(2), text="table 2"), submission(shared_id(9), text="des deux")])
    second.save_photo(Photo(shared_id(50), shared_id(2), b"image", 4, 3))
    [joined] = join_stores(*_targets(tmp_path))
    assert joined.events == {EventKind.CONTRIBUTION_SUBMITTED: 1, EventKind.PHOTO_ADDED: 1}
    assert joined.rows == {"photo": 1} and joined.conflicts == ()
    assert sorted(first.contributions()["text"]) == ["des deux", "table 1", "table 2", "à deux"]
    assert first.photo(shared_id(50)) == second.photo(shared_id(50))


def test_what_comes_next_is_after_all_that_came(pair: tuple[SqlStore, SqlStore], tmp_path: Path) -> None:
    first, second = pair
    for number in range(10, 30):
        second.append([submission(shared_id(number))])
    join_stores(*_targets(tmp_path))
    [event] = first.append([decision(shared_id(29), Action.ACCEPT)])
    assert event.clock > second.revision()
    assert first.events(limit=1) == [event]


def test_a_contribution_decided_differently_is_shown_with_both_decisions(
    pair: tuple[SqlStore, SqlStore], tmp_path: Path
) -> None:
    first, second = pair
    first.append([decision(shared_id(0), Action.ACCEPT)])
    second.append([decision(shared_id(0), Action.ACCEPT)])
    second.append([decision(shared_id(0), Action.REFUSE, reason="hors sujet")])
    [joined] = join_stores(*_targets(tmp_path))
    [status] = [one for one in joined.conflicts if one.field == "status"]
    assert (status.topic, status.label, status.here, status.there, status.kept) == (
        Topic.CONTRIBUTION, "à deux", "accepted", "refused", "refused",
    )  # fmt: skip
    found = first.contribution(shared_id(0))
    assert found is not None and found.status is Status.REFUSED
    [again] = join_stores(*_targets(tmp_path))
    assert again.conflicts == (), "said once, when it came"


def test_the_same_decision_taken_twice_is_no_conflict(pair: tuple[SqlStore, SqlStore], tmp_path: Path) -> None:
    first, second = pair
    for store in pair:
        store.append([decision(shared_id(0), Action.ACCEPT)])
    first.append([Draft(EventKind.CONTRIBUTION_CORRECTED, shared_id(0), {"text": "mieux dit"})])
    second.save_settings(title="Autre titre")
    [joined] = join_stores(*_targets(tmp_path))
    assert joined.conflicts == ()
    found = first.contribution(shared_id(0))
    assert found is not None and (found.text, found.status) == ("mieux dit", Status.ACCEPTED)
    assert first.workshop().title == "Autre titre"


def test_a_seance_settings_and_gommettes_of_both_are_shown(pair: tuple[SqlStore, SqlStore], tmp_path: Path) -> None:
    first, _second = pair
    first.append([saved_session(_SEANCE, votes_per_group=2)])
    copy_store(str(tmp_path / "Table 1.atelier"), str(tmp_path / "c.atelier"))
    with closing(open_store(str(tmp_path / "c.atelier"))) as third:
        first.append([saved_session(_SEANCE, votes_per_group=2, place="salle A"), voted(shared_id(0), _SEANCE)])
        third.append([saved_session(_SEANCE, votes_per_group=2, place="salle B")])
        third.append([voted(shared_id(0), _SEANCE), voted(shared_id(0), _SEANCE)])
        first.save_settings(title="Ici", filieres=FILIERES[:1])
        third.save_settings(title="Là-bas")
    [joined] = join_stores(str(tmp_path / "Table 1.atelier"), [str(tmp_path / "c.atelier")])
    said = {(one.topic, one.field): (one.here, one.there, one.kept) for one in joined.conflicts}
    assert said == {
        (Topic.SESSION, "place"): ("salle A", "salle B", "salle B"),
        (Topic.SETTINGS, "title"): ("Ici", "Là-bas", "Là-bas"),
        (Topic.VOTES, "votes"): (1, 2, 2),
    }
    assert len(first.votes()) == 2 and len(first.workshop().filieres) == 1


def test_of_two_imports_the_last_one_in_the_journals_stays(pair: tuple[SqlStore, SqlStore], tmp_path: Path) -> None:
    first, second = pair
    second.append([submission() for _ in range(3)])
    for number, store in enumerate(pair):
        table = pd.DataFrame({"code": ["QN1"], "population": [1000.0 + number], "year": "2021", "source": "Insee"})
        store.save_population(source(DatasetKind.POPULATION), table)
        store.save_layout("signature", {"name": f"colonne {number}"})
    first.append([submission() for _ in range(9)])
    [joined] = join_stores(*_targets(tmp_path))
    assert joined.rows == {"source": 1, "population": 1}
    assert first.population()["population"].tolist() == [1001.0]
    assert first.layout("signature") == {"name": "colonne 1"}
    assert len(first.sources()) == 3


def test_a_structure_enriched_or_merged_on_two_laptops_is_one(pair: tuple[SqlStore, SqlStore], tmp_path: Path) -> None:
    first, _second = pair
    first.save_actors(source(), actors(actor("1", "Alpha"), actor("2", "Alfa")))
    copy_store(str(tmp_path / "Table 1.atelier"), str(tmp_path / "Table 2 bis.atelier"))
    with closing(open_store(str(tmp_path / "Table 2 bis.atelier"))) as third:
        first.append([Draft(EventKind.ACTORS_MERGED, "2", {"into": "1", "fields": {}})])
        third.append([Draft(EventKind.ACTOR_ENRICHED, "2", {"description": "réparation de vélos"})])
    join_stores(str(tmp_path / "Table 1.atelier"), [str(tmp_path / "Table 2 bis.atelier")])
    assert first.actors()[["actor_id", "description"]].values.tolist() == [["1", "réparation de vélos"]]


def test_trying_changes_nothing_and_says_what_would_come(pair: tuple[SqlStore, SqlStore], tmp_path: Path) -> None:
    first, second = pair
    second.append([submission(shared_id(3))])
    before = (_everything(first), first.revision())
    [joined] = join_stores(*_targets(tmp_path), dry_run=True)
    assert joined.events == {EventKind.CONTRIBUTION_SUBMITTED: 1}
    assert (_everything(first), first.revision()) == before


def test_the_file_of_the_other_table_is_not_written(pair: tuple[SqlStore, SqlStore], tmp_path: Path) -> None:
    _first, second = pair
    second.append([submission(shared_id(3))])
    others = {path: path.read_bytes() for path in tmp_path.iterdir() if path.name.startswith("Table 2")}
    assert any(path.name.endswith("-wal") for path in others), "it is open, with a log beside it"
    join_stores(*_targets(tmp_path))
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.name.startswith("Table 2")} == others


def test_another_workshop_is_refused_and_nothing_is_brought(pair: tuple[SqlStore, SqlStore], tmp_path: Path) -> None:
    first, second = pair
    second.append([submission(shared_id(3))])
    create_store(str(tmp_path / "autre.atelier"), workshop("Ailleurs")).close()
    before = (_everything(first), first.revision())
    here, others = _targets(tmp_path)
    with pytest.raises(WorkshopError, match=r"autre\.atelier » est un autre atelier \(Ailleurs\)"):
        join_stores(here, [*others, str(tmp_path / "autre.atelier")])
    assert (_everything(first), first.revision()) == before


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-8192]), "endommagé"),
        (lambda path: path.write_bytes(b"pas une base"), "n'est pas un atelier"),
        (lambda path: path.unlink(), "n'existe pas"),
        (lambda path: _set_version(path, "9999"), "plus récente"),
        (lambda path: _set_kind(path, "of_a_later_version"), "endommagé"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_the_workshop_is_as_it_was(
    pair: tuple[SqlStore, SqlStore], tmp_path: Path, harm: Callable[[Path], Any], sentence: str
) -> None:
    first, second = pair
    second.append([submission(text="x" * 500) for _ in range(100)])
    second.close()
    harm(tmp_path / "Table 2.atelier")
    before = (_everything(first), first.revision())
    with pytest.raises(WorkshopError, match=rf"Table 2\.atelier.*{sentence}"):
        join_stores(*_targets(tmp_path))
    assert (_everything(first), first.revision()) == before


def test_a_file_of_an_older_version_is_joined_and_left_as_it_is(tmp_path: Path) -> None:
    generations = Path(__file__).parent / "generations"
    for old in sorted(generations.glob("*.atelier")):
        here = tmp_path / old.name
        shutil.copyfile(old, here)
        other = tmp_path / f"autre {old.name}"
        shutil.copyfile(old, other)
        content = other.read_bytes()
        with closing(open_store(str(here))) as store:
            before = store.contributions()["id"].tolist()
            join_stores(str(here), [str(other)])
            assert store.contributions()["id"].tolist() == before
        assert other.read_bytes() == content


def test_copies_are_joined_between_the_two_databases(
    store: SqlStore, target: str, new_target: NewTarget, tmp_path: Path
) -> None:
    """A file into the base, then the base into another file: the same events everywhere."""
    store.append([submission(shared_id(0))])
    file, other = str(tmp_path / "a.atelier"), new_target()
    copy_store(target, file)
    copy_store(target, other)
    with closing(open_store(file)) as on_file:
        on_file.append([submission(shared_id(1)), decision(shared_id(0), Action.ACCEPT)])
        on_file.save_settings(title="Du fichier")
        store.append([submission(shared_id(2)), decision(shared_id(0), Action.REFUSE)])
        join_stores(target, [file])
        join_stores(other, [target])
        join_stores(file, [other])
        with closing(open_store(other)) as third:
            assert _everything(third) == _everything(store) == _everything(on_file)


def _afternoon(folder: Path, done: list[list[Step]]) -> list[Path]:
    first = folder / "départ.atelier"
    with closing(create_store(str(first), workshop(), now=ticking())) as store:
        store.append([submission(shared_id(0)), saved_session(_SEANCE)])
        store.save_actors(source(), actors(actor("0", "Alpha"), actor("1", "Béta")))
    copies = []
    for number, steps in enumerate(done):
        copies.append(folder / f"{number}.atelier")
        shutil.copyfile(first, copies[-1])
        with closing(open_store(str(copies[-1]), now=ticking())) as store:
            for step in steps:
                do(store, step)
            # A phone that changed tables before its contribution was acknowledged sends it to everybody.
            store.append([submission(text=f"laptop {number}") for _ in range(2 * number)])
            store.append([submission(shared_id(7), text=f"reçu par {number}")])
            store.save_photo(Photo(shared_id(103), shared_id(7), f"image {number}".encode(), 4, 3))
    return copies


def _everything(store: SqlStore) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(store, name)().to_csv() for name in _FRAMES}
    tiles = {(x, y): store.tile(1, x, y) for x in range(4) for y in range(2)}
    streets = store.layer(LayerName.STREETS)
    photos = [store.photo(shared_id(number + 100)) for number in range(4)]
    return found | {
        "events": store.events(),
        "workshop": store.workshop(),
        "sessions": store.sessions(),
        "sources": store.sources(),
        "layout": store.layout("signature"),
        "tiles": (store.tile_set(), tiles),
        "streets": None if streets is None else streets.to_csv(),
        "photos": photos,
    }


def _targets(folder: Path) -> tuple[str, list[str]]:
    return str(folder / "Table 1.atelier"), [str(folder / "Table 2.atelier")]


def _set_version(path: Path, version: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE cartoquartier_version SET version_num = ?", (version,))


def _set_kind(path: Path, kind: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER journal_refuses_update")
        connection.execute("UPDATE journal SET kind = ? WHERE clock = (SELECT max(clock) FROM journal)", (kind,))
