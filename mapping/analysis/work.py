"""Useful jobs that nobody does yet: needs without an answer, set against people without work.

The reading of *Territoires zéro chômeur de longue durée*: nobody is unemployable, work to be done is not lacking.
"""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapping.analysis.people import distinct_people, heads, persons
from mapping.analysis.perception import live, zones_of
from mapping.domain.layers import INDICATORS
from mapping.domain.models import ContributionKind, Verdict
from mapping.domain.tables import SEPARATOR, require_columns

WITHOUT_WORK = "people_without_work"
"""Name of the indicator under which a workshop imports its own figure: Insee's files fetched here have no count."""
EMPLOYMENT_RATE = "tx_tot_empl"
"""Insee's name, in any case, for the share (%) of people of working age who have a job in a QPV."""
UNANSWERED = frozenset({Verdict.ABSENT, Verdict.FAR})


def work_table(
    zones: gpd.GeoDataFrame,
    gaps: pd.DataFrame,
    contributions: gpd.GeoDataFrame,
    filieres: Sequence[str],
    *,
    indicators: pd.DataFrame | None = None,
    typed: Mapping[str, float] | None = None,
    min_people: int = 1,
) -> pd.DataFrame:
    """Set the needs that nothing answers against the people who have no work, zone by zone.

    Parameters
    ----------
    zones
        ``code``, unique, and WGS 84 polygons.
    gaps
        ``code_qp``, ``filiere`` and ``verdict`` of ``tables.GAPS``; a filière is unanswered where it is absent or
        far and somebody asks for it.
    contributions
        ``tables.CONTRIBUTIONS`` in WGS 84: who asks.
    filieres
        Identifiers of the filières of the workshop.
    indicators
        ``layers.INDICATORS``: ``WITHOUT_WORK`` (a number of people) and ``EMPLOYMENT_RATE`` (%) are read, whatever
        the case of their names, at their latest known year.
    typed
        People without work by code of zone, typed in for this reading; they come before ``indicators``.
    min_people
        Distinct people under which what is asked for in a zone is not published.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``needs_without_answer`` (filières), ``filieres`` (which, joined by ``|``), ``people_asking``
        (distinct people who ask for one of them), ``people_without_work``, ``work_year``, ``work_source``,
        ``employment_rate_pct`` (NaN and ``""`` where unknown) and ``published``; in the order of ``zones``, on a fresh
        index.

    Raises
    ------
    ColumnError
        When a frame lacks a column of its contract.
    CrsError
        When a frame of geometries is not declared in WGS 84.
    """
    unanswered = _unanswered(zones, gaps, filieres)
    needs = live(contributions, kind=ContributionKind.NEED)
    found = zones_of(needs, zones)
    column = needs["filiere"].astype(object).map({f: float(rank) for rank, f in enumerate(filieres)}).to_numpy(float)
    known = ~np.isnan(column[found.place])
    zone, row = found.zone[known], found.place[known]
    kept = unanswered[zone, column[row].astype(np.intp)]
    zone, row = zone[kept], row[kept]
    asked = np.zeros_like(unanswered)
    asked[zone, column[row].astype(np.intp)] = True
    people = distinct_people(zone, persons(needs)[row], heads(needs)[row], cells=len(zones))
    names = np.array(filieres, dtype=object)
    table = pd.DataFrame(
        {
            "code": zones["code"].to_numpy(object),
            "needs_without_answer": asked.sum(axis=1).astype(np.int64),
            "filieres": pd.Series([SEPARATOR.join(names[line]) for line in asked], dtype=object),
            "people_asking": people,
        }
    )
    return table.assign(**_without_work(table["code"], indicators, typed), published=people >= min_people)


def _unanswered(zones: gpd.GeoDataFrame, gaps: pd.DataFrame, filieres: Sequence[str]) -> NDArray[np.bool_]:
    """Return zones × filières, True where the verdict says that nothing answers; a cell without verdict is not."""
    wanted = gaps[gaps["verdict"].isin([*UNANSWERED]).to_numpy(bool)]
    row = pd.Index(zones["code"].astype(object)).get_indexer(pd.Index(wanted["code_qp"].astype(object)))
    column = pd.Index([*filieres], dtype=object).get_indexer(pd.Index(wanted["filiere"].astype(object)))
    kept = (row >= 0) & (column >= 0)
    table = np.zeros((len(zones), len(filieres)), dtype=np.bool_)
    table[row[kept], column[kept]] = True
    return table


def _without_work(
    codes: pd.Series, indicators: pd.DataFrame | None, typed: Mapping[str, float] | None
) -> dict[str, pd.Series]:
    count, rate = _latest(indicators, WITHOUT_WORK, codes), _latest(indicators, EMPLOYMENT_RATE, codes)
    said = codes.map(dict(typed or {})).astype(float)
    said = said.where((said >= 0) & np.isfinite(said))
    return {
        "people_without_work": said.where(said.notna(), count["value"]),
        "work_year": count["year"].where(said.isna() & count["value"].notna(), ""),
        "work_source": count["source"].where(said.isna() & count["value"].notna(), ""),
        "employment_rate_pct": rate["value"],
    }


def _latest(indicators: pd.DataFrame | None, name: str, codes: pd.Series) -> pd.DataFrame:
    """Return ``value``, ``year`` and ``source`` of an indicator for each code, at its latest year that has a value."""
    if indicators is None:
        indicators = pd.DataFrame({column: pd.Series(dtype=object) for column in INDICATORS.names})
    require_columns(indicators, INDICATORS)
    named = indicators[indicators["name"].astype(object).map(str).str.lower().eq(name).to_numpy(bool)]
    value = pd.to_numeric(named["value"], errors="coerce").astype(float)
    told = named.assign(value=value)[((value >= 0) & np.isfinite(value)).to_numpy(bool)]
    last = told.sort_values(["code", "year"], kind="stable").drop_duplicates("code", keep="last").set_index("code")
    found = last[["value", "year", "source"]].reindex(codes).set_axis(codes.index, axis="index")
    return found.assign(value=found["value"].astype(float))
