"""A whole diagnostic: the gaps, how sure they are, and the readings that come after them."""

from dataclasses import replace
from datetime import datetime

import pandas as pd

from mapping.services.diagnose import Diagnosis, diagnose
from mapping.services.honesty import fragile, on_edge
from mapping.services.inhabitants import inhabitants, streets
from mapping.services.neighbours import neighbours
from mapping.services.readings import readings
from mapping.services.scenario import Situation, situate
from mapping.services.workshops import take_snapshot
from mapping.storage.interface import Store

SENSITIVE_ZONES = 200
"""Above this number of zones every verdict is not tried again a dozen times unless it is asked."""


def study(store: Store, *, generated_at: datetime, sensitive: bool | None = None) -> Diagnosis:
    """Compute all that a workshop says; parameters are those of `deepen`."""
    snapshot, people = take_snapshot(store), inhabitants(store)
    situation = situate(snapshot, inhabitants=people, network=streets(store))
    found = diagnose(snapshot, generated_at=generated_at, inhabitants=people, situation=situation)
    return deepen(found, situation, indicators=store.indicators(), sensitive=sensitive)


def deepen(
    diagnosis: Diagnosis, situation: Situation, *, indicators: pd.DataFrame | None = None, sensitive: bool | None = None
) -> Diagnosis:
    """Return the diagnostic with its readings, its places « en limite » and its fragile verdicts.

    Parameters
    ----------
    diagnosis, situation
        Of one snapshot.
    indicators
        ``Store.indicators()``, or None.
    sensitive
        Whether to look for fragile verdicts; when None, only with ``SENSITIVE_ZONES`` zones or fewer.
    """
    tried = len(situation.codes) <= SENSITIVE_ZONES if sensitive is None else sensitive
    return replace(
        diagnosis,
        sensitivity=fragile(situation) if tried else None,
        edges=on_edge(situation),
        readings=readings(
            situation.snapshot,
            diagnosis.gaps,
            parameters=diagnosis.parameters,
            indicators=indicators,
            walk_pairs=neighbours(situation),
        ),
    )
