"""Exports of survey tools: KoboToolbox writes a position in one cell, "latitude longitude altitude precision"."""

import re

import pandas as pd

_GEOPOINT = re.compile(r"(-?\d{1,2}(?:\.\d+)?) (-?\d{1,3}(?:\.\d+)?) (-?\d+(?:\.\d+)?) (\d+(?:\.\d+)?)", re.ASCII)
_SAMPLE_ROWS = 200


def with_geopoints(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table where each geopoint also has the two columns that KoboToolbox gives it in its full exports.

    Parameters
    ----------
    frame
        A table of text. A column is a geopoint when all its filled cells are four numbers.

    Returns
    -------
    pandas.DataFrame
        With ``_question_latitude`` and ``_question_longitude`` (degrees) after the others, unless they are there.
    """
    added: dict[str, pd.Series] = {}
    for name in frame.columns:
        question = str(name).rpartition("/")[2]
        latitude, longitude = f"_{question}_latitude", f"_{question}_longitude"
        known = {str(other).rpartition("/")[2] for other in frame.columns}
        if latitude in known or not _is_geopoint(frame[name]):
            continue
        parts = frame[name].str.strip().str.extract(_GEOPOINT).fillna("")
        added[latitude], added[longitude] = parts[0].astype("str"), parts[1].astype("str")
    return frame.assign(**added) if added else frame


def _is_geopoint(cells: pd.Series) -> bool:
    filled = (cell.strip() for cell in cells if cell.strip())
    sample = [cell for cell, _rank in zip(filled, range(_SAMPLE_ROWS))]
    return bool(sample) and all(_GEOPOINT.fullmatch(cell) for cell in sample)
