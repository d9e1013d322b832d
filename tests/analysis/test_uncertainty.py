import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.rates import confint_poisson

from mapping.analysis.uncertainty import poisson_rate


def rate(count, population, **options):
    return poisson_rate(pd.Series([count]), pd.Series([population]), **options).iloc[0]


def test_two_places_for_a_thousand_people_are_between_a_quarter_and_seven():
    found = rate(2, 1000)
    assert found["rate"] == 2
    assert (found["low"], found["high"]) == pytest.approx((0.2422, 7.2247), abs=1e-4)


def test_no_place_has_a_low_end_of_zero_and_the_high_end_of_the_rule_of_three():
    found = rate(0, 1000)
    assert (found["rate"], found["low"]) == (0, 0)
    assert found["high"] == pytest.approx(-np.log(0.025))


def test_twice_the_population_halves_everything():
    pd.testing.assert_series_equal(rate(3, 8000) * 2, rate(3, 4000))


def test_the_rate_may_be_for_another_number_of_people():
    assert rate(3, 4000, per=10_000)["rate"] == 7.5


@pytest.mark.parametrize("population", [np.nan, 0, -5])
def test_without_a_population_there_is_no_rate_and_no_interval(population):
    assert rate(2, population).isna().all()


def test_the_result_is_on_the_index_of_the_counts_and_unknown_rows_keep_theirs():
    counts = pd.Series([1, 2], index=["b", "a"])
    found = poisson_rate(counts, pd.Series([np.nan, 1000.0], index=["b", "a"]))
    assert found.index.equals(counts.index)
    assert found["rate"].isna().tolist() == [True, False]


def test_no_rows_give_an_empty_frame():
    assert poisson_rate(pd.Series([], dtype=int), pd.Series([], dtype=float)).columns.tolist() == [
        "rate",
        "low",
        "high",
    ]


@given(count=st.integers(0, 500), population=st.integers(1, 50_000), confidence=st.floats(0.5, 0.999))
def test_the_interval_is_that_of_statsmodels(count, population, confidence):
    """Second route: another implementation of the exact interval."""
    found = rate(count, population, confidence=confidence)
    low, high = confint_poisson(count, population, method="exact-c", alpha=1 - confidence)
    low = 0.0 if count == 0 else low
    assert (found["low"], found["high"]) == pytest.approx((low * 1000, high * 1000), rel=1e-9)


@given(count=st.integers(0, 200), population=st.integers(1, 50_000))
def test_the_rate_lies_in_its_interval_and_more_confidence_widens_it(count, population):
    found, wider = rate(count, population), rate(count, population, confidence=0.99)
    assert found["low"] <= found["rate"] <= found["high"]
    assert wider["low"] <= found["low"]
    assert found["high"] < wider["high"]


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.1, np.nan])
def test_a_confidence_that_is_not_a_share_is_refused(confidence):
    with pytest.raises(ValueError, match="confidence"):
        rate(1, 1000, confidence=confidence)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="smallest count is -1"):
        rate(-1, 1000)


def test_a_population_on_another_index_is_refused_instead_of_misaligned():
    with pytest.raises(ValueError, match="same index"):
        poisson_rate(pd.Series([1, 2], index=["a", "b"]), pd.Series([10, 20], index=["b", "a"]))
