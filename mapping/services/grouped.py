"""Several phones that send at the same moment share one transaction: the disk is waited for once, not fifty times."""

from dataclasses import dataclass, field
from threading import Lock

from mapping.domain.errors import CartoquartierError, ContributionError
from mapping.domain.models import Event
from mapping.storage.interface import Draft, Store


@dataclass(slots=True)
class _Waiting:
    draft: Draft
    events: list[Event] = field(default_factory=list)
    error: CartoquartierError | None = None
    done: bool = False


class GroupedAppends:
    """Appends to one store, in the order of arrival; whoever has the turn writes for those who wait behind.

    When ``append`` returns, the draft is on disk, as with the store itself.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = Lock()
        self._guard = Lock()
        self._waiting: list[_Waiting] = []

    def append(self, draft: Draft) -> list[Event]:
        """Record one event and return it, or nothing when it had already arrived.

        Raises
        ------
        ContributionError
            When it cannot be recorded; those of the others are.
        WorkshopError
            When the workshop cannot be written.
        """
        mine = _Waiting(draft)
        with self._guard:
            self._waiting.append(mine)
        with self._turn:
            if not mine.done:
                with self._guard:
                    group, self._waiting = self._waiting, []
                self._write(group)
        if mine.error is not None:
            raise mine.error
        return mine.events

    def _write(self, group: list[_Waiting]) -> None:
        try:
            new = self._store.append([waiting.draft for waiting in group])
        except ContributionError as error:
            if len(group) == 1:
                group[0].error = error
            else:
                # Nothing was recorded: one of them is refused, and must not take the others with it.
                for waiting in group:
                    self._write([waiting])
        except CartoquartierError as error:
            for waiting in group:
                waiting.error = error
        else:
            for event in new:
                first = next(waiting for waiting in group if waiting.draft.id == event.id and not waiting.events)
                first.events.append(event)
        finally:
            for waiting in group:
                waiting.done = True
