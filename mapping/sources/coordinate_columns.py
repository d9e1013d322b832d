"""Find the columns that hold positions: by their names, else by their values."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from mapping.domain.crs import in_france, is_in_france
from mapping.i18n import _
from mapping.sources.angles import read_angles, read_pair
from mapping.sources.columns import key_of, synonyms_of
from mapping.sources.guesses import Confidence

_WORDS = (
    ("longitude", "latitude"),
    ("long", "lat"),
    ("lon", "lat"),
    ("lng", "lat"),
    ("easting", "northing"),
    ("est", "nord"),
    ("x", "y"),
)
_METRIC_STEM = re.compile(r"lamb|l93|wgs|coord|geo|rgf|utm|2154|4326")
_SAMPLE_ROWS = 400
_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """Columns that may hold positions: two, or one (``lat`` empty) that holds both numbers."""

    lon: str
    lat: str
    reason: str
    confidence: Confidence

    @property
    def label(self) -> str:
        """Return the names of the columns, as they are shown."""
        return _("« {lon} » et « {lat} »").format(lon=self.lon, lat=self.lat) if self.lat else f"« {self.lon} »"


def find_candidates(frame: pd.DataFrame, *, table: str, taken: Iterable[str]) -> list[Candidate]:
    """Return the columns that may hold positions, the likelier first.

    Parameters
    ----------
    frame
        A table of text.
    table
        The contract whose synonyms are used.
    taken
        Columns that a person gave to other fields.
    """
    used = set(taken)
    names = [name for name in frame.columns if name not in used]
    found = [*_known_pairs(names, table), *_pairs_by_name(names)]
    found += _single_cells(frame[names], synonyms_of(table, "position"))
    if not found:
        found = _pairs_by_value(frame[names])
    unique: dict[frozenset[str], Candidate] = {}
    for candidate in found:
        unique.setdefault(frozenset({candidate.lon, candidate.lat}), candidate)
    return list(unique.values())


def given_candidate(given: Mapping[str, str]) -> Candidate | None:
    """Return the columns that a person named, or None."""
    reason = _("choisi par vous")
    if given.get("position"):
        return Candidate(given["position"], "", reason, Confidence.GIVEN)
    if given.get("lon") and given.get("lat"):
        return Candidate(given["lon"], given["lat"], reason, Confidence.GIVEN)
    return None


def _known_pairs(names: Sequence[str], table: str) -> list[Candidate]:
    by_key = {key_of(name): name for name in reversed(names)}
    lons, lats = ([by_key[key] for key in synonyms_of(table, field) if key in by_key] for field in ("lon", "lat"))
    if not (lons and lats):
        return []
    reason = _("les noms « {lon} » et « {lat} » sont ceux d'une position").format(lon=lons[0], lat=lats[0])
    return [Candidate(lons[0], lats[0], reason, Confidence.SURE)]


def _pairs_by_name(names: Sequence[str]) -> list[Candidate]:
    by_key = {key_of(name): name for name in reversed(names)}
    found = []
    for name in names:
        for other in _partners(key_of(name)):
            if other in by_key and by_key[other] != name:
                reason = _("les deux noms vont ensemble : « {lon} » et « {lat} »").format(lon=name, lat=by_key[other])
                found.append(Candidate(name, by_key[other], reason, Confidence.LIKELY))
                break
    return found


def _partners(key: str) -> list[str]:
    """Return the keys that the latitude may have when ``key`` is the longitude."""
    partners = []
    for lon, lat in _WORDS:
        parts = key.split("_")
        partners += ["_".join([*parts[:n], lat, *parts[n + 1 :]]) for n, part in enumerate(parts) if part == lon]
        stuck = len(lon) > 1 or _METRIC_STEM.search(key)
        if stuck and key.startswith(lon):
            partners.append(lat + key[len(lon) :])
        if stuck and key.endswith(lon):
            partners.append(key[: len(key) - len(lon)] + lat)
    return partners


def _single_cells(frame: pd.DataFrame, known: Sequence[str]) -> list[Candidate]:
    found = []
    for name in frame.columns:
        sample = _filled(frame[name])
        if not len(sample) or _share(sample, _is_pair) < _ENOUGH:
            continue
        if key_of(name) in known:
            reason = _("son nom est celui d'une position, et ses cellules tiennent deux nombres")
            found.append(Candidate(name, "", reason, Confidence.SURE))
        elif _share(sample, _is_place) >= _ENOUGH:
            reason = _("ses cellules tiennent deux nombres qui sont une position en France")
            found.append(Candidate(name, "", reason, Confidence.LIKELY))
    return found


def _pairs_by_value(frame: pd.DataFrame) -> list[Candidate]:
    """Return the two columns of decimals whose numbers are, row by row, positions in France."""
    decimals = []
    for name in frame.columns:
        sample = _filled(frame[name])
        if len(sample) and sample.str.contains(r"\d[.,]\d{2,}", regex=True).mean() >= _ENOUGH:
            decimals.append(name)
    head = frame[decimals[:12]].head(_SAMPLE_ROWS)
    numbers = {name: read_angles(head[name]).values for name in head.columns}
    best: tuple[float, str, str] = (0.0, "", "")
    for lon in numbers:
        for lat in numbers:
            known = pd.notna(numbers[lon]) & pd.notna(numbers[lat])
            if lon != lat and known.any():
                share = float(in_france(numbers[lon][known], numbers[lat][known]).mean())
                best = max(best, (share, lon, lat), key=lambda found: found[0])
    if best[0] < 0.9:
        return []
    reason = _("aucun nom ne le dit, mais ces nombres sont des positions en France")
    return [Candidate(best[1], best[2], reason, Confidence.LIKELY)]


def _filled(column: pd.Series) -> pd.Series:
    stripped = column.head(_SAMPLE_ROWS).str.strip()
    return stripped[(stripped != "") & (stripped.str.len() < 200)]


def _share(sample: pd.Series, test: Callable[[str], bool]) -> float:
    return sum(map(test, sample)) / len(sample)


def _is_pair(text: str) -> bool:
    try:
        read_pair(text)
    except ValueError:
        return False
    return True


def _is_place(text: str) -> bool:
    if not re.search(r"\d[.,]\d{3}", text):
        return False
    try:
        first, second, _ordered = read_pair(text)
    except ValueError:
        return False
    return is_in_france(first, second) or is_in_france(second, first)
