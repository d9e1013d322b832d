"""A program that other tests run and kill: it appends contributions one by one and says which are acknowledged.

Usage: ``python -m tests.storage.appender TARGET FIRST LAST`` where FIRST and LAST number the contributions.
"""

import sys
import uuid
from contextlib import closing

from mapping.storage import open_store
from tests.storage.samples import submission

_NAMESPACE = uuid.UUID("b7b0f2a4-6f5f-5d0e-8a53-0f6f0b7d4c11")


def contribution_id(number: int) -> str:
    """Return the identifier of the contribution of that number, the same in every process."""
    return str(uuid.uuid5(_NAMESPACE, str(number)))


def main(target: str, first: int, last: int) -> None:
    """Append the contributions of these numbers; a line is printed once one is said to be on disk."""
    with closing(open_store(target)) as store:
        for number in range(first, last + 1):
            store.append([submission(contribution_id(number), text=f"n° {number}")])
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
