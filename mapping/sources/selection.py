"""Choose zones by their code or by their commune; what was asked for and is not there is said, never passed over."""

import difflib
from collections.abc import Collection, Iterable

import pandas as pd

from mapping.domain.communes import is_code_insee, normalise_code_insee, parent_commune, same_commune_codes
from mapping.domain.errors import FileError
from mapping.domain.tables import split_values
from mapping.i18n import _
from mapping.sources.zonecodes import normalise_zone_code

_SHOWN = 5


def select_zones(zones: pd.DataFrame, *, codes: Collection[str], communes: Collection[str]) -> pd.Series:
    """Return which rows are asked for, on the index of ``zones``: all of them when nothing is.

    Parameters
    ----------
    zones
        Columns ``code`` and ``communes`` of ``tables.ZONES``.

    Raises
    ------
    FileError
        When a code or a commune is not in the file.
    """
    if not codes and not communes:
        return pd.Series(True, index=zones.index)
    return _by_code(zones, codes) | _by_commune(zones, communes)


def _by_code(zones: pd.DataFrame, codes: Collection[str]) -> pd.Series:
    wanted = {normalise_zone_code(code).upper() for code in codes if code.strip()}
    present = zones["code"].str.upper()
    missing = sorted(wanted - set(present))
    if missing:
        raise FileError(
            _("Codes introuvables dans le fichier : {missing}. Il contient par exemple : {near}.").format(
                missing=", ".join(missing), near=_near(missing, zones["code"])
            )
        )
    return present.isin(wanted)


def _by_commune(zones: pd.DataFrame, communes: Collection[str]) -> pd.Series:
    selected = pd.Series(False, index=zones.index)
    held = zones["communes"].map(lambda cell: frozenset(split_values(cell)))
    present = sorted(frozenset().union(*held))
    if communes and not present:
        raise FileError(_("Ce fichier ne dit pas les codes des communes. Choisissez par code de quartier."))
    missing: list[str] = []
    for commune in map(_required_code, communes):
        rows = held.map(same_commune_codes(commune).intersection).map(bool)
        if not rows.any():
            missing.append(commune)
        selected |= rows
    if missing:
        raise FileError(_missing_communes(missing, present))
    return selected


def _required_code(text: str) -> str:
    code = normalise_code_insee(text)
    if not is_code_insee(code):
        raise FileError(
            _("« {got} » n'est pas un code Insee de commune (comme 93066 ; ce n'est pas le code postal).").format(
                got=text
            )
        )
    return code


def _missing_communes(missing: list[str], present: Collection[str]) -> str:
    sentence = _("Aucun contour pour les communes : {missing}. Le fichier a par exemple : {near}.").format(
        missing=", ".join(missing), near=_near(missing, present)
    )
    for code in missing:
        parent = parent_commune(code)
        if parent != code and parent in present:
            sentence += " " + _("{code} fait maintenant partie de {parent}.").format(code=code, parent=parent)
    return sentence


def _near(missing: Iterable[str], present: Iterable[str]) -> str:
    """Return a few codes that exist, those that look like what was asked for first."""
    known = list(dict.fromkeys(present))
    close = [match for code in missing for match in difflib.get_close_matches(code, known, n=3)]
    return ", ".join(list(dict.fromkeys([*close, *known]))[:_SHOWN])
