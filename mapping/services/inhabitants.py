"""The inhabitants of a workshop, how far to trust their number, and the streets that they walk on."""

import geopandas as gpd
import pandas as pd

from mapping.analysis.network import Network
from mapping.analysis.population import Distribution, Method, distribute
from mapping.domain.layers import LayerName
from mapping.i18n import _
from mapping.storage.interface import Store

ESTIMATE = "Estimation : carreaux de 200 m (Insee)"
"""The source of a population that no official total gives; kept in the data, hence not translated."""


def inhabitants(store: Store) -> Distribution:
    """Place the inhabitants of each zone of a workshop, on its grid and its buildings where it has them."""
    grid, buildings = store.layer(LayerName.GRID), store.layer(LayerName.BUILDINGS)
    return distribute(store.zones(), store.population(), grid=_frame(grid), buildings=_frame(buildings))


def streets(store: Store) -> Network | None:
    """Return the walking network of a workshop, or None where it has no streets."""
    nodes, edges = store.layer(LayerName.NETWORK_NODES), store.layer(LayerName.NETWORK_EDGES)
    return None if nodes is None or edges is None else Network(nodes, edges)


def estimated_population(store: Store) -> pd.DataFrame:
    """Return ``tables.POPULATION`` rows for the zones without an official total that the grid can estimate."""
    zones, population = store.zones(), store.population()
    missing = zones[~zones["code"].isin(set(population["code"]))]
    # The layer is read only when a zone needs it: this runs again after each contribution.
    grid = None if missing.empty else _frame(store.layer(LayerName.GRID))
    if grid is None:
        return population.iloc[:0]
    found = distribute(missing, population, grid=grid, buildings=_frame(store.layer(LayerName.BUILDINGS))).zones
    estimated = found[found["method"] == Method.GRID_ONLY]
    rows = {"code": estimated["code"], "population": estimated["population"].round(), "year": "", "source": ESTIMATE}
    return pd.DataFrame(rows).assign(source_id="").reindex(columns=population.columns)


def trust(method: str, imputed_share: float) -> str:
    """Return what the distribution of a zone rests on, in a sentence for a person."""
    sentence = {
        Method.GRID: _("Total officiel, réparti selon les carreaux de 200 m."),
        Method.BUILDINGS: _("Total officiel, réparti sur les bâtiments : il n'y a pas de carreaux ici."),
        Method.UNIFORM: _("Total officiel, réparti également sur le quartier faute de mieux."),
        Method.GRID_ONLY: _("Estimation d'après les carreaux de 200 m : aucun total officiel."),
        Method.UNKNOWN: _("Nombre d'habitants inconnu."),
    }[Method(method)]
    if imputed_share > 0:
        share = f"{imputed_share * 100:.0f}"
        sentence += " " + _("{share} % des habitants sont dans des carreaux estimés par l'Insee.").format(share=share)
    return sentence


def _frame(layer: pd.DataFrame | None) -> gpd.GeoDataFrame | None:
    return layer if isinstance(layer, gpd.GeoDataFrame) else None
