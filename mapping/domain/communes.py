"""Insee codes of communes: how they are written, and which ones live together after a merger.

A merged commune keeps its code in QPV, IRIS and older lists: Pierrefitte-sur-Seine is 93059 there, and part of
Saint-Denis (93066) since 2025-01-01. The pairs are a data file of this package, ``commune_changes.csv``.
"""

import csv
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

_CODE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
_ABSENT = frozenset({"", "NA", "NAN", "NULL", "NONE"})
_ARRONDISSEMENTS: Mapping[str, range] = MappingProxyType(
    {"75056": range(75101, 75121), "69123": range(69381, 69390), "13055": range(13201, 13217)}
)


@lru_cache
def _merged_into() -> Mapping[str, str]:
    text = files("mapping.domain").joinpath("commune_changes.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["old"]: row["new"] for row in csv.DictReader(text.splitlines())})


@lru_cache
def _absorbed_by() -> Mapping[str, frozenset[str]]:
    absorbed: dict[str, set[str]] = {}
    for old, new in _merged_into().items():
        absorbed.setdefault(new, set()).add(old)
    return MappingProxyType({new: frozenset(old) for new, old in absorbed.items()})


def normalise_code_insee(text: str) -> str:
    """Return the five characters of a commune code, with the zero that a spreadsheet took away.

    Parameters
    ----------
    text
        A code as files hold it; ``""`` and ``"NA"`` give ``""``. What is not a code comes back trimmed, for the
        caller to judge with `is_code_insee`.

    Examples
    --------
    >>> normalise_code_insee("2691"), normalise_code_insee("1004.0"), normalise_code_insee("2a004")
    ('02691', '01004', '2A004')
    """
    code = re.sub(r"\.0+$", "", text.strip().upper())
    if code in _ABSENT:
        return ""
    return code.zfill(5) if code.isascii() and code.isdigit() and len(code) == 4 else code


def is_code_insee(code: str) -> bool:
    """Say whether ``code`` is written as the code of a commune; whether the commune exists is not looked up.

    Examples
    --------
    >>> is_code_insee("2A004"), is_code_insee("1004")
    (True, False)
    """
    return _CODE.fullmatch(code) is not None


def split_codes(text: str) -> list[str]:
    """Return the commune codes of a cell that may hold several, each on five characters, without repeats.

    Examples
    --------
    >>> split_codes("93059, 93072")
    ['93059', '93072']
    """
    codes = (normalise_code_insee(part) for part in re.split(r"[,;|/\s]+", text))
    return list(dict.fromkeys(code for code in codes if code))


def parent_commune(code: str) -> str:
    """Return the commune that holds ``code`` today, or ``code`` itself: merged communes, arrondissements municipaux.

    Examples
    --------
    >>> parent_commune("93059"), parent_commune("75118"), parent_commune("93066")
    ('93066', '75056', '93066')
    """
    if code.isascii() and code.isdigit():
        for commune, arrondissements in _ARRONDISSEMENTS.items():
            if int(code) in arrondissements:
                return commune
    return _merged_into().get(code, code)


def same_commune_codes(code: str) -> frozenset[str]:
    """Return every code under which a file may hold the zones of one commune.

    Parameters
    ----------
    code
        Code of a commune, of a commune déléguée or associée, or of an arrondissement municipal.

    Returns
    -------
    frozenset
        The code itself; for a commune, those that merged into it and its arrondissements; for an arrondissement of
        Paris, Lyon or Marseille, also the whole commune, because QPV files only know that one.

    Examples
    --------
    >>> "93059" in same_commune_codes("93066"), same_commune_codes("93059") == {"93059"}
    (True, True)
    >>> sorted(same_commune_codes("75118"))
    ['75056', '75118']
    """
    codes = {code} | _absorbed_by().get(code, frozenset())
    if code in _ARRONDISSEMENTS:
        codes |= {str(number) for number in _ARRONDISSEMENTS[code]}
    elif parent_commune(code) in _ARRONDISSEMENTS:
        codes.add(parent_commune(code))
    return frozenset(codes)
