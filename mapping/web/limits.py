"""How often one device may ask, in memory only: no address of a phone is ever written or logged."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from threading import Lock

from mapping.domain.errors import CartoquartierError
from mapping.i18n import _

_ADDRESSES_MAX = 4096
_LONGEST_WAIT_S = 300.0
_FREE_MISSES = 3


class TooManyError(CartoquartierError):
    """Somebody asks too often; ``wait_s`` seconds are left before the next time."""

    def __init__(self, sentence: str, wait_s: float) -> None:
        super().__init__(sentence)
        self.wait_s = wait_s


@dataclass(slots=True)
class _Seen:
    tokens: float
    at: float
    misses: int = 0
    closed_until: float = 0.0


class Limiter:
    """Lets each address ask ``per_minute`` times a minute, ``burst`` at once; wrong codes make it wait longer.

    Parameters
    ----------
    clock
        Seconds that only grow.
    """

    def __init__(self, *, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_s = per_minute / 60
        self._burst = float(burst)
        self._clock = clock
        self._lock = Lock()
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    def take(self, address: str) -> None:
        """Count one request.

        Raises
        ------
        TooManyError
            When this address has to wait.
        """
        now = self._clock()
        with self._lock:
            seen = self._of(address, now)
            wait_s = seen.closed_until - now
            if wait_s <= 0 and seen.tokens < 1:
                wait_s = (1 - seen.tokens) / self._per_s
            if wait_s <= 0:
                seen.tokens -= 1
        if wait_s > 0:
            raise TooManyError(_("C'est trop rapide. Attendez un peu : rien n'est perdu."), wait_s)

    def missed(self, address: str) -> None:
        """Count one wrong code: from the fourth on, the wait doubles each time."""
        now = self._clock()
        with self._lock:
            seen = self._of(address, now)
            seen.misses += 1
            if seen.misses > _FREE_MISSES:
                seen.closed_until = now + min(2.0 ** (seen.misses - _FREE_MISSES), _LONGEST_WAIT_S)

    def hit(self, address: str) -> None:
        """Forget the wrong codes of an address that gave a right one."""
        with self._lock:
            self._of(address, self._clock()).misses = 0

    def __len__(self) -> int:
        """How many addresses are remembered."""
        return len(self._seen)

    def _of(self, address: str, now: float) -> _Seen:
        key = device_of(address)
        seen = self._seen.setdefault(key, _Seen(self._burst, now))
        self._seen.move_to_end(key)
        seen.tokens = min(self._burst, seen.tokens + (now - seen.at) * self._per_s)
        seen.at = now
        while len(self._seen) > _ADDRESSES_MAX:
            self._seen.popitem(last=False)
        return seen


def device_of(address: str) -> str:
    """Return what an address says of a device: IPv6 gives one device as many addresses as it wants, in one /64.

    Examples
    --------
    >>> device_of("2001:db8::1:2"), device_of("192.168.1.20"), device_of("testclient")
    ('2001:db8::', '192.168.1.20', 'testclient')
    """
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return str(IPv6Address(int(known) >> 64 << 64))
    return str(known)
