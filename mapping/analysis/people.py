"""Distinct people: a person who says the same thing twice counts once, without anybody being named."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_UNIT = "\x1f"
"""Cannot be typed in a form: keeps a session, a key and a group from running into one another."""


def texts(frame: pd.DataFrame, name: str) -> NDArray[np.object_]:
    """Return a column of text, ``""`` where it is missing or where the frame does not hold it."""
    if name not in frame.columns:
        return np.full(len(frame), "", dtype=object)
    return np.asarray(frame[name].astype(object).where(frame[name].notna(), "").map(str), dtype=object)


def persons(frame: pd.DataFrame) -> NDArray[np.object_]:
    """Return who says each row: one value for a pseudonym in a session, one value for each row without a pseudonym.

    Parameters
    ----------
    frame
        ``id``, and where known ``session_id`` and ``author_key``; absent columns are read as empty.
    """
    keys = texts(frame, "author_key")
    known = texts(frame, "session_id") + _UNIT + keys
    each: NDArray[np.object_] = np.where(keys != "", "k" + known, "r" + texts(frame, "id")).astype(object)
    return each


def heads(frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return how many people say each row together: ``people``, 1 where it is absent, missing or under 1."""
    if "people" not in frame.columns:
        return np.ones(len(frame), dtype=np.int64)
    number = pd.to_numeric(frame["people"], errors="coerce").fillna(1).clip(lower=1)
    return number.to_numpy(np.int64)


def distinct_people(
    cell: NDArray[np.intp], person: NDArray[np.object_], people: NDArray[np.int64], *, cells: int
) -> NDArray[np.int64]:
    """Return the distinct people of each cell: a person counts once a cell, with the most people it spoke for.

    Parameters
    ----------
    cell, person, people
        Three arrays of the same length: a position among the cells, who says it (``persons``), for how many people.
    cells
        Number of cells.

    Examples
    --------
    >>> distinct_people(np.array([0, 0, 1]), np.array(["a", "a", "a"], dtype=object), np.array([2, 3, 1]), cells=2)
    array([3, 1])
    """
    said = pd.DataFrame({"cell": cell, "person": person, "people": people})
    most = said.groupby(["cell", "person"], sort=False)["people"].max().reset_index()
    counted = np.bincount(most["cell"].to_numpy(np.intp), weights=most["people"].to_numpy(float), minlength=cells)
    return counted.astype(np.int64)


def distinct_groups(cell: NDArray[np.intp], frame: pd.DataFrame, *, cells: int) -> NDArray[np.int64]:
    """Return the distinct groups of each cell: pairs of a session and a group name, where a group is named.

    Parameters
    ----------
    cell
        A position among the cells for each row of ``frame``.
    frame
        ``session_id`` and ``group_name``; absent columns are read as empty.
    cells
        Number of cells.
    """
    names = texts(frame, "group_name")
    said = pd.DataFrame({"cell": cell, "group": texts(frame, "session_id") + _UNIT + names})[names != ""]
    return np.bincount(said.drop_duplicates()["cell"].to_numpy(np.intp), minlength=cells).astype(np.int64)
