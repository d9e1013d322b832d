"""Ask again when a source is busy or cut, a bounded number of times, and never sooner than it asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx

from mapping.domain.errors import FetchError
from mapping.sources.official import refusals

ATTEMPTS = 5
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 120.0
"""Beyond that, a person is told to come back rather than left in front of a bar that does not move."""

_BUSY = 429
Answer = TypeVar("Answer")


class AgainError(Exception):
    """An attempt failed, and another may succeed: what to say if none does, and how long to wait before."""

    def __init__(self, refusal: FetchError, *, pause_s: float | None = None) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.pause_s = pause_s


def persist(ask: Callable[[], Answer], *, url: str, wait: Callable[[float], None]) -> Answer:
    """Return the answer of the first attempt that succeeds, with a pause that doubles between them.

    Raises
    ------
    FetchError
        When ``ATTEMPTS`` attempts failed, or the source asks for a pause longer than ``LONGEST_PAUSE_S``.
    """
    for attempt in range(ATTEMPTS):
        try:
            return ask()
        except AgainError as again:
            if attempt == ATTEMPTS - 1:
                raise again.refusal from again
            pause_s = FIRST_PAUSE_S * 2**attempt if again.pause_s is None else again.pause_s
            if pause_s > LONGEST_PAUSE_S:
                raise refusals.come_back_later(url, seconds=pause_s) from again
            wait(pause_s)
    raise AssertionError


@contextmanager
def transport_faults(url: str) -> Iterator[None]:
    """Turn what the network does into attempts to make again, and what is no address into a refusal."""
    try:
        yield
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.TooManyRedirects) as error:
        raise refusals.wrong_address(url) from error
    except (httpx.RemoteProtocolError, httpx.ReadError) as error:
        raise AgainError(refusals.interrupted(url)) from error
    except httpx.TimeoutException as error:
        raise AgainError(refusals.unreachable(url, reason=type(error).__name__)) from error
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise AgainError(refusals.unreachable(url, reason=str(error) or type(error).__name__)) from error


def check_status(response: httpx.Response, *, url: str, now: datetime) -> None:
    """Return for an answer that carries what was asked.

    Raises
    ------
    AgainError
        On 429 and 5xx, with the pause that ``Retry-After`` asks for.
    FetchError
        On any other status that is not a success.
    """
    status = response.status_code
    if response.is_success:
        return
    refusal = refusals.refused(url, status=status)
    if status == _BUSY or status >= 500:
        raise AgainError(refusal, pause_s=retry_after_s(response.headers.get("Retry-After", ""), now=now))
    raise refusal


def retry_after_s(header: str, *, now: datetime) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks for, None when it says nothing that can be read.

    Examples
    --------
    >>> retry_after_s("5", now=datetime(2026, 3, 14, 15, 0, tzinfo=UTC))
    5.0
    >>> retry_after_s("Sat, 14 Mar 2026 15:00:30 GMT", now=datetime(2026, 3, 14, 15, 0, tzinfo=UTC))
    30.0
    >>> retry_after_s("soon", now=datetime(2026, 3, 14, 15, 0, tzinfo=UTC))
    """
    if header.strip().isdecimal():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
