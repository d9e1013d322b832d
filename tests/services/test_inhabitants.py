"""The population of a zone: official where it is known, estimated and said to be where only the grid knows."""

from datetime import UTC, datetime

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mapping.domain.layers import LayerName
from mapping.domain.models import DatasetKind, Source
from mapping.services.diagnose import diagnose
from mapping.services.inhabitants import ESTIMATE, inhabitants, trust
from mapping.services.workshops import take_snapshot
from mapping.storage.interface import Store

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def source(kind: DatasetKind) -> Source:
    return Source(f"s-{kind}", kind, "Essai", "essai.csv", "0" * 64, NOW)


def save_grid(store: Store) -> None:
    """One cell as large as the western square of the workshop, imputed, with 250 inhabitants."""
    row = {"cell_id": "c1", "ind": 250.0, "men": 100.0, "men_pauv": 40.0, "children": 60.0, "over_65": 20.0}
    cell = shapely.box(2.35, 48.93, 2.355, 48.935)
    grid = gpd.GeoDataFrame([row | {"imputed": True}], geometry=[cell], crs="EPSG:4326")
    store.save_layers(source(DatasetKind.GRID), {LayerName.GRID: grid})


def test_a_zone_without_total_is_estimated_from_the_grid_and_says_so(store: Store) -> None:
    save_grid(store)
    population = take_snapshot(store).population.set_index("code")
    assert population.loc["QN09301X", "population"] == pytest.approx(250)
    assert population.loc["QN09301X", "source"] == ESTIMATE
    assert "QN09302X" not in population.index


def test_the_official_total_wins_over_the_grid(store: Store) -> None:
    save_grid(store)
    rows = pd.DataFrame([{"code": "QN09301X", "population": 300.0, "year": "2021", "source": "Insee"}])
    store.save_population(source(DatasetKind.POPULATION), rows)
    population = take_snapshot(store).population.set_index("code")
    assert population["population"].to_dict() == {"QN09301X": 300.0}


def test_the_diagnostic_tells_what_each_population_rests_on(store: Store) -> None:
    save_grid(store)
    found = diagnose(take_snapshot(store), generated_at=NOW, inhabitants=inhabitants(store)).qpv.set_index("code")
    assert found["population_method"].to_dict() == {
        "QN09301X": "grid_without_official_total",
        "QN09302X": "unknown",
    }
    assert found.loc["QN09301X", "imputed_share"] == pytest.approx(1.0)
    assert "100 %" in trust("grid_without_official_total", 1.0)


def test_without_a_grid_nothing_is_estimated(store: Store) -> None:
    assert take_snapshot(store).population.empty
