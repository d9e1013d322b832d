"""Move apart the signs that would hide one another, as little as that takes."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Points = NDArray[np.float64]
OVERLAP = 0.62
"""Two signs may be this share of a side apart: enough of each is seen to tell them."""
_MOST_SIDES = 1.4
_TURNS = 40


def spread(spots: Points, side: float) -> Points:
    """Return where to draw signs: where they are, or a little aside when another one is there.

    Parameters
    ----------
    spots
        (x, y) in millimetres.
    side
        Side of a sign.

    Examples
    --------
    >>> moved = spread(np.array([[0.0, 0.0], [0.0, 0.0], [50.0, 0.0]]), 4.0)
    >>> round(float(np.hypot(*(moved[0] - moved[1]))), 1), moved[2].tolist()
    (2.5, [50.0, 0.0])
    """
    least, most = OVERLAP * side, _MOST_SIDES * side
    moved = spots.astype(float).copy()
    # Signs at the same place have no direction to part in: each is given its own, always the same.
    turn = np.arange(len(spots)) * 2.399963
    same = np.zeros(len(spots), dtype=bool)
    if len(spots) > 1:
        pairs = cKDTree(spots).query_pairs(1e-6, output_type="ndarray")
        same[np.unique(pairs)] = True
    moved[same] += 1e-3 * np.column_stack([np.cos(turn[same]), np.sin(turn[same])])
    for _turn in range(_TURNS if len(spots) > 1 else 0):
        pairs = cKDTree(moved).query_pairs(least * 0.999, output_type="ndarray")
        if not len(pairs):
            break
        one, other = pairs.T
        apart = moved[one] - moved[other]
        far = np.maximum(np.hypot(*apart.T), 1e-9)
        push = apart * ((least - far) / far / 2)[:, None]
        np.add.at(moved, one, push)
        np.add.at(moved, other, -push)
        away = moved - spots
        length = np.maximum(np.hypot(*away.T), 1e-9)
        moved = spots + away * np.minimum(1.0, most / length)[:, None]
    return moved
