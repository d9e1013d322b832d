"""Bring OpenStreetMap into a workshop: an extract gives all the layers, another file its streets or its buildings."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from mapping.analysis.network import walking_network
from mapping.domain.crs import split_by_metric_crs, to_wgs84
from mapping.domain.errors import FileError
from mapping.domain.ids import new_id
from mapping.domain.layers import LayerName
from mapping.domain.models import DatasetKind, ImportReport, Source
from mapping.i18n import _
from mapping.services.workshops import now_utc
from mapping.sources.osm.elements import Elements
from mapping.sources.osm.geofiles import LayerRows, read_buildings, read_streets
from mapping.sources.osm.layers import LICENCE, OsmLayers, layers_of
from mapping.sources.osm.overpass import read_overpass
from mapping.sources.osm.pbf import is_pbf, read_pbf
from mapping.sources.provenance import describe
from mapping.storage.interface import Store

if TYPE_CHECKING:
    from mapping.services.importing import ImportOptions

MARGIN_M = 1_000.0
"""How far outside the quartiers the layers go: one walks out of a quartier too."""

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class SavedLayers:
    """How many things of each kind came in."""

    streets: int
    buildings: int
    landscape: int
    names: int
    landmarks: int
    nodes: int
    edges: int


def territory_extent(zones: gpd.GeoDataFrame, *, margin_m: float = MARGIN_M) -> BaseGeometry:
    """Return the WGS 84 polygon of the quartiers and ``margin_m`` metres around them.

    Parameters
    ----------
    zones
        WGS 84 polygons.
    """
    around = [
        to_wgs84(group.set_geometry(group.geometry.buffer(margin_m))) for _epsg, group in split_by_metric_crs(zones)
    ]
    return shapely.union_all([shape for group in around for shape in group.geometry])


def import_streets(store: Store, path: Path, options: "ImportOptions") -> ImportReport:
    """Bring in streets and the walking network they make; from an extract or an Overpass answer, all the layers."""
    extent = territory_extent(store.zones())
    if (elements := _read_osm(path, extent)) is not None:
        return _import_all(store, path, options, layers_of(elements, extent=extent))
    read = _near(read_streets(path), extent, path)
    network = walking_network(read.layer)
    report = _report(store, read, DatasetKind.STREETS, LayerName.STREETS)
    if not options.dry_run:
        layers = {
            LayerName.STREETS: read.layer,
            LayerName.NETWORK_NODES: network.nodes,
            LayerName.NETWORK_EDGES: network.edges,
        }
        store.save_layers(_source(path, DatasetKind.STREETS, options), layers)
    return report


def import_buildings(store: Store, path: Path, options: "ImportOptions") -> ImportReport:
    """Bring in buildings, from an extract or any file of polygons."""
    extent = territory_extent(store.zones())
    if (elements := _read_osm(path, extent)) is not None:
        buildings = layers_of(elements, extent=extent).buildings
        read = LayerRows(buildings, len(buildings), (), {}, len(buildings))
    else:
        read = _near(read_buildings(path), extent, path)
    report = _report(store, read, DatasetKind.BUILDINGS, LayerName.BUILDINGS)
    if not options.dry_run:
        store.save_layers(_source(path, DatasetKind.BUILDINGS, options), {LayerName.BUILDINGS: read.layer})
    return report


def save_osm(store: Store, source: Source, layers: OsmLayers) -> SavedLayers:
    """Replace the layers of a workshop by those of OpenStreetMap, and add its landmarks.

    Parameters
    ----------
    source
        Where they come from; buildings and landmarks are cited apart, with the same file and licence.
    """
    network = walking_network(layers.streets, vertex_ids=layers.vertex_ids)
    store.save_layers(
        source,
        {
            LayerName.STREETS: layers.streets,
            LayerName.NETWORK_NODES: network.nodes,
            LayerName.NETWORK_EDGES: network.edges,
            LayerName.LANDSCAPE: layers.landscape,
            LayerName.NAMES: layers.names,
        },
    )
    store.save_layers(replace(source, id=new_id(), kind=DatasetKind.BUILDINGS), {LayerName.BUILDINGS: layers.buildings})
    if len(layers.landmarks):
        store.save_landmarks(replace(source, id=new_id(), kind=DatasetKind.LANDMARKS), layers.landmarks)
    return SavedLayers(
        streets=len(layers.streets),
        buildings=len(layers.buildings),
        landscape=len(layers.landscape),
        names=len(layers.names),
        landmarks=len(layers.landmarks),
        nodes=len(network.nodes),
        edges=len(network.edges),
    )


def _read_osm(path: Path, extent: BaseGeometry) -> Elements | None:
    """Return the elements of an extract or of an Overpass answer, None when the file is something else."""
    if is_pbf(path):
        return read_pbf(path, extent=extent)
    if not path.is_file() or b'"elements"' not in path.read_bytes()[:4096]:
        return None
    try:
        answer = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise FileError(
            _("« {name} » : ce JSON est incomplet ou abîmé. Enregistrez à nouveau la réponse d'Overpass.").format(
                name=path.name
            )
        ) from error
    return read_overpass(answer, extent=extent)


def _import_all(store: Store, path: Path, options: "ImportOptions", layers: OsmLayers) -> ImportReport:
    if layers.streets.empty:
        raise FileError(_nothing_near(path))
    rows = LayerRows(layers.streets, len(layers.streets), (), {}, len(layers.streets))
    report = _report(store, rows, DatasetKind.STREETS, LayerName.STREETS)
    if not options.dry_run:
        save_osm(store, _source(path, DatasetKind.STREETS, options), layers)
    return report


def _near(read: LayerRows, extent: BaseGeometry, path: Path) -> LayerRows:
    """Refuse a file of another territory: it would replace a layer by what nobody will see."""
    shapely.prepare(extent)
    if not shapely.intersects(extent, read.layer.geometry.to_numpy()).any():
        raise FileError(_nothing_near(path))
    return read


def _nothing_near(path: Path) -> str:
    return _("« {name} » ne contient rien dans les quartiers de l'atelier ni à {margin:.0f} m autour.").format(
        name=path.name, margin=MARGIN_M
    )


def _report(store: Store, read: LayerRows, kind: DatasetKind, layer: LayerName) -> ImportReport:
    return ImportReport(
        kind=kind,
        rows=read.rows,
        imported=read.kept if (before := _known(store, layer)) is None else read.kept - _again(read, before),
        updated=0 if before is None else _again(read, before),
        to_geocode=0,
        rejected=read.rejected,
        columns=dict(read.columns),
    )


def _known(store: Store, layer: LayerName) -> "pd.Series[str] | None":
    saved = store.layer(layer)
    return None if saved is None else saved["osm_id"]


def _again(read: LayerRows, known: "pd.Series[str]") -> int:
    identifiers = read.layer["osm_id"].drop_duplicates()
    return min(int(identifiers.isin(set(known)).sum()), read.kept)


def _source(path: Path, kind: DatasetKind, options: "ImportOptions") -> Source:
    return describe(path, kind=kind, imported_at=now_utc(), title=options.title, licence=options.licence or LICENCE)


OSM_IMPORTERS: Mapping[DatasetKind, Callable[[Store, Path, "ImportOptions"], ImportReport]] = {
    DatasetKind.STREETS: import_streets,
    DatasetKind.BUILDINGS: import_buildings,
}
