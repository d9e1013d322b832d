"""The facilitator's code: a short secret that closes the pages of moderation, hashed, asked slowly when it is wrong.

The hash, with the parameters it was made with, is kept by the store (``facilitator_code``), never in the journal nor
in clear. What is typed is compared without its spaces and hyphens, whatever the case.
"""

import hashlib
import hmac
import secrets
import threading
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

from mapping.domain.errors import WorkshopError
from mapping.i18n import _
from mapping.storage.interface import Store

MIN_CHARACTERS = 6
MAX_CHARACTERS = 200
"""A page must not be made to hash a book."""

_SCHEME = "scrypt"
_N, _R, _P = 2**14, 8, 1
"""OWASP asks for 2**17; a room's laptop answers several people at once, and the throttle is what guards six digits."""
_MEMORY_BYTES = 64 * 1024 * 1024
_SALT_BYTES = 16
_KEY_BYTES = 32

FREE_FAILURES = 3
MAX_WAIT_S = 60.0


@dataclass(slots=True)
class _Door:
    failures: int = 0
    open_at_s: float = 0.0


@dataclass(slots=True)
class Throttle:
    """Makes each wrong code cost more time than the one before: 1 s after the third, doubled up to one minute.

    There are two doors, whatever the number of addresses: the laptop itself, and everything that comes by the
    network. Somebody who tries codes from ten phones slows down the phones, all together; the facilitator, at the
    laptop, is never locked out by them. One minute a try leaves a million codes out of reach of an afternoon. An
    attempt is counted before it is judged, so that a hundred sent at once are not judged a hundred times.

    One object serves a whole process; starting the program again forgets the failures.
    """

    clock_s: Callable[[], float] = monotonic
    _doors: dict[bool, _Door] = field(default_factory=lambda: {True: _Door(), False: _Door()})
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, *, from_laptop: bool) -> None:
        """Count one attempt.

        Raises
        ------
        WorkshopError
            When it is too early; nothing is counted then.
        """
        with self._lock:
            door, now_s = self._doors[from_laptop], self.clock_s()
            if now_s < door.open_at_s:
                wait_s = ceil(door.open_at_s - now_s)
                raise WorkshopError(_("Trop d'essais. Attendez {n} s avant d'essayer encore.").format(n=wait_s))
            door.failures += 1
            beyond = door.failures - FREE_FAILURES
            # Bounded before the power is taken: a week of failures must not overflow a float.
            door.open_at_s = now_s + (min(2.0 ** min(beyond, 10), MAX_WAIT_S) if beyond >= 0 else 0.0)

    def succeeded(self, *, from_laptop: bool) -> None:
        """Forget the failures of a door: the code was right."""
        with self._lock:
            self._doors[from_laptop] = _Door()


def is_from_laptop(address: str | None) -> bool:
    """Say whether a visitor's address is this computer itself; Streamlit gives None for it.

    Examples
    --------
    >>> is_from_laptop(None), is_from_laptop("127.0.0.1"), is_from_laptop("192.168.1.7")
    (True, True, False)
    """
    return address is None or address in {"::1", "localhost"} or address.removeprefix("::ffff:").startswith("127.")


def hash_code(code: str, *, salt: bytes | None = None) -> str:
    """Return the text that stands for a code: scheme, parameters, salt and key, joined by ``$``."""
    salt = secrets.token_bytes(_SALT_BYTES) if salt is None else salt
    key = _key(code, salt, n=_N, r=_R, p=_P)
    return "$".join([_SCHEME, str(_N), str(_R), str(_P), b64encode(salt).decode(), b64encode(key).decode()])


def matches(code: str, hashed: str) -> bool:
    """Say whether ``code`` is the one that was hashed, in a time that does not depend on how close it is.

    Raises
    ------
    WorkshopError
        When the stored text is not one of ``hash_code``.
    """
    try:
        scheme, n, r, p, salt, key = hashed.split("$")
        if scheme != _SCHEME:
            raise ValueError(scheme)
        found = _key(code[:MAX_CHARACTERS], b64decode(salt, validate=True), n=int(n), r=int(r), p=int(p))
        return hmac.compare_digest(found, b64decode(key, validate=True))
    except (ValueError, Base64Error) as error:
        raise WorkshopError(
            _("Le code de l'animateur est illisible dans ce fichier. Changez-le : python -m mapping code ATELIER --set")
        ) from error


def has_code(store: Store) -> bool:
    """Say whether the facilitator's pages are behind a code."""
    return bool(store.facilitator_code())


def set_code(store: Store, code: str) -> None:
    """Put a code, or another one: the pages that were open ask again.

    Raises
    ------
    WorkshopError
        When it has fewer than ``MIN_CHARACTERS`` letters or digits, or is too long.
    """
    typed = _normalised(code)
    if len(typed) < MIN_CHARACTERS or len(code) > MAX_CHARACTERS:
        raise WorkshopError(
            _("Le code a {got} signes ; de {low} à {high} sont attendus, lettres ou chiffres.").format(
                got=len(typed), low=MIN_CHARACTERS, high=MAX_CHARACTERS
            )
        )
    store.save_facilitator_code(hash_code(code))


def remove_code(store: Store) -> None:
    """Leave the pages open, as on a laptop that nobody else can reach."""
    if has_code(store):
        store.save_facilitator_code("")


def ensure_code(store: Store) -> str | None:
    """Make a code of six digits when there is none and return it, to be shown once; None when there is one."""
    if has_code(store):
        return None
    code = f"{secrets.randbelow(1_000_000):06d}"
    set_code(store, code)
    return f"{code[:3]} {code[3:]}"


def check_code(store: Store, code: str, *, throttle: Throttle, from_laptop: bool) -> bool:
    """Say whether a code opens the facilitator's pages.

    Raises
    ------
    WorkshopError
        When it is too early to try again.
    """
    hashed = store.facilitator_code()
    if not hashed:
        return True
    throttle.enter(from_laptop=from_laptop)
    if not matches(code, hashed):
        return False
    throttle.succeeded(from_laptop=from_laptop)
    return True


def key_of(hashed: str) -> str:
    """Return what an open page remembers of the code that opened it: it no longer fits once the code changes."""
    return hashlib.sha256(hashed.encode("utf-8")).hexdigest()[:16] if hashed else ""


def _key(code: str, salt: bytes, *, n: int, r: int, p: int) -> bytes:
    secret = _normalised(code).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(secret, salt=salt, n=n, r=r, p=p, maxmem=_MEMORY_BYTES, dklen=_KEY_BYTES)


def _normalised(code: str) -> str:
    return "".join(sign for sign in code.casefold() if sign.isalnum())
