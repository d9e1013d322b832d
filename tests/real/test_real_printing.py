"""Maps to print of real territories: the 22 QPV of Plaine Commune, and the streets of Beausoleil."""

import io
import time
from dataclasses import replace
from itertools import combinations

import geopandas as gpd
import pytest
import shapely
from pypdf import PdfReader

from mapping.domain.crs import WGS84
from mapping.domain.layers import LayerName
from mapping.exports.printing.atlas import render_atlas
from mapping.exports.printing.contents import Asked, MapSubject
from mapping.exports.printing.document import pdf_of
from mapping.exports.printing.maps import Press
from mapping.exports.printing.paper import Paper
from mapping.settings import PROJECT_DIR
from mapping.sources.boundaries import read_boundaries
from mapping.sources.osm.layers import layers_of
from mapping.sources.osm.pbf import read_pbf
from tests.exports.printing.bundles import make_bundle, with_zones

DATA = PROJECT_DIR.parent / "shared" / "data"
EXTENT = shapely.box(7.405, 43.733, 7.437, 43.757)
SLOWEST_PAGE_S = 10.0

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data (../shared/data) is not on this machine"),
]


def test_the_atlas_of_plaine_commune_has_a_page_for_each_of_its_22_zones() -> None:
    zones = read_boundaries(DATA / "plaine-commune" / "qpv-2024.geojson").zones
    bundle = make_bundle(actors=[], contributions=[])
    begin = time.perf_counter()
    content = render_atlas(replace(bundle, snapshot=replace(bundle.snapshot, zones=zones)), paper=Paper())
    spent = time.perf_counter() - begin
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]
    assert len(pages) == 1 + 22
    names = sorted(map(str, zones["name"]), key=str.casefold)
    assert all(page.startswith(" ".join(name.split())) for page, name in zip(pages[1:], names, strict=True))
    assert spent < 22 * SLOWEST_PAGE_S


def test_the_22_names_of_plaine_commune_are_all_on_its_map_and_none_is_over_another() -> None:
    zones = read_boundaries(DATA / "plaine-commune" / "qpv-2024.geojson").zones
    bundle = make_bundle(actors=[], contributions=[])
    press = Press(replace(bundle, snapshot=replace(bundle.snapshot, zones=zones)))
    sheet, _about = press.sheet(Asked(MapSubject.TERRITORY), width_mm=210, height_mm=297, more_pages=True)
    (lettered,) = sheet.lettered
    assert lettered.listed == ()
    boxes = [written.placed.box for written in lettered.names]
    assert len(boxes) == 22
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_the_streets_of_beausoleil_are_drawn_as_vectors_with_their_source() -> None:
    layers = layers_of(read_pbf(DATA / "osm" / "monaco.osm.pbf", extent=EXTENT), extent=EXTENT)
    held: dict[LayerName, gpd.GeoDataFrame] = {
        LayerName.STREETS: layers.streets,
        LayerName.BUILDINGS: layers.buildings,
        LayerName.LANDSCAPE: layers.landscape,
        LayerName.NAMES: layers.names,
    }
    squares = [shapely.box(7.418, 43.7405, 7.4235, 43.7462), shapely.box(7.4238, 43.7405, 7.4288, 43.7455)]
    bundle = with_zones(make_bundle(actors=[], contributions=[], streets=held), squares)
    assert bundle.snapshot.zones.crs == WGS84
    press = Press(bundle)
    begin = time.perf_counter()
    sheet, about = press.sheet(Asked(MapSubject.TERRITORY), width_mm=210, height_mm=297, more_pages=True)
    content = pdf_of(sheet.pages, about)
    assert time.perf_counter() - begin < SLOWEST_PAGE_S
    (page,) = PdfReader(io.BytesIO(content)).pages
    assert not page.images
    assert "OpenStreetMap" in page.extract_text()
    # Thousands of lines and fills: what is drawn is the town, not its ground alone.
    assert page.get_contents().get_data().count(b" l\n") > 5_000
