from pathlib import Path

import pytest

from mapping.analysis.access import WalkMethod
from mapping.analysis.access_table import FIGURES
from mapping.domain.models import Verdict
from mapping.domain.parameters import Parameters
from mapping.domain.tables import GAPS

PAGE = Path(__file__).parents[2] / "docs" / "indicators.md"


@pytest.mark.parametrize("name", [*GAPS.names, *Verdict, *FIGURES, *WalkMethod, *Parameters().as_dict()])
def test_every_column_and_every_verdict_is_defined_in_the_page_of_indicators(name):
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")


def test_a_column_that_does_not_exist_is_not_in_the_page():
    assert "`walk_mean_min`" not in PAGE.read_text(encoding="utf-8")
