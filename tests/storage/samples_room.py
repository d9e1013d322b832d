"""A séance with what happens in it: a photo, an answer, a gommette, a code, settings of its own."""

from dataclasses import replace
from datetime import date
from typing import Any

from mapping.domain.ids import new_id
from mapping.domain.models import EventKind, Photo
from mapping.domain.sessions import Session, session_payload
from mapping.domain.workshop_settings import Moderation, WorkshopSettings
from mapping.storage import SqlStore
from mapping.storage.interface import Draft

SESSION = Session(id="", date=date(2026, 3, 14), title="Au centre social", groups=("Table 1", "Table 2"))
SETTINGS = WorkshopSettings(moderation=Moderation.AFTER, area_m=500.0)


def saved_session(session_id: str, **changes: Any) -> Draft:
    return Draft(
        EventKind.SESSION_SAVED, session_id, session_payload(replace(SESSION, id=session_id, **changes)), id=new_id()
    )


def answered(target_id: str, answer: str = "knows", *, who: str = "", event_id: str | None = None) -> Draft:
    payload = {"answer": answer, "people": 1, "session_id": "", "group_name": "", "author_key": who}
    return Draft(EventKind.KNOWLEDGE_GIVEN, target_id, payload, id=event_id)


def voted(contribution_id: str, session_id: str, group: str = "Table 1") -> Draft:
    return Draft(EventKind.VOTE_CAST, contribution_id, {"session_id": session_id, "group_name": group})


def save_room(store: SqlStore, contribution_id: str, *, session_id: str) -> None:
    """Put one of each thing of a séance in a workshop."""
    store.append([saved_session(session_id), answered("1"), voted(contribution_id, session_id)])
    store.save_photo(Photo(new_id(), contribution_id, b"\xff\xd8picture", 4, 3))
    store.save_settings(settings=replace(SETTINGS, current_session=session_id))
    store.save_facilitator_code("scrypt$sample")
