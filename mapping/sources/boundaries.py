"""Read outlines as people have them: QPV of either vintage, IRIS, communes, a hand-drawn quartier."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pandas as pd

from mapping.domain.communes import split_codes
from mapping.domain.errors import FileError
from mapping.domain.models import BoundaryFindings, RejectedRow, ZoneKind
from mapping.domain.tables import SEPARATOR, ZONES
from mapping.i18n import _
from mapping.sources.cells import clean_text
from mapping.sources.columns import guess_columns, key_of
from mapping.sources.findings import overlaps, slivers
from mapping.sources.geofiles import Layer, read_layer
from mapping.sources.geometries import mend_zones
from mapping.sources.selection import select_zones
from mapping.sources.tabular import attributes_as_text
from mapping.sources.zonecodes import normalise_zone_code, vintage_of, zone_kind


@dataclass(frozen=True, slots=True)
class Boundaries:
    """What a file of outlines holds: ``len(zones) + len(rejected) == rows``.

    ``zones`` follows ``tables.ZONES`` with an empty ``source_id``, indexed by the row numbers of the file; ``rows``
    counts the outlines that were asked for; ``notes`` are sentences on the choices made in the file.
    """

    zones: gpd.GeoDataFrame
    findings: BoundaryFindings
    rejected: tuple[RejectedRow, ...]
    rows: int
    columns: dict[str, str]
    vintage: str
    kind: ZoneKind
    notes: tuple[str, ...] = ()


def read_boundaries(
    path: Path,
    *,
    codes: Collection[str] = (),
    communes: Collection[str] = (),
    columns: Mapping[str, str] = MappingProxyType({}),
) -> Boundaries:
    """Return the zones of a file, mended, in WGS 84.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, Shapefile, or a ZIP of any of them, the publisher's included.
    codes, communes
        Keep only the zones with these codes, and those of these communes (Insee codes; see
        `communes.same_commune_codes`). Both together: the zones that one or the other asks for.
    columns
        Field → column of the file, for those that a guess gets wrong.

    Raises
    ------
    FileError
        When the file holds no outline, or a code or a commune that was asked for is not in it.
    CrsError
        When the coordinates cannot be told.
    """
    layer = read_layer(path)
    attributes = attributes_as_text(layer.frame)
    if attributes.empty and not len(attributes.index):
        raise FileError(_("« {name} » ne contient aucun contour.").format(name=path.name))
    chosen = _guess(attributes, columns)
    described = _describe(attributes, chosen, stem=path.stem)
    described = described.loc[select_zones(described, codes=codes, communes=communes)]
    zones = gpd.GeoDataFrame(
        described, geometry=layer.frame.geometry.set_axis(attributes.index).loc[described.index], crs=layer.frame.crs
    )
    return _checked(zones, attributes, chosen, layer)


def _checked(zones: gpd.GeoDataFrame, attributes: pd.DataFrame, chosen: dict[str, str], layer: Layer) -> Boundaries:
    twice = zones.index[zones["code"].duplicated()]
    mended = mend_zones(zones.drop(index=twice))
    problems = {int(str(label)): fault for label, fault in mended.faults.items()}
    problems |= {int(label): _repeated(zones, str(zones["code"].loc[label])) for label in twice}
    kept = mended.zones[ZONES.names]
    return Boundaries(
        zones=kept,
        findings=BoundaryFindings(repairs=mended.repairs, overlaps=overlaps(kept), slivers=slivers(kept)),
        rejected=tuple(RejectedRow(row, problems[row], _values(attributes, row)) for row in sorted(problems)),
        rows=len(zones),
        columns=chosen,
        vintage=", ".join(sorted({vintage for vintage in kept["vintage"] if vintage})),
        kind=_main_kind(zones["kind"].tolist()),
        notes=layer.notes,
    )


def _values(attributes: pd.DataFrame, row: int) -> dict[str, str]:
    return {str(name): str(value) for name, value in attributes.loc[row].items()}


def _repeated(zones: gpd.GeoDataFrame, code: str) -> str:
    first = int(zones.index[zones["code"] == code][0])
    return _("le code « {code} » est déjà à la ligne {row} ; regroupez les morceaux en un seul contour").format(
        code=code, row=first
    )


def _main_kind(kinds: list[str]) -> ZoneKind:
    return ZoneKind(Counter(kinds).most_common(1)[0][0]) if kinds else ZoneKind.QUARTIER


def _guess(attributes: pd.DataFrame, given: Mapping[str, str]) -> dict[str, str]:
    """Return field → column; in a layer of communes, the code of the zone is that of the commune."""
    chosen = guess_columns(list(attributes.columns), ZONES, given=given)
    if "code" not in chosen and "code" not in given and "communes" in chosen:
        cells = attributes[chosen["communes"]].str.strip()
        if cells.ne("").all() and cells.is_unique and cells.map(split_codes).map(len).eq(1).all():
            chosen["code"] = chosen["communes"]
    return {field: chosen[field] for field in ZONES.names if field in chosen}


def _describe(attributes: pd.DataFrame, chosen: Mapping[str, str], *, stem: str) -> pd.DataFrame:
    """Return the columns of ``tables.ZONES`` but the geometry; a zone without a code gets one from its name."""
    cells = {field: attributes[column].map(clean_text) for field, column in chosen.items()}
    blank = pd.Series("", index=attributes.index, dtype="str")
    written = cells.get("code", blank).map(normalise_zone_code)
    names = cells.get("name", blank).map(lambda name: " ".join(name.split()))
    names = names.where(names.ne("") | written.ne(""), _default_names(attributes.index, stem=stem))
    codes = written.where(written.ne(""), names.map(lambda name: key_of(name).replace("_", "-") or "quartier"))
    column_keys = [key_of(chosen["code"])] if "code" in chosen else []
    kinds = codes.map(lambda code: zone_kind(code, column_keys=column_keys).value)
    communes = cells.get("communes", blank).map(split_codes).map(SEPARATOR.join)
    own_commune = communes.eq("") & kinds.eq(ZoneKind.COMMUNE.value)
    of_iris = communes.eq("") & kinds.eq(ZoneKind.IRIS.value)
    commune_names = cells.get("commune_names", blank).map(_split_names)
    return pd.DataFrame(
        {
            "code": codes,
            "name": names.where(names.ne(""), codes),
            "kind": kinds,
            "vintage": codes.map(vintage_of),
            "communes": communes.where(~own_commune, codes).where(~of_iris, codes.str[:5]),
            "commune_names": commune_names.where(kinds.ne(ZoneKind.COMMUNE.value), names),
            "source_id": blank,
        }
    )


def _default_names(index: pd.Index, *, stem: str) -> pd.Series:
    label = stem.replace("_", " ").strip() or _("Quartier")
    numbered = [label] if len(index) == 1 else [f"{label} {number}" for number in range(1, len(index) + 1)]
    return pd.Series(numbered, index=index, dtype="str")


def _split_names(cell: str) -> str:
    parts = (" ".join(part.split()) for part in cell.replace(SEPARATOR, ",").split(","))
    return SEPARATOR.join(dict.fromkeys(part for part in parts if part))
