"""Readings for specialists, each computed when its part of the page is opened."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from mapping.analysis.catchment import LUO_QI, LUO_QI_STEEP, catchment, default_steps
from mapping.analysis.completeness import assumptions
from mapping.analysis.scales import rank_interval
from mapping.analysis.specialisation import MIN_PLACES, specialisation
from mapping.domain.errors import WorkshopError
from mapping.domain.layers import LayerName
from mapping.domain.models import Workshop
from mapping.domain.workshop_settings import TypedFigure
from mapping.i18n import _
from mapping.services.honesty import Scales, at_scales
from mapping.services.neighbours import neighbours
from mapping.services.readings import Readings, readings
from mapping.services.scenario import Situation
from mapping.storage.interface import Store

SPECIALISED_FROM = MIN_PLACES
"""Places of a quartier from which its specialisation is told."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """``table``: ``code``, ``filiere``, ``gentle`` and ``steep``, places per 1 000 inhabitants that share them.

    ``weights`` are those of the two settings: minutes, gentle weight, steep weight.
    """

    table: pd.DataFrame
    weights: tuple[tuple[float, float, float], ...]


def sharing(_store: Store, situation: Situation) -> Sharing:
    """Return E2SFCA with the two sets of weights that Luo and Qi publish."""
    parameters = situation.model.parameters
    gentle, steep = (default_steps(parameters, weights) for weights in (LUO_QI, LUO_QI_STEEP))
    tables = [catchment(situation.model, situation.codes, situation.filieres, steps=steps) for steps in (gentle, steep)]
    table = tables[0].rename(columns={"e2sfca_per_1000": "gentle"}).assign(steep=tables[1]["e2sfca_per_1000"])
    return Sharing(table, tuple((minutes, gentle[minutes], steep[minutes]) for minutes in gentle))


def specialised(_store: Store, situation: Situation) -> pd.DataFrame:
    """Return `specialisation` against the whole list of the workshop."""
    return specialisation(
        situation.model.places,
        situation.snapshot.zones,
        situation.filieres,
        confidence=situation.model.parameters.confidence,
    )


def ranks(_store: Store, situation: Situation, filiere: str) -> pd.DataFrame:
    """Return the rate of each zone for a filière with its rank and the ranks that its interval allows.

    ``code``, ``per_1000``, ``per_1000_low``, ``per_1000_high``, ``rank``, ``rank_low``, ``rank_high``, the highest
    rate first.
    """
    names = {"per_1000": "rate", "per_1000_low": "low", "per_1000_high": "high"}
    rows = situation.gaps[situation.gaps["filiere"] == filiere].reset_index(drop=True)
    table = (
        rows[["code_qp", *names]].rename(columns={"code_qp": "code"}).join(rank_interval(rows.rename(columns=names)))
    )
    return table.sort_values("rank", kind="stable").reset_index(drop=True)


def scales(store: Store, situation: Situation) -> Scales:
    """Return the conclusion of each filière at every scale that the workshop allows."""
    grid = store.layer(LayerName.GRID)
    return at_scales(situation, grid=grid if isinstance(grid, gpd.GeoDataFrame) else None)


def deeper(store: Store, situation: Situation) -> Readings:
    """Return completeness, filières on the streets, and useful jobs."""
    return readings(
        situation.snapshot,
        situation.gaps,
        parameters=situation.model.parameters,
        indicators=store.indicators(),
        walk_pairs=neighbours(situation),
    )


def completeness_assumptions() -> list[str]:
    """Return, in plain words, what an estimate of what is missing supposes."""
    return assumptions()


def place_names(situation: Situation) -> dict[str, str]:
    """Return the name of each place and premises by identifier."""
    snapshot = situation.snapshot
    named = dict(zip(snapshot.actors["actor_id"], snapshot.actors["name"], strict=True))
    return named | dict(zip(snapshot.contributions["id"], snapshot.contributions["text"], strict=True))


def typed_figures(workshop: Workshop) -> Mapping[str, TypedFigure]:
    """Return the people without work that were typed in, by code of zone."""
    return {figure.code: figure for figure in workshop.settings.people_without_work}


def save_people_without_work(store: Store, figures: tuple[TypedFigure, ...]) -> None:
    """Keep the people without work of some zones; they replace those kept before.

    Raises
    ------
    WorkshopError
        When a number is negative or is not one.
    """
    for figure in figures:
        if not 0 <= figure.value < float("inf"):
            raise WorkshopError(
                _("Personnes sans travail à « {code} » : {got} ; un nombre à partir de 0 est attendu.").format(
                    code=figure.code, got=figure.value
                )
            )
    settings = store.workshop().settings
    store.save_settings(settings=replace(settings, people_without_work=figures))
