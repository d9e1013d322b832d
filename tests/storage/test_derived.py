"""Whatever happens, the derived tables are what the journal says."""

from collections import defaultdict
from contextlib import closing
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from mapping.domain.errors import ContributionError
from mapping.domain.journal import fold_contribution
from mapping.domain.merging import fold_actors, merge_payload
from mapping.domain.models import Action, Event, EventKind
from mapping.storage import SqlStore, create_store, rebuild
from mapping.storage.interface import Draft
from tests.storage.conftest import NewTarget
from tests.storage.samples import actor, actors, decision, source, submission, ticking, workshop

# Few subjects, in an order that is not that of their identifiers, so that steps meet one another.
_CONTRIBUTIONS = ["ffffffff-ffff-4fff-bfff-ffffffffffff", "00000000-0000-4000-8000-000000000000"]
_ACTORS = ["régie", "ressourcerie", "amicale"]

_texts = st.text(st.characters(codec="utf-8"), max_size=20)
_drafts = st.one_of(
    st.builds(lambda subject, text: submission(subject, text=text), st.sampled_from(_CONTRIBUTIONS), _texts),
    st.builds(
        lambda subject, action, reason: decision(subject, action, reason=reason),
        st.sampled_from(_CONTRIBUTIONS),
        st.sampled_from(Action),
        _texts,
    ),
    st.builds(
        lambda subject, filiere: Draft(EventKind.ACTOR_ENRICHED, subject, {"filieres": filiere}),
        st.sampled_from(_ACTORS),
        st.sampled_from(["", "reparer", "reparer|se_nourrir"]),
    ),
    st.builds(
        lambda subject, into: Draft(EventKind.ACTORS_MERGED, subject, merge_payload(into)),
        st.sampled_from(_ACTORS),
        st.sampled_from(_ACTORS),
    ),
)
_rows = st.builds(
    lambda identifier, name, lon: actor(identifier, name, lon=lon),
    st.sampled_from(_ACTORS),
    _texts,
    st.none() | st.floats(-180, 180),
)
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.lists(_drafts, min_size=1, max_size=4)),
        st.tuples(st.just("import"), st.lists(_rows, min_size=1, max_size=3)),
        st.tuples(st.just("undo"), st.integers(0, 30)),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_steps)
def test_derived_tables_are_the_fold_of_the_journal(new_target: NewTarget, steps: list[tuple[str, Any]]) -> None:
    with closing(create_store(new_target(), workshop(), now=ticking())) as store:
        for step, argument in steps:
            before = store.revision()
            _take(store, step, argument)
            assert store.revision() >= before
        _assert_folded(store)
        tables = store.actors(), store.contributions()
        rebuild(store)
        assert_frame_equal(store.actors(), tables[0])
        assert_frame_equal(store.contributions(), tables[1])


def test_rebuilding_mends_derived_tables_and_tells_the_caches(store: SqlStore) -> None:
    store.append([submission(text="juste")])
    with store._write() as recording:
        recording.connection.exec_driver_sql("UPDATE contribution SET text = 'faux'")
        recording.changed = True
    before = store.revision()
    rebuild(store)
    assert store.contributions()["text"].tolist() == ["juste"]
    assert store.revision() > before


def _take(store: SqlStore, step: str, argument: Any) -> None:
    if step == "append":
        store.append(argument)
    elif step == "import":
        store.save_actors(source(), actors(*argument))
    else:
        events = store.events()
        try:
            store.undo(events[argument % len(events)].id)
        except ContributionError:
            assert events == store.events(), "what is refused leaves no trace"


def _assert_folded(store: SqlStore) -> None:
    histories: defaultdict[str, list[Event]] = defaultdict(list)
    for event in store.events():
        histories[event.subject].append(event)
    found = store.contributions()
    folded = [state for events in histories.values() if (state := fold_contribution(events)) is not None]
    assert sorted(found["id"]) == sorted(state.id for state in folded)
    for state in folded:
        assert store.contribution(state.id) == state
    fields = fold_actors(histories)
    read = {row["actor_id"]: row for row in store.actors().to_dict("records")}
    assert read.keys() == fields.keys()
    for subject, state in fields.items():
        for name, value in state.items():
            assert read[subject][name] == value or (value is None and read[subject][name] != read[subject][name])
