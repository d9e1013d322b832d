"""Files for QGIS, uMap and whoever makes maps: one GeoJSON, or one GeoPackage with a layer per subject."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from mapping import __version__
from mapping.domain.demonstration import notice
from mapping.domain.errors import FileError
from mapping.domain.snapshot import Snapshot
from mapping.exports.files import replacing
from mapping.exports.provenance import source_records, sources_table
from mapping.exports.qgis_styles import STYLES_TABLE, layer_styles, styles_table
from mapping.exports.records import actors_table, contributions_table
from mapping.exports.rows import LAYER_COLUMN, map_layers, rows_of
from mapping.exports.territory import gaps_table, zones_table
from mapping.i18n import _

_GEOPACKAGE_VERSION = "1.3"
"""Not the newest: older GDAL, hence older QGIS, warn about 1.4, of which nothing is used here."""
_CLOCK_OPTION = "OGR_CURRENT_DATE"
_IDENTIFIERS = {"quartiers": "code", "acteurs": "identifiant", "contributions": "identifiant"}


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer of the GeoPackage; ``geometry_type`` is None for a table without geometry."""

    name: str
    table: pd.DataFrame
    geometry_type: str | None
    title: str
    description: str


def write_geojson(snapshot: Snapshot, gaps: pd.DataFrame, out: Path, *, generated_at: datetime) -> None:
    """Write zones, actors and contributions as one GeoJSON (RFC 7946), one feature per line.

    Each feature says in ``couche`` what it is. The member ``metadonnees`` holds the title, the sources and their
    licences, and the notice of a demonstration. An actor without position has a null geometry.

    Raises
    ------
    FileError
        When the file cannot be written; what was there before is left as it was.
    ColumnError, CrsError
        When a frame does not follow its contract.
    """
    tables = map_layers(snapshot, gaps)
    told = metadata(snapshot, generated_at)
    with replacing(out) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type": "FeatureCollection",\n')
        file.write(f'"metadonnees": {_json(told)},\n"features": [\n')
        features = (feature for layer, table in tables.items() for feature in _features(layer, table))
        file.writelines(_separated(map(_json, features)))
        file.write("]}\n")


def write_geopackage(snapshot: Snapshot, gaps: pd.DataFrame, out: Path, *, generated_at: datetime) -> None:
    """Write a GeoPackage: quartiers, acteurs, contributions by shape, manques (QPV × need), sources, styles of QGIS.

    The same snapshot at the same moment gives the same bytes. A layer without rows is there all the same, with its
    columns, so that a QGIS project made on one workshop opens the file of another.

    Raises
    ------
    FileError
        When the file cannot be written; what was there before is left as it was.
    ColumnError, CrsError
        When a frame does not follow its contract.
    """
    layers = _layers(snapshot, gaps)
    about = {"TITLE": snapshot.workshop.title, "COMMENT": about_line(snapshot, generated_at)}
    with replacing(out, suffix=".gpkg") as part:
        try:
            with _dated(generated_at):
                for layer in layers:
                    _write_layer(layer, part, about=about)
                _write_styles(layers, snapshot, part, at=generated_at)
        except (DataLayerError, DataSourceError) as error:
            raise FileError(
                _("« {out} » n'a pas pu être écrit ({reason}). Vérifiez la place sur le disque.").format(
                    out=out, reason=error
                )
            ) from error


