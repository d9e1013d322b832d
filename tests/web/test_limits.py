"""How often one device may ask, on a clock that the test moves."""

import pytest

from mapping.web import limits
from mapping.web.limits import Limiter, TooManyError


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def refused(limiter: Limiter, address: str) -> float:
    """Return how long an address has to wait, 0 when it does not."""
    try:
        limiter.take(address)
    except TooManyError as error:
        return error.wait_s
    return 0.0


def test_so_many_at_once_then_one_more_as_time_passes() -> None:
    clock = Clock()
    limiter = Limiter(per_minute=60, burst=3, clock=clock)
    assert [refused(limiter, "a") for _ in range(4)] == [0, 0, 0, 1.0]
    clock.now += 1
    assert [refused(limiter, "a") for _ in range(2)] == [0, 1.0]


def test_waiting_long_gives_no_more_than_the_burst() -> None:
    clock = Clock()
    limiter = Limiter(per_minute=60, burst=2, clock=clock)
    clock.now += 3600
    assert [refused(limiter, "a") > 0 for _ in range(3)] == [False, False, True]


def test_one_address_does_not_slow_another() -> None:
    limiter = Limiter(per_minute=60, burst=1, clock=Clock())
    assert (refused(limiter, "a"), refused(limiter, "b")) == (0, 0)


def test_wrong_codes_double_the_wait_and_a_right_one_forgets_them() -> None:
    clock = Clock()
    limiter = Limiter(per_minute=6000, burst=100, clock=clock)
    waits = []
    for _ in range(6):
        limiter.missed("a")
        waits.append(refused(limiter, "a"))
    assert waits == [0, 0, 0, 2.0, 4.0, 8.0]
    clock.now += 8
    assert refused(limiter, "a") == 0
    limiter.hit("a")
    limiter.missed("a")
    assert refused(limiter, "a") == 0


def test_the_longest_wait_is_five_minutes() -> None:
    limiter = Limiter(per_minute=60, burst=10, clock=Clock())
    for _ in range(40):
        limiter.missed("a")
    assert refused(limiter, "a") == 300.0


def test_a_device_with_many_ipv6_addresses_is_one() -> None:
    limiter = Limiter(per_minute=60, burst=1, clock=Clock())
    assert refused(limiter, "2001:db8::1") == 0
    assert refused(limiter, "2001:db8::2") > 0
    assert refused(limiter, "2001:db8:0:1::2") == 0


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_ADDRESSES_MAX", 10)
    limiter = Limiter(per_minute=60, burst=1, clock=Clock())
    for number in range(50):
        refused(limiter, f"10.0.0.{number}")
    assert len(limiter) == 10
