"""What happens in the room is kept, and what it was before can be asked."""

from contextlib import closing

import pytest

from mapping.domain.errors import ContributionError
from mapping.domain.ids import new_id
from mapping.domain.models import Action, EventKind, Photo, PhotoStatus, Status
from mapping.domain.workshop_settings import Moderation
from mapping.storage import SqlStore, copy_store, open_store
from mapping.storage.interface import Draft
from tests.storage.conftest import NewTarget
from tests.storage.samples import actor, actors, decision, source, submission
from tests.storage.samples_room import SETTINGS, answered, save_room, saved_session, voted


def _photo(contribution_id: str, photo_id: str | None = None) -> Photo:
    return Photo(photo_id or new_id(), contribution_id, b"\xff\xd8\x00\x01", 640, 480)


def test_a_photo_is_hidden_until_it_is_shown(store: SqlStore) -> None:
    sent = submission()
    store.append([sent])
    picture = _photo(sent.subject)
    assert store.save_photo(picture)
    assert store.photo(picture.id) == picture
    assert store.contributions()["photo_status"].tolist() == ["hidden"]
    store.append([Draft(EventKind.PHOTO_MODERATED, sent.subject, {"photo_id": picture.id, "status": "shown"})])
    found = store.contribution(sent.subject)
    assert found is not None and (found.photo_id, found.photo_status) == (picture.id, PhotoStatus.SHOWN)


def test_a_photo_sent_twice_is_one_photo(store: SqlStore) -> None:
    sent = submission()
    store.append([sent])
    picture = _photo(sent.subject)
    assert (store.save_photo(picture), store.save_photo(picture)) == (True, False)
    assert len(store.events(kinds=[EventKind.PHOTO_ADDED])) == 1


def test_a_photo_of_nothing_is_refused(store: SqlStore) -> None:
    before = store.revision()
    with pytest.raises(ContributionError, match="renvoyez-la après"):
        store.save_photo(_photo(new_id()))
    assert store.revision() == before


def test_what_its_author_took_back_stays_so_whatever_is_decided(store: SqlStore) -> None:
    sent = submission()
    store.append([sent])
    store.append([Draft(EventKind.CONTRIBUTION_WITHDRAWN, sent.subject, {})])
    store.append([decision(sent.subject, Action.ACCEPT)])
    assert store.contribution(sent.subject) is None
    assert [event.payload for event in store.events(kinds=[EventKind.CONTRIBUTION_SUBMITTED])] == [{"erased": True}]
    with pytest.raises(ContributionError, match="On n'annule qu"):
        store.undo(store.events(kinds=[EventKind.CONTRIBUTION_WITHDRAWN])[0].id)


def test_a_correction_can_be_undone_and_keeps_the_decision(store: SqlStore) -> None:
    sent = submission(text="le reparateur")
    store.append([sent, decision(sent.subject, Action.ACCEPT)])
    [corrected] = store.append(
        [Draft(EventKind.CONTRIBUTION_CORRECTED, sent.subject, {"text": "Le réparateur", "author_key": "autre"})]
    )
    found = store.contribution(sent.subject)
    assert found is not None
    assert (found.text, found.status, found.author_key) == ("Le réparateur", Status.ACCEPTED, "")
    store.undo(corrected.id)
    again = store.contribution(sent.subject)
    assert again is not None and again.text == "le reparateur"


def test_answers_about_a_merged_structure_are_about_the_one_that_stays(store: SqlStore) -> None:
    store.save_actors(source(), actors(actor("1", "Alpha"), actor("2", "Alfa")))
    store.append([answered("2", who="a"), answered("1", "uses", who="b")])
    store.append([Draft(EventKind.ACTORS_MERGED, "2", {"into": "1", "fields": {}})])
    assert store.knowledge()["target_id"].tolist() == ["1", "1"]
    assert store.knowledge()["answer"].tolist() == ["knows", "uses"]


def test_the_same_person_on_the_same_place_keeps_the_last_answer(store: SqlStore) -> None:
    store.append([answered("1", "unknown", who="a"), answered("1", "uses", who="a"), answered("1", "knows")])
    assert store.knowledge()["answer"].tolist() == ["uses", "knows"]


def test_a_group_places_no_more_gommettes_than_it_has(store: SqlStore) -> None:
    need, seance = submission(), new_id()
    store.append([need, saved_session(seance, votes_per_group=2)])
    cast = store.append([voted(need.subject, seance), voted(need.subject, seance), voted(need.subject, seance)])
    store.append([voted(need.subject, seance, "Table 2")])
    assert store.votes()["group_name"].tolist() == ["Table 1", "Table 1", "Table 2"]
    store.undo(cast[0].id)
    assert store.votes()["id"].tolist()[:2] == [cast[1].id, cast[2].id]


def test_the_state_of_before_a_seance_can_be_asked(store: SqlStore) -> None:
    first, second, seance = submission(text="avant"), submission(text="pendant"), new_id()
    store.save_actors(source(), actors(actor("1", "Alpha")))
    store.append([first])
    store.append([saved_session(seance)])
    store.append([second, decision(first.subject, Action.REFUSE)])
    store.save_actors(source(), actors(actor("2", "Béta")))
    [session] = store.sessions()
    before = store.contributions_at(session.opened_clock)
    assert (before["text"].tolist(), before["status"].tolist()) == (["avant"], ["pending"])
    assert store.actors_at(session.opened_clock)["name"].tolist() == ["Alpha"]
    now = store.contributions_at(store.revision())
    assert now.equals(store.contributions())
    assert store.actors_at(store.revision()).equals(store.actors())


def test_a_seance_keeps_its_beginning_when_its_step_changes(store: SqlStore) -> None:
    seance = new_id()
    store.append([saved_session(seance)])
    opened = store.revision()
    store.append([saved_session(seance, step=2, is_open=False)])
    [session] = store.sessions()
    assert (session.step, session.is_open, session.opened_clock) == (2, False, opened)


def test_a_copy_holds_everything_that_happened_in_the_room(store: SqlStore, new_target: NewTarget, target: str) -> None:
    need = submission(author_key="empreinte", group_name="Table 1", category="informal")
    store.append([need])
    save_room(store, need.subject, session_id=new_id())
    elsewhere = new_target()
    copy_store(target, elsewhere)
    with closing(open_store(elsewhere)) as copy:
        assert copy.sessions() == store.sessions()
        assert copy.votes().equals(store.votes())
        assert copy.knowledge().equals(store.knowledge())
        assert copy.workshop().settings == store.workshop().settings
        assert copy.facilitator_code() == "scrypt$sample"
        [row] = copy.contributions().to_dict("records")
        assert copy.photo(row["photo_id"]) == store.photo(row["photo_id"])
        assert (row["author_key"], row["group_name"], row["category"]) == ("empreinte", "Table 1", "informal")


def test_the_journal_says_what_changed_of_the_settings_and_never_the_code(store: SqlStore) -> None:
    store.save_settings(settings=SETTINGS)
    store.save_facilitator_code("scrypt$secret")
    assert store.workshop().settings.moderation is Moderation.AFTER
    code, settings = (event.payload for event in store.events(kinds=[EventKind.SETTINGS_CHANGED]))
    assert settings == {"settings": {"moderation": "after", "area_m": 500.0}}
    assert code == {"facilitator_code": "changed"}
