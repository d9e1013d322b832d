"""Séances on a workshop of two squares: led, kept through a restart, and gommettes that never go over the count."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mapping.domain.errors import ContributionError
from mapping.domain.models import Action, ContributionKind, EventKind, Status
from mapping.domain.sessions import Session
from mapping.domain.steps import default_steps, elapsed_s
from mapping.services import sessions
from mapping.services.contribute import Request, contribute
from mapping.services.diagnose import diagnose
from mapping.services.moderate import moderate
from mapping.services.select import Selection, groups_of, select
from mapping.services.session_counts import session_change, session_counts
from mapping.services.session_names import field_warning
from mapping.services.votes import hand, place_vote, take_back_vote, vote_results
from mapping.services.workshops import open_store, take_snapshot
from mapping.storage.interface import Store

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
BLANK = replace(sessions.new_session(date(2026, 3, 14)), votes_per_group=2)


def opened(store: Store, **told: object) -> Session:
    made = sessions.create_session(store, replace(BLANK, **told))  # type: ignore[arg-type]
    return sessions.open_session(store, made.id)


def add(store: Store, *, lon: float = 2.351, kind: ContributionKind = ContributionKind.NEED, **told: object) -> str:
    request = Request(kind, f"POINT ({lon} 48.932)", filiere="reparer", **told)  # type: ignore[arg-type]
    return contribute(store, request).contribution.id


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    now = [NOON]
    monkeypatch.setattr(sessions, "now_utc", lambda: now[0])
    return now


def test_a_seance_is_made_closed_and_making_it_again_changes_nothing(store: Store) -> None:
    made = sessions.create_session(store, replace(BLANK, title="  Au  centre ", groups=("A", " A ", "", "B")))
    assert (made.title, made.groups, made.is_open) == ("Au centre", ("A", "B"), False)
    assert sessions.create_session(store, replace(made, title="Autre")) == made
    assert len(store.sessions()) == 1


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"title": "x" * 121}, "121 caractères"),
        ({"groups": tuple(f"T{n}" for n in range(31))}, "31 groupes"),
        ({"votes_per_group": 51}, "Gommettes par groupe : 51"),
        ({"votes_per_group": -1}, "Gommettes par groupe : -1"),
        ({"head_count": -3}, "Nombre de personnes : -3"),
    ],
)
def test_a_strange_seance_is_refused_and_nothing_is_kept(store: Store, told: dict[str, object], said: str) -> None:
    with pytest.raises(ContributionError, match=said):
        sessions.create_session(store, replace(BLANK, **told))  # type: ignore[arg-type]
    assert store.sessions() == []


def test_the_open_seance_takes_what_arrives_until_it_is_closed(store: Store) -> None:
    seance = opened(store)
    inside = add(store)
    sessions.close_session(store, seance.id)
    outside = add(store)
    rows = store.contributions().set_index("id")["session_id"]
    assert (rows[inside], rows[outside]) == (seance.id, "")
    assert sessions.current_session(store) is None


def test_editing_a_seance_does_not_move_its_step_nor_open_it_again(store: Store) -> None:
    seance = opened(store)
    sessions.next_step(store, seance.id, seen=0)
    sessions.close_session(store, seance.id)
    edited = sessions.edit_session(store, replace(seance, title="Chez nous"))
    assert (edited.title, edited.step, edited.is_open) == ("Chez nous", 1, False)


def test_two_clicks_on_next_are_one_step(store: Store) -> None:
    seance = opened(store)
    for _click in range(2):
        sessions.next_step(store, seance.id, seen=0)
    assert sessions.find_session(store, seance.id).step == 1


def test_steps_stop_at_both_ends(store: Store) -> None:
    seance = opened(store)
    assert sessions.previous_step(store, seance.id, seen=0).step == 0
    last = len(default_steps()) - 1
    assert sessions.go_to_step(store, seance.id, 99).step == last
    assert sessions.next_step(store, seance.id, seen=last).step == last


def test_the_timer_survives_a_restart_and_leaves_pauses_out(store: Store, target: str, clock: list[datetime]) -> None:
    seance = opened(store)
    sessions.start_timer(store, seance.id)
    clock[0] += timedelta(minutes=2)
    sessions.pause_timer(store, seance.id)
    clock[0] += timedelta(hours=1)
    sessions.start_timer(store, seance.id)
    clock[0] += timedelta(minutes=3)
    store.close()
    again = open_store(target)
    try:
        [kept] = again.sessions()
        assert elapsed_s(kept, clock[0]) == 5 * 60
        assert elapsed_s(sessions.reset_timer(again, seance.id), clock[0] + timedelta(seconds=4)) == 4
        moved = sessions.next_step(again, seance.id, seen=0)
        assert (moved.step_elapsed_s, moved.step_started_at) == (0.0, clock[0])
    finally:
        again.close()


def test_a_point_put_before_the_seance_is_shown_and_is_never_residents_words(store: Store) -> None:
    sessions.seed(store, Request(ContributionKind.NEED, "POINT (2.351 48.932)", filiere="reparer", text="Exemple"))
    seance = opened(store)
    add(store, people=3)
    snapshot = take_snapshot(store)
    assert list(snapshot.contributions["status"]) == [Status.ACCEPTED, Status.PENDING]
    assert session_counts(snapshot, seance).contributions == 1
    gaps = diagnose(snapshot, generated_at=NOON).gaps.set_index(["code_qp", "filiere"])
    cell = gaps.loc[("QN09301X", "reparer")]
    assert (cell["needs"], cell["people_asking"]) == (1, 3)


def test_the_counters_are_by_kind_and_by_table_even_at_zero(store: Store) -> None:
    seance = opened(store, groups=("Table 1", "Table 2"))
    add(store, group_name="Table 1", people=2, author_key="k")
    add(store, group_name="Table 1", people=4, author_key="k")
    refused = add(store, group_name="Table 2", people=9)
    moderate(store, refused, Action.REFUSE)
    add(store, kind=ContributionKind.PREMISES)
    counts = session_counts(take_snapshot(store), seance)
    assert (counts.contributions, counts.people, counts.pending) == (3, 4 + 1, 3)
    assert counts.by_kind[ContributionKind.NEED] == 2
    assert counts.by_group == {"Table 1": 2, "Table 2": 0}


def test_before_and_after_a_seance_prepared_earlier_than_another(store: Store) -> None:
    later = sessions.create_session(store, replace(BLANK, title="Deuxième"))
    first = opened(store, title="Première")
    add(store)
    sessions.close_session(store, first.id)
    sessions.open_session(store, later.id)
    taken = [add(store), add(store)]
    moderate(store, taken[0], Action.REFUSE)
    change = session_change(store, store.contributions(), sessions.find_session(store, later.id))
    assert (len(change.before), change.added["id"].tolist()) == (1, taken[1:])


def test_contributions_are_filtered_by_seance_and_by_group(store: Store) -> None:
    seance = opened(store, groups=("Table 1", "Table 2"))
    mine = add(store, group_name="Table 2")
    add(store, group_name="Table 1")
    sessions.close_session(store, seance.id)
    add(store, group_name="Rouge")
    snapshot = take_snapshot(store)

    def ids(**wanted: frozenset[str]) -> list[str]:
        return select(snapshot, Selection(**wanted)).contributions["id"].tolist()

    assert ids(groups=frozenset({"Table 2"})) == [mine]
    assert len(ids(sessions=frozenset({seance.id}))) == 2
    assert groups_of(snapshot) == ["Table 1", "Table 2", "Rouge"]
    assert groups_of(snapshot, sessions=[seance.id]) == ["Table 1", "Table 2"]


def test_a_group_places_its_gommettes_takes_one_back_and_places_it_elsewhere(store: Store) -> None:
    seance = opened(store)
    one, other = add(store), add(store)
    place_vote(store, one, group="Table 1")
    told = place_vote(store, one, group="Table 1")
    assert told.remaining == 0
    with pytest.raises(ContributionError, match="a posé toutes ses gommettes \\(2\\)"):
        place_vote(store, other, group="Table 1")
    assert take_back_vote(store, told.votes[0].id, group="Table 1").remaining == 1
    assert place_vote(store, other, group="Table 1").remaining == 0
    assert place_vote(store, other, group="Table 2").remaining == 1
    results = vote_results(store.votes(), store.contributions(), session_id=seance.id)
    assert results[["contribution_id", "votes", "groups"]].to_numpy().tolist() == [[other, 2, 2], [one, 1, 1]]


def test_the_same_gommette_sent_twice_is_one(store: Store) -> None:
    opened(store)
    need, vote = add(store), "0190f0c2-7b1a-7c3d-8e4f-5a6b7c8d9e0f"
    assert place_vote(store, need, group="Table 1", vote_id=vote).remaining == 1
    assert place_vote(store, need, group="Table 1", vote_id=vote.upper()).remaining == 1


def test_gommettes_placed_at_the_same_moment_never_go_over_the_count(store: Store) -> None:
    seance = opened(store)
    need = add(store)

    def place(_phone: int) -> bool:
        try:
            place_vote(store, need, group="Table 1")
        except ContributionError:
            return False
        return True

    with ThreadPoolExecutor(8) as phones:
        acknowledged = sum(phones.map(place, range(16)))
    assert acknowledged == len(store.votes()) == len(hand(store, seance, "Table 1").votes) == 2


def test_gommettes_are_refused_outside_an_open_seance_or_on_something_else(store: Store) -> None:
    need = add(store)
    with pytest.raises(ContributionError, match="pas ouverte"):
        place_vote(store, need, group="Table 1")
    opened(store)
    with pytest.raises(ContributionError, match="Table 9"):
        place_vote(store, need, group="Table 9")
    with pytest.raises(ContributionError, match="ce qui manque"):
        place_vote(store, add(store, kind=ContributionKind.PREMISES), group="Table 1")
    with pytest.raises(ContributionError, match="ce qui manque"):
        place_vote(store, "absent", group="Table 1")


def test_nothing_but_a_gommette_of_the_group_can_be_taken_back(store: Store) -> None:
    opened(store)
    need = add(store)
    [vote] = place_vote(store, need, group="Table 1").votes
    submitted = store.events(subject=need, kinds=[EventKind.CONTRIBUTION_SUBMITTED])[0]
    for wrong, group in ((submitted.id, "Table 1"), (vote.id, "Table 2"), ("absent", "")):
        with pytest.raises(ContributionError, match="n'est plus posée"):
            take_back_vote(store, wrong, group=group)
    assert store.contribution(need) is not None
    assert len(store.votes()) == 1


def test_gommettes_follow_a_merged_need_and_leave_a_withdrawn_one(store: Store) -> None:
    opened(store)
    kept, double, gone = add(store), add(store), add(store)
    for need in (kept, double):
        place_vote(store, need, group="Table 1")
    place_vote(store, gone, group="Table 2")
    moderate(store, double, Action.MERGE, into=kept)
    moderate(store, gone, Action.REFUSE)
    results = vote_results(store.votes(), store.contributions())
    assert results[["contribution_id", "votes"]].to_numpy().tolist() == [[kept, 2]]


@pytest.mark.parametrize("text", ["Mme Durand", "appeler le 06 12 34 56 78", "moi@exemple.fr"])
def test_a_field_that_looks_like_somebody_is_told(text: str) -> None:
    assert "séance" in field_warning(text)


def test_an_ordinary_field_is_not() -> None:
    assert field_warning("Parents d'élèves de l'école Marcel Pagnol") == ""