def _layers(snapshot: Snapshot, gaps: pd.DataFrame) -> list[_Layer]:
    contributions = contributions_table(snapshot)
    dimension = shapely.get_dimensions(np.array(contributions.geometry.array, dtype=object))
    lines, surfaces = contributions[dimension == 1], contributions[dimension == 2]
    points = contributions[~np.isin(dimension, [1, 2])]
    point_type = "MultiPoint" if (points.geom_type == "MultiPoint").any() else "Point"
    said = _("Contributions : {what}")
    layers = [
        _Layer(
            "quartiers",
            zones_table(snapshot, gaps),
            "MultiPolygon",
            _("Quartiers"),
            _("Quartiers et réponses à chaque besoin"),
        ),
        _Layer(
            "acteurs",
            actors_table(snapshot),
            "Point",
            _("Structures"),
            _("Structures de l'économie sociale et solidaire"),
        ),
        _Layer(
            "contributions_points",
            points,
            point_type,
            said.format(what=_("lieux, besoins, locaux")),
            _("Lieux, besoins et locaux dits par les habitants"),
        ),
        _Layer(
            "contributions_lignes",
            lines,
            "MultiLineString",
            said.format(what=_("trajets")),
            _("Trajets dits par les habitants"),
        ),
        _Layer(
            "contributions_surfaces",
            surfaces,
            "MultiPolygon",
            said.format(what=_("quartiers vécus")),
            _("Quartiers vécus, dessinés par les habitants"),
        ),
        _Layer("manques", gaps_table(snapshot, gaps), None, _("Manques"), _("Une ligne par quartier et par besoin")),
        _Layer("sources", sources_table(snapshot), None, _("Sources"), _("Fichiers d'origine et licences")),
    ]
    if not snapshot.workshop.is_demonstration:
        return layers
    return [replace(layer, description=f"{layer.description}. {notice()}") for layer in layers]


def _write_layer(layer: _Layer, path: Path, *, about: Mapping[str, str]) -> None:
    geometry: dict[str, Any] = {}
    if layer.geometry_type is not None:
        geometry = {
            "geometry_type": layer.geometry_type,
            "promote_to_multi": layer.geometry_type.startswith("Multi"),
        }
    pyogrio.write_dataframe(
        layer.table,
        path,
        layer=layer.name,
        driver="GPKG",
        dataset_options={"VERSION": _GEOPACKAGE_VERSION},
        dataset_metadata=dict(about),
        layer_options={"IDENTIFIER": layer.title, "DESCRIPTION": layer.description},
        **geometry,
    )


def _write_styles(layers: Sequence[_Layer], snapshot: Snapshot, path: Path, *, at: datetime) -> None:
    columns = {layer.name: [name for name in layer.table.columns if name != "geometry"] for layer in layers}
    table = styles_table(layer_styles(columns, snapshot.workshop.filieres), at=at)
    options = {"FID": "id", "IDENTIFIER": _("Styles QGIS"), "DESCRIPTION": _("Styles que QGIS applique à l'ouverture")}
    pyogrio.write_dataframe(table, path, layer=STYLES_TABLE, driver="GPKG", layer_options=options)


@contextmanager
def _dated(moment: datetime) -> Iterator[None]:
    """Have GDAL date the tables of the moment of the file rather than of the clock."""
    told = pyogrio.get_gdal_config_option(_CLOCK_OPTION)
    pyogrio.set_gdal_config_options({_CLOCK_OPTION: moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_CLOCK_OPTION: told})


def _features(layer: str, table: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    for row, shape in rows_of(table):
        yield {
            "type": "Feature",
            "id": row[_IDENTIFIERS[layer]],
            "properties": {LAYER_COLUMN: layer, **row},
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }


def metadata(snapshot: Snapshot, generated_at: datetime) -> dict[str, Any]:
    """Return what a map file says of itself: title, notice of a demonstration, date, software, sources."""
    return {
        "titre": snapshot.workshop.title,
        "avertissement": notice() if snapshot.workshop.is_demonstration else "",
        "genere_le": generated_at.isoformat(),
        "logiciel": f"Cartoquartier {__version__}",
        "sources": source_records(snapshot),
    }


def about_line(snapshot: Snapshot, generated_at: datetime) -> str:
    """Return the sentence that says what made a file and when, after the notice of a demonstration."""
    made = _("Fait avec Cartoquartier {version} le {day}.").format(
        version=__version__, day=generated_at.date().isoformat()
    )
    return f"{notice()} {made}" if snapshot.workshop.is_demonstration else made


def _separated(lines: Iterator[str]) -> Iterator[str]:
    for position, line in enumerate(lines):
        yield line if position == 0 else f",\n{line}"
    yield "\n"


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
