"""In what order the rows of the matrix are, and the figure that it comes from, with what it is worth."""

from mapping.domain.models import Verdict
from mapping.i18n import _
from mapping.services.diagnose import Diagnosis
from mapping.ui.components.matrix_readings import Marks

GAPS, POPULATION, ASKED = "gaps", "population", "asked"
SORTS = (GAPS, POPULATION, ASKED)
_MISSING = frozenset({Verdict.ABSENT.value, Verdict.FAR.value})


def sort_label(sort: str) -> str:
    """Return the words for an order."""
    return {GAPS: _("manque"), POPULATION: _("population"), ASKED: _("demandes")}[sort]


def order(diagnosis: Diagnosis, marks: Marks, sort: str) -> list[str]:
    """Return the codes of the zones, the most first; those that are equal stay in the order of the workshop."""
    codes = [str(code) for code in diagnosis.qpv["code"]]
    population = dict(zip(codes, diagnosis.qpv["population"].fillna(-1), strict=True))
    if sort == POPULATION:
        return sorted(codes, key=lambda code: -population[code])
    if sort == ASKED:
        asked = dict(zip(codes, diagnosis.qpv["people_asking"], strict=True))
        return sorted(codes, key=lambda code: -asked[code])
    missing = _missing(diagnosis, marks)
    return sorted(codes, key=lambda code: (-missing[code][0], -missing[code][1], -population[code]))


def sort_column(diagnosis: Diagnosis, marks: Marks, sort: str) -> tuple[str, dict[str, object]]:
    """Return the title and the values, by code, of the column that says what the order is made of."""
    codes = [str(code) for code in diagnosis.qpv["code"]]
    if sort == POPULATION:
        return _("Habitants"), dict(zip(codes, diagnosis.qpv["population"], strict=True))
    if sort == ASKED:
        return _("Demandes"), dict(zip(codes, diagnosis.qpv["people_asking"], strict=True))
    found = _missing(diagnosis, marks)
    return _("Manques"), {code: f"{low}" if low == high else f"{low}–{high}" for code, (low, high) in found.items()}


def _missing(diagnosis: Diagnosis, marks: Marks) -> dict[str, tuple[int, int]]:
    """Count the needs that are absent or far in each zone: those that are firm, then with those that are fragile."""
    found = {str(code): (0, 0) for code in diagnosis.qpv["code"]}
    rows = zip(diagnosis.gaps["code_qp"], diagnosis.gaps["filiere"], diagnosis.gaps["verdict"], strict=True)
    for code, filiere, verdict in rows:
        low, high = found[code]
        shaken = (code, filiere) in marks.fragile
        if verdict in _MISSING:
            found[code] = (low + (0 if shaken else 1), high + 1)
        elif shaken and verdict != Verdict.INSUFFICIENT_DATA:
            found[code] = (low, high + 1)
    return found
