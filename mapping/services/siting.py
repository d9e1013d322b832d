"""Where to open, for a workshop: the premises that people listed, ranked by whom each would serve."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from mapping.analysis.access import minutes_to
from mapping.analysis.perception import inner_points, live
from mapping.analysis.sensitivity import REACH_MIN
from mapping.analysis.siting import demand_of, greedy_sites, rank_ranges, rank_sites, served
from mapping.analysis.siting_optimum import Optimum, confirmed, most_served, shortest_walk
from mapping.domain.errors import NomenclatureError
from mapping.domain.models import ContributionKind
from mapping.i18n import _
from mapping.services.scenario import Situation


@dataclass(frozen=True, slots=True)
class Siting:
    """``ranked`` is that of `rank_sites` with ``name``, ``lon``, ``lat`` of each premises, and ``confirmed``.

    Its ``rank_low`` and ``rank_high`` are the best and the worst rank when other minutes are within reach.

    ``together`` are the premises that the greedy choice opens, in order, and ``inhabitants`` whom they serve together;
    ``most`` and ``shortest`` are the optima for as many, None when no confirmation was asked for or nothing is chosen.
    """

    ranked: pd.DataFrame
    together: tuple[str, ...]
    inhabitants: float
    most: Optimum | None = None
    shortest: Optimum | None = None


def premises(situation: Situation) -> pd.DataFrame:
    """Return the live premises of the workshop: ``candidate_id``, ``name`` (what was written), ``lon``, ``lat``."""
    listed = live(situation.snapshot.contributions, kind=ContributionKind.PREMISES)
    lon, lat = inner_points(listed)
    return pd.DataFrame(
        {
            "candidate_id": listed["id"].to_numpy(object),
            "name": listed["text"].to_numpy(object),
            "lon": lon,
            "lat": lat,
        }
    )


def rank_premises(
    situation: Situation,
    filiere: str,
    *,
    candidates: pd.DataFrame | None = None,
    sites: int = 1,
    confirm: bool = False,
) -> Siting:
    """Rank premises for a filière: who, among those who have nothing within reach, each would serve.

    Parameters
    ----------
    situation
        The workshop, walked.
    filiere
        What would open there.
    candidates
        Columns of `premises`; those of the workshop when None.
    sites
        How many could open together.
    confirm
        Also solve the optimum with spopt, which takes seconds the first time.

    Raises
    ------
    NomenclatureError
        When the filière is not one of the workshop's.
    """
    if filiere not in situation.filieres:
        raise NomenclatureError(
            _("Besoin « {got} » inconnu dans cet atelier. Choisissez parmi : {known}.").format(
                got=filiere, known=", ".join(situation.filieres)
            )
        )
    listed = premises(situation) if candidates is None else candidates.reset_index(drop=True)
    names: Sequence[str] = listed["candidate_id"].tolist()
    model = situation.model
    reach_min = model.parameters.reach_min
    minutes = minutes_to(model, listed["lon"].to_numpy(float), listed["lat"].to_numpy(float))
    demand = demand_of(model.points, situation.minutes[filiere].to_numpy(float))
    ranked = rank_sites(names, minutes, demand, reach_min=reach_min)
    # The same minutes as those that verdicts are tried with: a rank has its range, as a verdict has its doubts.
    ranges = rank_ranges(names, minutes, demand, reaches_min=sorted({*REACH_MIN, reach_min}))
    agrees = pd.Series(pd.NA, index=ranked.index, dtype="boolean")
    chosen = greedy_sites(minutes, demand, sites=sites, reach_min=reach_min)
    most = shortest = None
    if confirm and len(names):
        agrees = confirmed(ranked, names, minutes, demand, reach_min=reach_min)
        if chosen:
            most = most_served(minutes, demand, sites=len(chosen), reach_min=reach_min)
            shortest = shortest_walk(minutes, demand, sites=len(chosen), reach_min=reach_min)
    return Siting(
        ranked=ranked.merge(ranges, on="candidate_id", how="left")
        .merge(listed, on="candidate_id", how="left")
        .assign(confirmed=agrees),
        together=tuple(names[site] for site in chosen),
        inhabitants=served(chosen, minutes, demand, reach_min=reach_min),
        most=most,
        shortest=shortest,
    )
