"""Which pairs are worth a look: blocking, so that twenty thousand actors are not four hundred million comparisons."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mapping.analysis.duplicate_names import Words

NEAR_M = 200.0
_MOST_IN_A_BLOCK = 40
_NEIGHBOURS = 6

Pairs = NDArray[np.int64]


def near_pairs(metres: NDArray[np.float64], epsg: NDArray[np.int64]) -> Pairs:
    """Return the pairs of rows at ``NEAR_M`` or less; a row without a position is in none."""
    found = [np.empty((0, 2), dtype=np.int64)]
    for code in np.unique(epsg[epsg > 0]):
        rows = np.flatnonzero(epsg == code)
        pairs = cKDTree(metres[rows]).query_pairs(NEAR_M, output_type="ndarray")
        found.append(rows[pairs])
    return np.concatenate(found)


def block_pairs(blocks: Iterable[Sequence[int]]) -> Pairs:
    """Return the pairs inside each block; a block that is too big says nothing and is left out."""
    pairs = [
        (one, other)
        for block in blocks
        if 1 < len(block) <= _MOST_IN_A_BLOCK
        for position, one in enumerate(block)
        for other in block[position + 1 :]
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def blocks_by(keys: Iterable[Iterable[Hashable]]) -> Iterator[list[int]]:
    """Yield the rows that share a key; an empty key is shared with nobody."""
    rows: defaultdict[Hashable, list[int]] = defaultdict(list)
    for row, some in enumerate(keys):
        for key in dict.fromkeys(some):
            if key:
                rows[key].append(row)
    yield from rows.values()


def cross_pairs(offered: Sequence[Iterable[Hashable]], sought: Sequence[Iterable[Hashable]]) -> Pairs:
    """Return the pairs in which a row seeks what another one offers."""
    owners: defaultdict[Hashable, list[int]] = defaultdict(list)
    for row, keys in enumerate(offered):
        for key in keys:
            owners[key].append(row)
    pairs = [(row, owner) for row, keys in enumerate(sought) for key in keys for owner in owners.get(key, ())]
    return np.array([pair for pair in pairs if pair[0] != pair[1]], dtype=np.int64).reshape(-1, 2)


def spelling_pairs(names: Sequence[Words]) -> Pairs:
    """Return the pairs that stand side by side in alphabetical order, from either end: typing errors."""
    joined = ["".join(words) for words in names]
    found = []
    for spelled in (joined, [text[::-1] for text in joined]):
        order = np.array(sorted((row for row, text in enumerate(spelled) if text), key=spelled.__getitem__), np.int64)
        found += [np.column_stack([order[:-step], order[step:]]) for step in range(1, min(_NEIGHBOURS, len(order)))]
    return np.concatenate(found) if found else np.empty((0, 2), dtype=np.int64)


def distinct(pairs: Iterable[Pairs], *, rows: int) -> Pairs:
    """Return each pair once, the smaller row first."""
    every = np.concatenate(list(pairs))
    ordered = np.sort(every, axis=1)
    codes = np.unique(ordered[:, 0] * rows + ordered[:, 1])
    return np.column_stack([codes // rows, codes % rows])
