"""Codes of zones as files write them: what kind of zone they name, and of which vintage."""

import re
from collections.abc import Collection

from mapping.domain.communes import is_code_insee, normalise_code_insee
from mapping.domain.models import ZoneKind
from mapping.sources.cells import clean_code

_QPV_2024 = re.compile(r"QN[0-9A-Z]{6}")
_QPV_2015 = re.compile(r"QP[0-9A-Z]{6}")
_IRIS = re.compile(r"([0-9]{2}|2[AB])[0-9]{7}")
_COLUMN_KINDS = {
    ZoneKind.IRIS: frozenset({"code_iris", "codeiris", "dcomiris", "iris"}),
    ZoneKind.COMMUNE: frozenset({"insee_com", "code_insee", "code_com", "depcom", "code_commune", "insee", "code"}),
}


def normalise_zone_code(text: str) -> str:
    """Return the code of a zone in capitals when it is official, with the zero that a spreadsheet took away.

    Examples
    --------
    >>> normalise_zone_code("qn09328m"), normalise_zone_code("10040101"), normalise_zone_code("1004")
    ('QN09328M', '010040101', '01004')
    >>> normalise_zone_code("les-tulipes")
    'les-tulipes'
    """
    code = clean_code(text)
    capitals = code.upper()
    if _QPV_2024.fullmatch(capitals) or _QPV_2015.fullmatch(capitals) or _IRIS.fullmatch(capitals):
        return capitals
    if capitals.isascii() and capitals.isdigit() and len(capitals) == 8:
        return capitals.zfill(9)
    commune = normalise_code_insee(capitals)
    return commune if is_code_insee(commune) else code


def zone_kind(code: str, *, column_keys: Collection[str]) -> ZoneKind:
    """Return the kind of a zone, by its code and by the columns that its file has.

    Parameters
    ----------
    code
        As `normalise_zone_code` gives it.
    column_keys
        Names of the columns that may have given the code, as `columns.key_of` writes them.

    Examples
    --------
    >>> zone_kind("QN09328M", column_keys=["code_qp"]).value, zone_kind("93066", column_keys=["id"]).value
    ('qpv', 'quartier')
    """
    if _QPV_2024.fullmatch(code) or _QPV_2015.fullmatch(code):
        return ZoneKind.QPV
    keys = set(column_keys)
    if _IRIS.fullmatch(code) and keys & (_COLUMN_KINDS[ZoneKind.IRIS] | {"code"}):
        return ZoneKind.IRIS
    if is_code_insee(code) and keys & _COLUMN_KINDS[ZoneKind.COMMUNE]:
        return ZoneKind.COMMUNE
    return ZoneKind.QUARTIER


def vintage_of(code: str) -> str:
    """Return the year of the list that a QPV code belongs to, ``""`` for what is not one.

    Examples
    --------
    >>> vintage_of("QP093028"), vintage_of("QN09328M"), vintage_of("930010101")
    ('2015', '2024', '')
    """
    if _QPV_2024.fullmatch(code):
        return "2024"
    return "2015" if _QPV_2015.fullmatch(code) else ""
