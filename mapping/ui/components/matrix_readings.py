"""What a cell of the matrix says, in each reading."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from mapping.domain.models import Verdict
from mapping.domain.perception_states import PerceptionState
from mapping.i18n import _
from mapping.services.diagnose import Diagnosis
from mapping.services.honesty import Edge
from mapping.ui.format import number

VERDICT = "verdict"
READINGS = (*(VERDICT, "walk_median_min", "share_within_10min", "inside", "per_1000", "people_asking", "state"),)
FRAGILE = " ~"
"""Said after a verdict that other thresholds would change."""


@dataclass(frozen=True, slots=True)
class Marks:
    """How firm verdicts are: ``fragile`` and the sentence by (code, filière); ``edges`` as `honesty.on_edge` gives."""

    fragile: dict[tuple[str, str], str]
    tried: bool
    edges: Edge


def marks_of(sensitivity: pd.DataFrame | None, edges: Edge) -> Marks:
    """Return what marks cells; ``sensitivity`` is None where verdicts were not tried again."""
    if sensitivity is None:
        return Marks({}, False, edges)
    shaken = sensitivity[sensitivity["fragile"].astype(bool)]
    told = zip(shaken["code"], shaken["filiere"], shaken["flips"], strict=True)
    return Marks({(code, filiere): flips for code, filiere, flips in told}, True, edges)


def short_label(verdict: str) -> str:
    """Return the one word of a verdict, which fits a cell; the legend gives the long one.

    Examples
    --------
    >>> short_label("unknown_offer"), short_label("insufficient_data")
    ('Méconnu', '// ?')
    """
    return {
        Verdict.PRESENT: _("Présent"),
        Verdict.NEARBY: _("À côté"),
        Verdict.FAR: _("Loin"),
        Verdict.UNKNOWN_OFFER: _("Méconnu"),
        Verdict.ABSENT: _("Absent"),
        Verdict.INSUFFICIENT_DATA: _("// ?"),
    }[Verdict(verdict)]


def reading_label(reading: str) -> str:
    """Return the words for a reading."""
    return {
        VERDICT: _("en un mot"),
        "walk_median_min": _("minutes à pied"),
        "share_within_10min": _("part à moins de 10 minutes"),
        "inside": _("lieux dans le quartier"),
        "per_1000": _("lieux pour 1 000 habitants"),
        "people_asking": _("demandes"),
        "state": _("ce qu'on en connaît"),
    }[reading]


def cells(diagnosis: Diagnosis, marks: Marks, reading: str) -> list[str] | list[float]:
    """Return the cell of each row of the gaps: words, or numbers that can be sorted."""
    gaps = diagnosis.gaps
    if reading == VERDICT:
        keys = zip(gaps["code_qp"], gaps["filiere"], gaps["verdict"], strict=True)
        return [short_label(v) + (FRAGILE if (code, filiere) in marks.fragile else "") for code, filiere, v in keys]
    if reading == "per_1000":
        return [rate_words(row) for row in gaps[["per_1000", "per_1000_low", "per_1000_high"]].to_numpy(float)]
    if reading == "state":
        return [_state(*row) for row in _states(diagnosis).itertuples(index=False)]
    if reading == "share_within_10min":
        return [float(value) for value in (gaps[reading] * 100).round()]
    return [float(value) for value in gaps[reading].round()]


def rate_words(rate: Iterable[float]) -> str:
    """Return a rate with its interval; a rate is never shown alone.

    Examples
    --------
    >>> rate_words((0.5, 0.06, 1.8)), rate_words((float("nan"),) * 3)
    ('0,50 (0,06–1,8)', '?')
    """
    value, low, high = (float(each) for each in rate)
    if value != value:
        return "?"
    told = [number(each, decimals=2 if each < 1 else 1) for each in (value, low, high)]
    return f"{told[0]} ({told[1]}–{told[2]})"


def _states(diagnosis: Diagnosis) -> pd.DataFrame:
    said = diagnosis.perception.set_index(["code", "filiere"])[["state", "people_heard"]]
    cells_ = pd.MultiIndex.from_arrays([diagnosis.gaps["code_qp"], diagnosis.gaps["filiere"]])
    return said.reindex(cells_).reset_index(drop=True)


def _state(state: str, heard: float) -> str:
    """Say a state in a cell; where nobody said anything, that nobody cites is not an answer."""
    if not heard > 0:
        return _("pas demandé")
    return {
        PerceptionState.LISTED_AND_CITED: _("connu"),
        PerceptionState.LISTED_NOT_CITED: _("méconnu"),
        PerceptionState.CITED_NOT_LISTED: _("invisible"),
        PerceptionState.NEITHER: _("ni l'un ni l'autre"),
    }[PerceptionState(state)]
