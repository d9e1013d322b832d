"""Perception, completeness, filières and useful jobs of a workshop, together: what pages show and files hold."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from mapping.analysis.completeness import completeness_table
from mapping.analysis.filieres import Filieres, structuring_filieres
from mapping.analysis.gaps import places_frame
from mapping.analysis.perception import perception_table
from mapping.analysis.work import work_table
from mapping.domain.parameters import Parameters
from mapping.domain.snapshot import Snapshot

RESIDENTS_FIGURES = (
    *("needs", "people_asking", "groups_asking", "people_knowing", "people_not_knowing", "people_heard"),
    *("cited", "both"),
)
"""Columns of the perception that are left empty in files under the threshold of distinct people; so is ``state``."""


@dataclass(frozen=True, slots=True)
class Readings:
    """The frames of ``perception_table``, ``completeness_table``, ``structuring_filieres`` and ``work_table``."""

    perception: pd.DataFrame
    completeness: pd.DataFrame
    filieres: Filieres
    work: pd.DataFrame
    parameters: Parameters


def readings(
    snapshot: Snapshot,
    gaps: pd.DataFrame,
    *,
    parameters: Parameters,
    knowledge: pd.DataFrame | None = None,
    indicators: pd.DataFrame | None = None,
    people_without_work: Mapping[str, float] | None = None,
    walk_pairs: pd.DataFrame | None = None,
) -> Readings:
    """Compute the readings of a workshop that come after its gaps.

    Parameters
    ----------
    snapshot
        The workshop; pending contributions count with the accepted ones, as they do in the room.
    gaps
        ``tables.GAPS`` of the same snapshot.
    parameters
        Thresholds of the workshop.
    knowledge
        Answers about places, where they are not those of the snapshot.
    indicators
        ``Store.indicators()``, or None.
    people_without_work
        Typed in, by code of zone; comes before ``indicators``. Those of the settings of the workshop when None.
    walk_pairs
        Minutes between places on the streets (``analysis.proximity.near_pairs``); without them, crow-fly × detour.

    Raises
    ------
    CartoquartierError
        When a frame does not follow its contract.
    """
    filieres = [filiere.id for filiere in snapshot.workshop.filieres]
    places = places_frame(snapshot.actors, snapshot.contributions)
    zones, contributions = snapshot.zones, snapshot.contributions
    answers = snapshot.knowledge if knowledge is None else knowledge
    said = (zones, places, contributions, answers, filieres)
    kept = {figure.code: figure.value for figure in snapshot.workshop.settings.people_without_work}
    return Readings(
        perception=perception_table(*said, parameters=parameters),
        completeness=completeness_table(*said, parameters=parameters),
        filieres=structuring_filieres(
            zones, places, contributions, filieres, parameters=parameters, walk_pairs=walk_pairs
        ),
        work=work_table(
            zones,
            gaps,
            contributions,
            filieres,
            indicators=indicators,
            typed=kept if people_without_work is None else people_without_work,
            min_people=parameters.min_people,
        ),
        parameters=parameters,
    )


def reading_files(found: Readings) -> dict[str, pd.DataFrame]:
    """Return the tables to write beside those of a diagnostic, by file name.

    What residents say under the threshold of distinct people is left empty. ``filieres.csv`` holds the three frames
    of ``structuring_filieres`` one under the other, told apart by ``reading`` (isolated, cluster or pooling).
    """
    parts = (
        found.filieres.isolated.assign(reading="isolated"),
        found.filieres.clusters.assign(reading="cluster"),
        found.filieres.pooling.rename(columns={"filieres": "filieres_number"}).assign(reading="pooling"),
    )
    names = ["reading", *dict.fromkeys(name for part in parts for name in part.columns if name != "reading")]
    whole = [part.reindex(columns=names).astype(object) for part in parts if len(part)]
    stacked = pd.concat(whole, ignore_index=True) if whole else pd.DataFrame(columns=pd.Index(names))
    return {
        "perception.csv": _published(found.perception, [*RESIDENTS_FIGURES, "state"]).rename(
            columns={"code": "code_qp"}
        ),
        "completeness.csv": found.completeness,
        "filieres.csv": stacked,
        "work.csv": _published(found.work, ["needs_without_answer", "filieres", "people_asking"]).rename(
            columns={"code": "code_qp"}
        ),
    }


def _published(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return the table with some columns emptied where it rests on too few people."""
    shown = table["published"].astype(bool)
    emptied = {
        name: table[name].astype("Int64").where(shown)
        if pd.api.types.is_integer_dtype(table[name])
        else table[name].where(shown, "")
        for name in names
    }
    return table.assign(**emptied)
