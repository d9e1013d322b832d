"""The facilitator's code: kept as a hash, slow to guess, and never a lock on the facilitator."""

import pytest

from mapping.domain.errors import WorkshopError
from mapping.services.access_code import (
    FREE_FAILURES,
    MAX_WAIT_S,
    Throttle,
    check_code,
    ensure_code,
    has_code,
    hash_code,
    is_from_laptop,
    key_of,
    matches,
    remove_code,
    set_code,
)
from mapping.storage.interface import Store


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> Throttle:
    return Throttle(clock_s=clock)


def test_the_text_that_is_kept_says_how_it_was_made_and_not_the_code() -> None:
    kept = hash_code("482 913")
    assert kept.startswith("scrypt$16384$8$1$") and "482913" not in kept
    assert hash_code("482 913") != kept
    assert matches("482-913", kept) and matches(" 482913 ", kept)
    assert not matches("482914", kept) and not matches("", kept)


def test_a_hash_made_with_other_parameters_is_still_read() -> None:
    from base64 import b64encode
    from hashlib import scrypt

    salt = b"0123456789abcdef"
    key = scrypt(b"tambour", salt=salt, n=1024, r=8, p=1, dklen=32)
    assert matches("Tambour", f"scrypt$1024$8$1${b64encode(salt).decode()}${b64encode(key).decode()}")


@pytest.mark.parametrize("damaged", ["x", "md5$1$1$1$aa$aa", "scrypt$16384$8$1$é$é", "scrypt$3$8$1$AAAA$AAAA"])
def test_a_damaged_hash_opens_nothing_and_says_what_to_do(damaged: str) -> None:
    with pytest.raises(WorkshopError, match="Changez-le"):
        matches("482913", damaged)


def test_a_code_is_put_changed_and_taken_away(store: Store, throttle: Throttle) -> None:
    assert not has_code(store) and check_code(store, "", throttle=throttle, from_laptop=True)
    set_code(store, "Tambour 47")
    assert has_code(store) and check_code(store, "tambour47", throttle=throttle, from_laptop=True)
    before = key_of(store.facilitator_code())
    set_code(store, "Tambour 47")
    assert key_of(store.facilitator_code()) != before, "the same code put again closes what was open"
    remove_code(store)
    assert not has_code(store) and key_of(store.facilitator_code()) == ""


def test_a_code_too_short_or_endless_is_refused(store: Store) -> None:
    for code in ("12 34 5", "......", "1" * 201):
        with pytest.raises(WorkshopError, match="signes"):
            set_code(store, code)
    assert not has_code(store)


def test_a_code_is_made_once_and_shown_once(store: Store, throttle: Throttle) -> None:
    code = ensure_code(store)
    assert code is not None and len(code) == 7 and code.replace(" ", "").isdigit()
    assert ensure_code(store) is None
    assert check_code(store, code, throttle=throttle, from_laptop=True)


def test_nothing_of_the_code_is_in_the_journal(store: Store) -> None:
    set_code(store, "tambour 47")
    told = str([(event.payload, event.subject) for event in store.events()])
    assert "tambour" not in told and "scrypt" not in told


def test_each_failure_after_the_third_waits_twice_as_long_up_to_a_minute(throttle: Throttle, clock: Clock) -> None:
    waits = []
    for _attempt in range(12):
        throttle.enter(from_laptop=False)
        try:
            throttle.enter(from_laptop=False)
        except WorkshopError as error:
            waits.append(int(str(error).split("Attendez ")[1].split()[0]))
            clock.now_s += waits[-1]
        else:
            waits.append(0)
    assert FREE_FAILURES == 3
    # Two attempts pass at once in the first turn; from then on each turn is one attempt and its wait.
    assert waits == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
    assert max(waits) == MAX_WAIT_S


def test_phones_that_try_codes_do_not_lock_the_laptop(throttle: Throttle) -> None:
    for _attempt in range(FREE_FAILURES):
        throttle.enter(from_laptop=False)
    with pytest.raises(WorkshopError, match="Trop d'essais"):
        throttle.enter(from_laptop=False)
    throttle.enter(from_laptop=True)


def test_a_right_code_forgets_the_failures(store: Store, throttle: Throttle) -> None:
    set_code(store, "482913")
    for _attempt in range(FREE_FAILURES - 1):
        assert not check_code(store, "000000", throttle=throttle, from_laptop=True)
    assert check_code(store, "482913", throttle=throttle, from_laptop=True)
    for _attempt in range(FREE_FAILURES):
        assert not check_code(store, "000000", throttle=throttle, from_laptop=True)
    with pytest.raises(WorkshopError):
        check_code(store, "482913", throttle=throttle, from_laptop=True)


def test_the_laptop_is_known_by_its_own_address_only() -> None:
    assert is_from_laptop("::1") and is_from_laptop("::ffff:127.0.0.1")
    assert not is_from_laptop("10.0.0.3") and not is_from_laptop("")
