import numpy as np
import pandas as pd
import pytest

from mapping.analysis.deciding import decide
from mapping.domain.parameters import Parameters

NAN = np.nan


def verdict(inside=0, band=0, *, population=900.0, median=NAN, share=NAN, located=True, said=None, **parameters):
    """Return the verdict of one cell; ``said`` is (people asking, people knowing)."""
    row = {
        "code_qp": "A",
        "filiere": "reparer",
        "inside": inside,
        "band_300m": band,
        "population": population,
        "walk_median_min": median,
        "share_within_10min": share,
    }
    perception = None
    if said is not None:
        asking, knowing = said
        perception = pd.DataFrame(
            {"code": ["A"], "filiere": ["reparer"], "people_asking": [asking], "people_knowing": [knowing]}
        )
    chosen = Parameters().changed(**parameters)
    return decide(pd.DataFrame([row]), located=located, parameters=chosen, perception=perception)[0]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ({"located": False, "inside": 1}, "insufficient_data"),
        ({"population": NAN}, "insufficient_data"),
        ({"population": 0.0, "share": 0.0}, "insufficient_data"),
        ({"population": NAN, "median": 40.0, "share": 0.0}, "absent"),
        ({"population": NAN, "inside": 1}, "present"),
        ({"inside": 1}, "present"),
        ({"inside": 1, "median": 9.0, "share": 0.5}, "present"),
        ({"inside": 1, "median": 11.0, "share": 0.49}, "far"),
        ({"inside": 1, "median": 45.0, "share": 0.0}, "far"),
        ({"band": 1}, "nearby"),
        ({"band": 1, "median": 9.0, "share": 0.5}, "nearby"),
        ({"band": 1, "median": 14.0, "share": 0.1}, "far"),
        ({"median": 9.0, "share": 0.6}, "nearby"),
        ({"median": 20.0, "share": 0.0}, "far"),
        ({"median": 20.1, "share": 0.0}, "absent"),
        ({}, "absent"),
        ({"median": NAN, "share": 0.3}, "absent"),
    ],
)
def test_the_first_rule_that_holds_decides(cell, expected):
    assert verdict(**cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ({"inside": 1, "said": (3, 2)}, "unknown_offer"),
        ({"inside": 1, "said": (3, NAN)}, "unknown_offer"),
        ({"band": 1, "said": (9, 0)}, "unknown_offer"),
        ({"share": 0.8, "median": 5.0, "said": (3, 0)}, "unknown_offer"),
        ({"inside": 1, "said": (3, 3)}, "present"),
        ({"inside": 1, "said": (2, 0)}, "present"),
        ({"inside": 1, "said": (NAN, NAN)}, "present"),
        ({"inside": 1, "median": 30.0, "share": 0.0, "said": (9, 0)}, "far"),
        ({"said": (9, 0)}, "absent"),
    ],
)
def test_an_offer_asked_for_more_than_it_is_known_is_not_known(cell, expected):
    assert verdict(**cell) == expected


def test_the_thresholds_are_those_of_the_parameters():
    assert verdict(1, median=11.0, share=0.4, reach_share=0.4) == "present"
    assert verdict(median=25.0, share=0.0, far_min=25.0) == "far"
    assert verdict(1, said=(5, 0), min_people=6) == "present"


def test_what_is_said_elsewhere_or_of_another_need_changes_nothing():
    said = pd.DataFrame(
        {"code": ["B", "A"], "filiere": ["reparer", "se_loger"], "people_asking": [9, 9], "people_knowing": [0, 0]}
    )
    table = pd.DataFrame(
        {"code_qp": ["A"], "filiere": ["reparer"], "inside": [1], "band_300m": [0], "population": [9.0]}
    ).assign(walk_median_min=NAN, share_within_10min=NAN)
    assert decide(table, located=True, parameters=Parameters(), perception=said).tolist() == ["present"]
    none = said.iloc[:0]
    assert decide(table, located=True, parameters=Parameters(), perception=none).tolist() == ["present"]
