"""Read one cell: what is forgivable is put right, the rest is refused with the reason that its author will read."""

import re
import unicodedata

from mapping.domain.communes import is_code_insee, normalise_code_insee
from mapping.domain.crs import is_in_france
from mapping.i18n import _

_PLACEHOLDERS = frozenset(
    {"na", "n/a", "#n/a", "#n/d", "nan", "null", "none", "-", "--", "(null)", "<null>", "#ref!", "#value!"}
    | {"#valeur!", "#n/d!", "?", "@"}
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"[\s\u00a0\u202f]+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_POSTCODE = re.compile(r"(0[1-9]|[1-8][0-9]|9[0-8])[0-9]{3}")
_LA_POSTE = "356000000"


class CellError(ValueError):
    """A cell cannot be used; the text is the French reason, without a final stop."""


def clean_text(text: str) -> str:
    """Return a text in Unicode NFC without control characters, trimmed; ``""`` for what means "nothing".

    Examples
    --------
    >>> clean_text("  Régie "), clean_text("#N/D")
    ('Régie', '')
    """
    # Most cells are plain: a printable ASCII text is its own NFC and holds no control character.
    plain = text if text.isascii() and text.isprintable() else _CONTROL.sub("", unicodedata.normalize("NFC", text))
    cleaned = plain.strip(" \t\r\n\u00a0\u202f\ufeff")
    return "" if cleaned.casefold() in _PLACEHOLDERS else cleaned


def required_text(text: str, *, label: str) -> str:
    """Return a text that has to be there.

    Raises
    ------
    CellError
        When it is empty.
    """
    cleaned = clean_text(text)
    if not cleaned:
        raise CellError(_("{label} : vide").format(label=label))
    return cleaned


def clean_number(text: str, *, label: str) -> float:
    """Return a number written with a comma or a point, spaces between thousands; NaN for an empty cell.

    Raises
    ------
    CellError
        When it is not a number.

    Examples
    --------
    >>> clean_number("4 205,5", label="population")
    4205.5
    """
    cleaned = _BLANKS.sub("", clean_text(text)).replace(",", ".")
    if not cleaned:
        return float("nan")
    if not _NUMBER.fullmatch(cleaned):
        raise CellError(_("{label} : « {got} » n'est pas un nombre").format(label=label, got=shortened(text)))
    return float(cleaned)


def clean_code(text: str) -> str:
    """Return a code as text, without the decimals that a spreadsheet added.

    Examples
    --------
    >>> clean_code(" 9220.0 "), clean_code("S 12")
    ('9220', 'S 12')
    """
    cleaned = clean_text(text)
    return re.sub(r"^(\d+)[.,]0+$", r"\1", cleaned) if cleaned.endswith("0") else cleaned


def clean_siret(text: str) -> str:
    """Return the 14 digits of a SIRET, with the zero that a spreadsheet took away; ``""`` for an empty cell.

    Raises
    ------
    CellError
        When there are not 14 digits, or the check digit is wrong.
    """
    siret = re.sub(r"[\s.\u00a0\u202f-]", "", clean_code(text))
    if not siret:
        return ""
    if not (siret.isascii() and siret.isdigit()):
        raise CellError(
            _("SIRET « {got} » : 14 chiffres sont attendus ; mettez la colonne au format texte").format(
                got=shortened(text)
            )
        )
    if len(siret) == 9:
        raise CellError(_("SIRET « {got} » : c'est un SIREN (9 chiffres) ; il manque les 5 derniers").format(got=siret))
    padded = siret.zfill(14) if len(siret) == 13 else siret
    if len(padded) != 14:
        raise CellError(
            _("SIRET « {got} » : {count} chiffres au lieu de 14").format(got=shortened(siret), count=len(siret))
        )
    if not _passes_check(padded):
        raise CellError(
            _("SIRET « {got} » : la clé de contrôle est fausse, un chiffre est mal recopié").format(got=siret)
        )
    return padded


def _passes_check(siret: str) -> bool:
    doubled = (int(digit) * (2 - position % 2) for position, digit in enumerate(siret))
    if sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0:
        return True
    # La Poste has more establishments than Luhn's key leaves room for: Insee makes their digits sum to a multiple of 5.
    return siret.startswith(_LA_POSTE) and sum(map(int, siret)) % 5 == 0


def clean_postcode(text: str) -> str:
    """Return the five digits of a postcode, zero restored; ``""`` for an empty cell.

    Raises
    ------
    CellError
        When it is not a French postcode.
    """
    postcode = re.sub(r"^F-", "", _BLANKS.sub("", clean_code(text)))
    if postcode.isascii() and postcode.isdigit() and len(postcode) == 4:
        postcode = postcode.zfill(5)
    if postcode and not _POSTCODE.fullmatch(postcode):
        raise CellError(_("code postal « {got} » : 5 chiffres sont attendus").format(got=shortened(text)))
    return postcode


def clean_code_insee(text: str) -> str:
    """Return the five characters of a commune code, zero restored; ``""`` for an empty cell.

    Raises
    ------
    CellError
        When it is not one.
    """
    code = normalise_code_insee(clean_code(text))
    if code and not is_code_insee(code):
        raise CellError(_("code Insee « {got} » : 5 caractères sont attendus").format(got=shortened(text)))
    return code


def clean_position(lon_text: str, lat_text: str) -> tuple[float, float]:
    """Return (longitude, latitude) in WGS 84 degrees; (NaN, NaN) when both cells are empty.

    Raises
    ------
    CellError
        When one is missing, they are swapped, in another unit, or outside France.
    """
    lon = clean_number(lon_text, label=_("longitude"))
    lat = clean_number(lat_text, label=_("latitude"))
    got = _("longitude {lon}, latitude {lat}").format(lon=shortened(lon_text), lat=shortened(lat_text))
    if (lon != lon) != (lat != lat):
        missing = _("longitude") if lon != lon else _("latitude")
        raise CellError(_("position incomplète : {missing} vide").format(missing=missing))
    if lon != lon or is_in_france(lon, lat):
        return lon, lat
    if is_in_france(lat, lon):
        raise CellError(_("{got} : longitude et latitude sont inversées").format(got=got))
    if abs(lon) > 180 or abs(lat) > 90:
        raise CellError(_("{got} : ce ne sont pas des degrés ; convertissez en WGS 84").format(got=got))
    raise CellError(_("{got} : cette position est hors de France").format(got=got))


def shortened(text: str) -> str:
    """Return what a cell holds, on one line and short enough to be quoted."""
    shown = " ".join(text.split())
    return shown if len(shown) <= 60 else shown[:59] + "…"
