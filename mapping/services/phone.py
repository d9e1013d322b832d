"""A workshop as residents' phones see it: what they choose from, what they send, and how they take it back."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock

from mapping.domain.errors import ClosedError, ContributionError, NotFoundError
from mapping.domain.ids import parse_id
from mapping.domain.journal import WITHDRAWN
from mapping.domain.models import Contribution, EventKind, Origin, Photo, Status, Workshop
from mapping.domain.sessions import Answer, Session
from mapping.domain.withdrawal import author_key, new_code, receipt_of
from mapping.i18n import _
from mapping.services.contribute import PEOPLE_MAX, Receipt, Request, checked, first_status, submission
from mapping.services.grouped import GroupedAppends
from mapping.services.phone_map import PhoneMap
from mapping.services.photos import photo_of
from mapping.services.workshops import open_store
from mapping.storage.interface import Draft, Store

_OPENING = Lock()
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What a code took back now, and what it had taken back before."""

    withdrawn: int
    already: int


@dataclass(frozen=True, slots=True)
class Held:
    """All that the workshop holds under one code: contributions with their photos, and answers about places."""

    contributions: tuple[tuple[Contribution, Photo | None], ...]
    answers: tuple[dict[str, str], ...]


class Room:
    """One workshop, shared by all the phones; may be shared by threads.

    Parameters
    ----------
    map_least_s
        How old, in seconds, the map that a phone is given may be.
    """

    def __init__(self, store: Store, *, map_least_s: float = 1.0) -> None:
        self.store = store
        self.map = PhoneMap(store, least_s=map_least_s)
        self._appends = GroupedAppends(store)

    def close(self) -> None:
        """Release the workshop."""
        self.store.close()

    def new_code(self) -> str:
        """Return a withdrawal code that nothing bears yet."""
        return new_code(secrets.randbelow)

    def session(self, workshop: Workshop | None = None) -> Session | None:
        """Return the séance that contributions arrive in, or None."""
        return _chosen(self.store.sessions(), workshop or self.store.workshop())

    def is_open(self, workshop: Workshop | None = None) -> bool:
        """Say whether phones may send: a séance is open, or the workshop never had one."""
        sessions = self.store.sessions()
        current = _chosen(sessions, workshop or self.store.workshop())
        return current.is_open if current is not None else not sessions

    def send(self, request: Request, *, code: str) -> Receipt:
        """Record a contribution; when this returns, it is on disk.

        What had already arrived is given back as it is, whether the séance is still open or not: a phone that never
        got the answer sends it again.

        Raises
        ------
        ContributionError, NomenclatureError
            When something in it cannot be accepted.
        ClosedError
            When the séance takes no contribution now.
        """
        known = self.store.contribution(parse_id(request.id)) if request.id else None
        if known is not None:
            return Receipt(known, created=False)
        workshop = self.store.workshop()
        session = self._open_session(workshop)
        told = replace(
            request,
            language=request.language if _LANGUAGE.fullmatch(request.language) else "fr",
            origin=Origin.PHONE,
            session_id=session.id if session else "",
            group_name=_group(request.group_name, session),
            author_key=author_key(code, workshop.id),
        )
        asked = checked(told, workshop)
        contribution = replace(asked, status=first_status(asked, workshop))
        if self._appends.append(submission(contribution)):
            return Receipt(contribution, created=True)
        return Receipt(self.store.contribution(contribution.id) or contribution, created=False)

    def know(self, answer_id: str, target_id: str, answer: Answer, *, people: int, code: str, group: str) -> bool:
        """Record what somebody says of a place that is there; False when this answer had already arrived.

        Raises
        ------
        NotFoundError
            When there is no such place.
        ClosedError
            When the séance takes nothing now.
        """
        if not 1 <= people <= PEOPLE_MAX:
            raise ContributionError(
                _("Nombre de personnes : {got} ; un nombre de 1 à {most} est attendu.").format(
                    got=people, most=PEOPLE_MAX
                )
            )
        chosen = parse_id(answer_id)
        workshop = self.store.workshop()
        key = author_key(code, workshop.id)
        if not self.map.knows(target_id):
            raise NotFoundError(_("Ce lieu n'est plus sur la carte. Rechargez la page."))
        if any(event.id == chosen for event in self.store.events(subject=target_id)):
            return False
        session = self._open_session(workshop)
        payload = {
            "answer": answer.value,
            "people": people,
            "session_id": session.id if session else "",
            "group_name": _group(group, session),
            "author_key": key,
        }
        return bool(self._appends.append(Draft(EventKind.KNOWLEDGE_GIVEN, target_id, payload, id=chosen)))

    def add_photo(self, contribution_id: str, received: bytes, *, code: str) -> bool:
        """Keep the photo of a contribution, hidden until a facilitator shows it; False when it had already arrived.

        Raises
        ------
        NotFoundError
            When there is no such contribution, or it is somebody else's.
        ContributionError
            When it is not a picture, the contribution has another one, or the workshop takes no photo.
        """
        workshop = self.store.workshop()
        if not workshop.settings.photos:
            raise ContributionError(_("Cet atelier ne prend pas de photos."))
        known = self.store.contribution(contribution_id)
        # The identifiers of all the contributions are on everybody's map: only its code says whose one is.
        if known is None or known.author_key != author_key(code, workshop.id):
            raise NotFoundError(_("La photo est arrivée sans ce qu'elle montre. Envoyez d'abord la contribution."))
        photo = photo_of(known.id, received)
        if known.photo_id not in {"", photo.id}:
            raise ContributionError(_("Il y a déjà une photo ici."))
        return self.store.save_photo(photo)

    def given_by(self, code: str) -> list[Contribution]:
        """Return what was sent with a code, oldest first, without what was taken back.

        Raises
        ------
        ContributionError
            When the code cannot be one.
        """
        given = self.store.contributions_by(author_key(code, self.store.workshop().id))
        return [contribution for contribution in given if contribution.status is not Status.WITHDRAWN]

    def held_by(self, code: str) -> Held:
        """Return all that is held under a code, for the person who has it.

        Raises
        ------
        ContributionError
            When the code cannot be one.
        NotFoundError
            When nothing was ever sent with it.
        """
        given = self.given_by(code)
        known = self.store.knowledge()
        own = known[known["author_key"] == author_key(code, self.store.workshop().id)]
        if not given and own.empty:
            raise NotFoundError(_("Il n'y a rien avec ce code. Vérifiez-le : deux mots et un nombre."))
        photos = [self.store.photo(contribution.photo_id) if contribution.photo_id else None for contribution in given]
        answers = own[["target_id", "answer", "people", "session_id", "group_name"]].astype(str).to_dict("records")
        return Held(
            tuple(zip(given, photos, strict=True)),
            tuple({str(name): str(value) for name, value in row.items()} for row in answers),
        )

    def withdraw(self, code: str) -> Withdrawal:
        """Take back all that was sent with a code, answers and photos included: words, places and pictures are erased.

        Nobody puts it back; the journal only keeps that something was taken back.

        Raises
        ------
        ContributionError
            When the code cannot be one.
        NotFoundError
            When nothing was ever sent with it.
        """
        key = author_key(code, self.store.workshop().id)
        given = self.store.contributions_by(key)
        known = self.store.knowledge()
        own = set(known.loc[known["author_key"] == key, "id"])
        answers = [event for event in self.store.events(kinds=[EventKind.KNOWLEDGE_GIVEN]) if event.id in own]
        proof = receipt_of(key)
        before = sum(
            event.payload.get("receipt") == proof
            for event in self.store.events(kinds=[EventKind.CONTRIBUTION_WITHDRAWN, EventKind.UNDONE])
        )
        if not given and not answers and not before:
            raise NotFoundError(_("Il n'y a rien avec ce code. Vérifiez-le : deux mots et un nombre."))
        said = {"receipt": proof}
        taken = [Draft(EventKind.CONTRIBUTION_WITHDRAWN, contribution.id, said) for contribution in given]
        taken += [
            Draft(EventKind.UNDONE, told.subject, {"event_id": told.id, WITHDRAWN: True, **said}) for told in answers
        ]
        self.store.append(taken)
        if taken:
            self.store.fold_log()
        return Withdrawal(len(taken), before)

    def _open_session(self, workshop: Workshop) -> Session | None:
        sessions = self.store.sessions()
        session = _chosen(sessions, workshop)
        if not sessions:
            return None
        if session is None or not session.is_open:
            raise ClosedError(_("La séance est fermée : l'atelier ne reçoit plus rien. Parlez-en à l'animateur."))
        return session


@lru_cache(maxsize=4)
def _room(target: str) -> Room:
    return Room(open_store(target))


def shared_room(target: str) -> Room:
    """Return the room of a workshop, one for all the phones of this process.

    Raises
    ------
    WorkshopError
        When there is no workshop there, or it cannot be read.
    """
    # Fifty phones that arrive together open it once.
    with _OPENING:
        return _room(target)


def forget_rooms() -> None:
    """Forget the rooms of this process, as when their files were replaced."""
    _room.cache_clear()


def _chosen(sessions: Sequence[Session], workshop: Workshop) -> Session | None:
    chosen = workshop.settings.current_session
    return next((session for session in sessions if session.id == chosen), None) if chosen else None


def _group(told: str, session: Session | None) -> str:
    """Return the group of the séance that was told; one that it no longer has is left out, not what is sent."""
    wanted = " ".join(told.split()).casefold()
    groups = session.groups if session else ()
    return next((group for group in groups if " ".join(group.split()).casefold() == wanted), "")
