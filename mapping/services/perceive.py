"""What residents ask for and know, as far as it may weigh in a verdict: nobody asked is not nobody knows."""

import pandas as pd

from mapping.analysis.perception import perception_table
from mapping.domain.snapshot import Snapshot


def perceived(snapshot: Snapshot, places: pd.DataFrame) -> pd.DataFrame:
    """Return `perception_table` of a workshop, read with its own thresholds.

    Parameters
    ----------
    snapshot
        The workshop; pending contributions count with the accepted ones.
    places
        ``tables.PLACES`` of the same snapshot.
    """
    filieres = [filiere.id for filiere in snapshot.workshop.filieres]
    return perception_table(
        snapshot.zones,
        places,
        snapshot.contributions,
        snapshot.knowledge,
        filieres,
        parameters=snapshot.workshop.parameters,
    )


def answered(perception: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in which somebody said to know a place or not to know one.

    In the others nobody was asked: that an offer is not known must not be concluded from it.
    """
    asked = (perception["people_knowing"] + perception["people_not_knowing"]) > 0
    return perception[asked.to_numpy(bool)]
