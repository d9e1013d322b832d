"""Sensitivity: which verdicts would be others with another threshold, another band, or walks measured otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from mapping.analysis.access import WalkMethod, WalkModel, walking_model
from mapping.analysis.access_table import access_table, table_of
from mapping.analysis.deciding import decide
from mapping.analysis.supply import supply_counts
from mapping.domain.parameters import Parameters
from mapping.domain.tables import GAPS, require_columns
from mapping.domain.verdicts import verdict_label
from mapping.i18n import _

COLUMNS = ("code", "filiere", "verdict", "fragile", "verdicts", "flips")
REACH_MIN = (8.0, 10.0, 12.0, 15.0)
REACH_SHARE = (0.4, 0.5, 0.6)
FAR_MIN = (15.0, 20.0, 25.0)
BAND_M = (200.0, 300.0, 400.0)


@dataclass(frozen=True, slots=True)
class Variation:
    """One thing changed: the name of a parameter, or ``walks`` for crow-fly instead of streets; and what it becomes."""

    name: str
    parameters: Parameters
    label: str


@dataclass(frozen=True, slots=True)
class Subjects:
    """What the verdicts were given from; ``model`` and ``minutes`` are None where no walk is measured.

    ``gaps`` follows ``tables.GAPS`` and was computed with ``parameters``; ``perception`` is that of `deciding.decide`.
    """

    gaps: pd.DataFrame
    zones: gpd.GeoDataFrame
    places: pd.DataFrame
    parameters: Parameters
    model: WalkModel | None = None
    minutes: pd.DataFrame | None = None
    perception: pd.DataFrame | None = None


def variations(parameters: Parameters, *, walks: bool, streets: bool) -> tuple[Variation, ...]:
    """Return what is changed, one thing at a time; what would change nothing is left out.

    Parameters
    ----------
    parameters
        Those of the diagnostic.
    walks
        Whether walks are measured at all: without them only the band matters.
    streets
        Whether some are measured on streets, which crow-fly distances can then replace.
    """
    band = [
        Variation("band_m", parameters.changed(band_m=value), _("une bande de {value:g} m").format(value=value))
        for value in BAND_M
        if value != parameters.band_m
    ]
    if not walks:
        return tuple(band)
    reach = [
        Variation("reach_min", parameters.changed(reach_min=value), _("{value:g} minutes à pied").format(value=value))
        for value in REACH_MIN
        if value != parameters.reach_min
    ]
    share = [
        Variation(
            "reach_share",
            parameters.changed(reach_share=value),
            _("{value:.0f} % des habitants à portée").format(value=value * 100),
        )
        for value in REACH_SHARE
        if value != parameters.reach_share
    ]
    far = [
        Variation(
            "far_min", parameters.changed(far_min=value), _("« loin » jusqu'à {value:g} minutes").format(value=value)
        )
        for value in FAR_MIN
        if value != parameters.far_min
    ]
    flown = [Variation("walks", parameters, _("une marche à vol d'oiseau au lieu des rues"))] if streets else []
    return (*band, *reach, *share, *far, *flown)


def sensitivity(subjects: Subjects, *, tried: Sequence[Variation] | None = None) -> pd.DataFrame:
    """Recompute every verdict with each variation, and say which are fragile.

    Parameters
    ----------
    subjects
        The diagnostic as it stands.
    tried
        Those of `variations` when None.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``filiere``, ``verdict``; ``fragile`` when one variation at least gives another verdict;
        ``verdicts`` those others, each once, joined by ``|``; ``flips`` the sentence that says what flips it, empty
        when nothing does. In the order of ``subjects.gaps``, on a fresh index.

    Raises
    ------
    ColumnError
        When ``gaps`` or ``places`` lacks a column.
    """
    require_columns(subjects.gaps, GAPS)
    base = subjects.gaps.reset_index(drop=True)
    chosen = _tried(subjects) if tried is None else tuple(tried)
    given = [verdicts for _variation, verdicts in _recomputed(subjects, base, chosen)]
    rows = []
    for row, verdict in enumerate(base["verdict"]):
        others = [
            (variation.label, verdicts.iloc[row])
            for variation, verdicts in zip(chosen, given, strict=True)
            if verdicts.iloc[row] != verdict
        ]
        distinct = list(dict.fromkeys(other for _label, other in others))
        rows.append((bool(others), "|".join(distinct), _sentence(verdict, others)))
    told = pd.DataFrame(rows, columns=["fragile", "verdicts", "flips"]).astype({"fragile": bool})
    return base.rename(columns={"code_qp": "code"})[["code", "filiere", "verdict"]].join(told)[[*COLUMNS]]


def _tried(subjects: Subjects) -> tuple[Variation, ...]:
    model = subjects.model
    streets = model is not None and bool((model.methods == WalkMethod.NETWORK.value).any())
    return variations(subjects.parameters, walks=model is not None, streets=streets)


def _recomputed(
    subjects: Subjects, base: pd.DataFrame, tried: Sequence[Variation]
) -> Iterator[tuple[Variation, pd.Series]]:
    located = bool((subjects.places["lon"].notna() & subjects.places["lat"].notna()).any())
    for variation in tried:
        table = _changed(subjects, base, variation)
        verdicts = decide(table, located=located, parameters=variation.parameters, perception=subjects.perception)
        yield variation, pd.Series(verdicts, index=base.index)


def _changed(subjects: Subjects, base: pd.DataFrame, variation: Variation) -> pd.DataFrame:
    """Return the table that the verdicts of a variation are given from: only the columns that it changes differ."""
    filieres = list(dict.fromkeys(base["filiere"]))
    codes = list(dict.fromkeys(base["code_qp"]))
    cells = pd.MultiIndex.from_arrays([base["code_qp"], base["filiere"]])
    if variation.name == "band_m":
        counted = supply_counts(subjects.places, subjects.zones, filieres, band_m=variation.parameters.band_m)
        band = counted.set_index(["code", "filiere"])["band"].reindex(cells)
        return base.assign(band_300m=band.to_numpy())
    model, minutes = subjects.model, subjects.minutes
    if model is None or minutes is None or variation.name not in ("reach_min", "walks"):
        return base
    if variation.name == "walks":
        flown = walking_model(model.points, model.places, None, parameters=variation.parameters)
        table = access_table(flown, codes, filieres)
    else:
        table = table_of(replace(model, parameters=variation.parameters), minutes, codes)
    walks = table.set_index(["code", "filiere"]).reindex(cells)
    return base.assign(
        walk_median_min=walks["walk_median_min"].to_numpy(), share_within_10min=walks["share_within_reach"].to_numpy()
    )


def _sentence(verdict: str, others: Sequence[tuple[str, str]]) -> str:
    if not others:
        return ""
    grouped: dict[str, list[str]] = {}
    for label, other in others:
        grouped.setdefault(other, []).append(label)
    parts = [
        _("« {other} » avec {changes}").format(other=verdict_label(other), changes=_(" ou ").join(labels))
        for other, labels in grouped.items()
    ]
    return _("« {verdict} » deviendrait {others}.").format(verdict=verdict_label(verdict), others=" ; ".join(parts))
