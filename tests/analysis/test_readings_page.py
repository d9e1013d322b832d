"""Every column of the readings is defined in the page of indicators."""

from pathlib import Path

import pytest
import shapely

from mapping.analysis.completeness import completeness_table
from mapping.analysis.filieres import CLUSTERS, ISOLATED, POOLING
from mapping.analysis.perception import perception_table
from mapping.analysis.work import work_table
from mapping.domain.parameters import Parameters
from mapping.domain.perception_states import PerceptionState
from mapping.domain.tables import GAPS

PAGE = Path(__file__).parents[2] / "docs" / "indicators.md"
OBVIOUS = {"code", "filiere", "lon", "lat", "origin", "place_id", "premises_id", "work_year", "work_source"}
"""Identifiers, positions, and what the page says in words."""


@pytest.fixture
def columns(plane):
    zones, places, contributions = plane.zones(A=shapely.box(0, 0, 9, 9)), plane.places(), plane.contributions()
    said = (zones, places, contributions, None, ["reparer"])
    tables = (
        perception_table(*said, parameters=Parameters()),
        completeness_table(*said, parameters=Parameters()),
        work_table(zones, GAPS.empty(), contributions, ["reparer"]),
    )
    return {*(name for table in tables for name in table.columns), *ISOLATED, *CLUSTERS, *POOLING} - OBVIOUS


def test_every_column_of_the_readings_is_defined_in_the_page(columns):
    page = PAGE.read_text(encoding="utf-8")
    assert {name for name in columns if f"`{name}`" not in page} == set()
    assert len(columns) > 30


@pytest.mark.parametrize("state", PerceptionState)
def test_every_state_is_defined_in_the_page(state):
    assert f"`{state}`" in PAGE.read_text(encoding="utf-8")
