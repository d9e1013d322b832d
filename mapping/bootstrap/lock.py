"""One installation at a time: a lock of the operating system, which a crash or a power cut releases by itself."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from mapping.bootstrap.failures import SetupError
from mapping.i18n import _

PAUSE_S = 0.5
PATIENCE_S = 1800.0

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: IO[bytes]) -> bool:
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(handle: IO[bytes]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def locked(
    path: Path,
    *,
    say: Callable[[str], None],
    patience_s: float = PATIENCE_S,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[None]:
    """Hold the lock on ``path`` (made when absent) for the time of the block.

    Parameters
    ----------
    path
        The lock file; it stays behind, unlocked.
    say
        Called once when somebody else holds the lock.
    patience_s
        How long to wait for them, in seconds.
    pause
        How to wait.

    Raises
    ------
    SetupError
        When the lock is still held after ``patience_s``.
    """
    with path.open("ab") as handle:
        waited_s = 0.0
        while not _try_lock(handle):
            if waited_s == 0.0:
                say(_("Une autre installation est en cours dans ce dossier : j'attends qu'elle finisse."))
            if waited_s >= patience_s:
                raise SetupError(
                    _("Une autre installation est toujours en cours : fermez l'autre fenêtre puis relancez.")
                )
            pause(PAUSE_S)
            waited_s += PAUSE_S
        yield
