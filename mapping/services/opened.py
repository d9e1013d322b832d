"""The sessions in which the facilitator's pages are open, in this process: what they may send, the others may not."""

from collections import OrderedDict
from threading import Lock

_MOST = 512
_LOCK = Lock()
_OPENED: OrderedDict[str, None] = OrderedDict()


def remember_session(session: str) -> None:
    """Note that a facilitator's page runs in a session; the oldest are forgotten beyond some hundreds."""
    with _LOCK:
        _OPENED[session] = None
        _OPENED.move_to_end(session)
        while len(_OPENED) > _MOST:
            _OPENED.popitem(last=False)


def is_facilitators(session: str) -> bool:
    """Say whether a session is one of these.

    Examples
    --------
    >>> remember_session("a"), is_facilitators("a"), is_facilitators("b")
    (None, True, False)
    """
    return session in _OPENED
