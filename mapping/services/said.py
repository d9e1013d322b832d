"""What people said: how many took part, and their words about a quartier."""

import numpy as np
import pandas as pd

from mapping.analysis.people import distinct_people, heads, persons
from mapping.analysis.perception import zones_of
from mapping.domain.models import LIVE_STATUSES, Origin, Status
from mapping.domain.privacy import sensitive_rows
from mapping.domain.snapshot import Snapshot


def participants(snapshot: Snapshot) -> int | None:
    """Return how many people took part, or None when nobody said anything yet.

    Distinct people who added something or answered about a place; where a workshop has one séance whose heads were
    counted, and they are more, those.
    """
    live = snapshot.contributions["status"].isin([*LIVE_STATUSES]) & (snapshot.contributions["origin"] != Origin.SEED)
    names = ["id", "session_id", "author_key", "people"]
    heard = [snapshot.contributions.loc[live, names], snapshot.knowledge[names]]
    spoke = pd.concat([pd.DataFrame(frame) for frame in heard if len(frame)] or [pd.DataFrame(columns=names)])
    people = int(distinct_people(np.zeros(len(spoke), dtype=np.intp), persons(spoke), heads(spoke), cells=1)[0])
    counted = [session.head_count or 0 for session in snapshot.sessions]
    return max(people, counted[0] if len(counted) == 1 else 0) or None


def words_of(snapshot: Snapshot, code: str, *, filiere: str = "") -> pd.DataFrame:
    """Return what was said in a zone and accepted: ``kind``, ``filiere``, ``text``, ``people``, newest first.

    What is sensitive, or has no words, is left out; of one need only where it is asked.
    """
    said = snapshot.contributions
    kept = (said["status"] == Status.ACCEPTED).to_numpy(bool) & ~sensitive_rows(said, snapshot.workshop)
    kept &= (said["text"].fillna("").str.strip() != "").to_numpy(bool)
    if filiere:
        kept &= (said["filiere"] == filiere).to_numpy(bool)
    told = said[kept]
    inside = zones_of(told, snapshot.zones[snapshot.zones["code"] == code]).place
    rows = told.iloc[np.unique(inside)[::-1]]
    return pd.DataFrame(rows[["kind", "filiere", "text", "people"]]).reset_index(drop=True)
