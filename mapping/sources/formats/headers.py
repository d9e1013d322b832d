"""Find the row that names the columns: offices put a title, a date, sometimes a logo above it."""

from collections.abc import Sequence
from statistics import median_low

SAMPLE_ROWS = 60
_LAST_PLACE = 25
_WIDER = 1.5


def header_position(filled: Sequence[int]) -> int:
    """Return which of the first rows names the columns.

    Parameters
    ----------
    filled
        How many cells are filled in each of the first rows that are not blank.

    Returns
    -------
    int
        The first row filled as more than half of a usual one is; the next one when a row of group titles stands
        above the names ("Identité", "Contact" over "Nom", "Statut", "Adresse", "Téléphone").

    Examples
    --------
    >>> header_position([1, 1, 6, 5, 6]), header_position([2, 2, 4])
    (2, 0)
    """
    if not filled:
        return 0
    usual = median_low(filled)
    place = next((i for i, count in enumerate(filled[:_LAST_PLACE]) if 2 * count > usual), 0)
    is_group_title = place + 1 < len(filled) and filled[place] < usual
    return place + 1 if is_group_title and filled[place + 1] >= _WIDER * filled[place] else place
