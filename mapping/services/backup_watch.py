"""A thread that copies the workshop every ten minutes when it changed, and erases in the copies what was taken back."""

import logging
import threading
from contextlib import closing
from datetime import datetime

from mapping.domain.errors import CartoquartierError
from mapping.services.backups import erase_in_backups, erasures_told, save_now
from mapping.services.workshops import now_utc, open_store

EVERY_S = 600.0
_LOG = logging.getLogger(__name__)


class Watch:
    """Copies one workshop in turn; ``problem`` is the last refusal in words, empty when the last copy was made."""

    def __init__(self, target: str, *, every_s: float = EVERY_S) -> None:
        self.target = target
        self.problem = ""
        self.last_copy: datetime | None = None
        self._every_s = every_s
        self._revision = -1
        self._erased: frozenset[str] = frozenset()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sauvegardes", daemon=True)

    def start(self) -> None:
        """Begin; the first copy comes after one turn."""
        self._thread.start()

    def stop(self) -> None:
        """End, without a last copy."""
        self._stop.set()

    def turn(self) -> bool:
        """Make a copy if something changed since the last one; a refusal is kept in words, and tried again later."""
        try:
            with closing(open_store(self.target)) as store:
                revision, erased = store.revision(), erasures_told(store)
                lines = store.erasing_lines() if erased != self._erased else []
            if lines:
                erase_in_backups(self.target, lines)
            self._erased = erased
            if revision == self._revision:
                return False
            save_now(self.target)
        except (CartoquartierError, OSError) as error:
            self.problem = str(error)
            _LOG.warning("%s", self.problem)
            return False
        self._revision, self.problem, self.last_copy = revision, "", now_utc()
        return True

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            self.turn()


_WATCHES: dict[str, Watch] = {}
_STARTING = threading.Lock()


def watch(target: str) -> Watch:
    """Return the watch of a workshop, started the first time; one per process."""
    with _STARTING:
        if target not in _WATCHES:
            _WATCHES[target] = Watch(target)
            _WATCHES[target].start()
        return _WATCHES[target]


def watched(target: str) -> Watch | None:
    """Return the watch of a workshop where it runs."""
    return _WATCHES.get(target)
