"""Uncertainty: what a small count of places can and cannot say."""

import numpy as np
import pandas as pd
from scipy.stats import chi2

CONFIDENCE = 0.95


def poisson_rate(
    counts: pd.Series, population: pd.Series, *, per: float = 1000.0, confidence: float = CONFIDENCE
) -> pd.DataFrame:
    """Return counts per ``per`` inhabitants with their exact Poisson interval.

    With O the count, P the population and α = 1 − ``confidence``, the interval is
    [χ²(α/2 ; 2O) / 2 , χ²(1 − α/2 ; 2O + 2) / 2] / P × per (Garwood 1936; the method that Public Health England's
    Fingertips uses below ten). The low end is 0 when nothing is counted. A list that holds every place is not a
    sample: the interval says how stable the rate is, not an error of the list.

    Parameters
    ----------
    counts
        Number of places, integers from 0.
    population
        Number of inhabitants, on the same index.
    per
        Number of inhabitants that the rate is for.
    confidence
        Between 0 and 1, both excluded.

    Returns
    -------
    pandas.DataFrame
        ``rate``, ``low`` and ``high`` on the index of ``counts``; NaN where the population is unknown or not positive.

    Raises
    ------
    ValueError
        When the indexes differ, a count is negative, or ``confidence`` is not between 0 and 1.

    Examples
    --------
    >>> poisson_rate(pd.Series([2]), pd.Series([1000])).round(2).to_dict("records")
    [{'rate': 2.0, 'low': 0.24, 'high': 7.22}]
    """
    if not counts.index.equals(population.index):
        raise ValueError("counts and population are expected on the same index; reindex the population first")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}; a number between 0 and 1, both excluded, is expected")
    seen = counts.to_numpy(float)
    if (seen < 0).any():
        raise ValueError(f"the smallest count is {seen.min()}; counts from 0 are expected")
    inhabitants = population.to_numpy(float)
    known = np.where(inhabitants > 0, inhabitants, np.nan)
    tail = (1 - confidence) / 2
    low = np.where(seen > 0, chi2.ppf(tail, 2 * np.maximum(seen, 1)) / 2, 0.0)
    high = chi2.ppf(1 - tail, 2 * seen + 2) / 2
    bounds = {"rate": seen, "low": low, "high": high}
    return pd.DataFrame({name: value / known * per for name, value in bounds.items()}, index=counts.index)
