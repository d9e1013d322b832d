"""The basemap of a workshop: the tiles that somebody brought, or those drawn from its streets when asked for.

Nothing is drawn in advance: a tile takes some hundredths of a second, so preparing only checks what is there.
"""

import base64
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from mapping.domain.layers import LayerName, TileSet
from mapping.domain.models import DatasetKind
from mapping.i18n import _
from mapping.maps.basemap.mercator import Bounds, around, fitting_zoom, tile_bounds, tiles_over
from mapping.maps.basemap.source import ATTRIBUTION, Basemap, CarriedBasemap, tiles_url
from mapping.maps.basemap.style import MAX_ZOOM, MIN_ZOOM
from mapping.services.workshops import open_store
from mapping.storage.interface import Store

if TYPE_CHECKING:
    from mapping.maps.basemap.picture import Drawing

Progress = Callable[[str, int, int | None], None]

CARRIED_BYTES = 1_600_000
"""What the tiles of an exported page may weigh; a third more once written as text."""
_CARRIED_DEEPEST = 18
_PHONE_PX = 360
_SCREEN_PX = 560
"""Around the zones at the first zooms, so that a wide screen is full."""
_EDGE_PX = 96
_KEPT_TILES = 800
_DRAWN_KINDS = (DatasetKind.STREETS, DatasetKind.BUILDINGS)


@dataclass(frozen=True, slots=True)
class Picture:
    """A tile as it is sent."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class _Held:
    """What the tiles come from: a tile set that somebody brought, or our drawing. ``version`` names it."""

    version: str
    tile_set: TileSet | None = None
    drawing: "Drawing | None" = None


class Tiles:
    """The tiles of one workshop, with those last asked for; may be shared by threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._revision: int | None = None
        self._held: _Held | None = None
        self._kept: OrderedDict[tuple[str, int, int, int, int], Picture] = OrderedDict()

    def basemap(self) -> Basemap | None:
        """Return what a page shows, or None when the workshop has neither tiles nor streets."""
        held = self._now()
        if held is None:
            return None
        zooms = _zooms(held)
        return Basemap(tiles_url(held.version), _attribution(held), *zooms, _bounds(held))

    def tile(self, zoom: int, x: int, y: int, *, scale: int = 1) -> Picture | None:
        """Return a tile of the XYZ scheme, or None outside the basemap. ``scale`` is 2 for a fine screen."""
        held = self._now()
        if held is None or not _meets(held, zoom, x, y):
            return None
        key = (held.version, zoom, x, y, scale)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        picture = self._made(held, zoom, x, y, scale)
        if picture is not None:
            with self._lock:
                self._kept[key] = picture
                while len(self._kept) > _KEPT_TILES:
                    self._kept.popitem(last=False)
        return picture

    def carried(self, zones: gpd.GeoDataFrame, *, at_most_bytes: int = CARRIED_BYTES) -> CarriedBasemap | None:
        """Return the tiles that an exported page carries.

        From the zoom where the zones hold in one view, all around them and then on them only, down to as close as the
        weight allows.
        """
        held = self._now()
        if held is None or zones.empty:
            return None
        west, south, east, north = (float(edge) for edge in zones.total_bounds)
        extent = (west, south, east, north)
        least, most = _zooms(held)
        first = max(min(fitting_zoom(extent, _PHONE_PX), most, _CARRIED_DEEPEST), least)
        near = shapely.union_all(zones.geometry.to_numpy())
        tiles: dict[str, str] = {}
        deepest, weight = first, 0
        for zoom in range(first, min(most, _CARRIED_DEEPEST) + 1):
            margin = _SCREEN_PX if zoom <= first + 2 else _EDGE_PX
            chosen = self._carried_zoom(held, zoom, around(extent, margin, zoom), near, at_most_bytes - weight)
            if chosen is None:
                break
            deepest, weight = zoom, weight + sum(len(picture.content) for picture in chosen.values())
            tiles |= {name: _data_uri(picture) for name, picture in chosen.items()}
        return CarriedBasemap(tiles, _attribution(held), first, deepest, _bounds(held)) if tiles else None

    def _carried_zoom(self, held: _Held, zoom: int, view: Bounds, near: Any, room: int) -> dict[str, Picture] | None:
        """Return the tiles of one zoom: all, else those on the zones, else None when neither fits in ``room`` bytes."""
        everywhere = list(tiles_over(view, zoom))
        seen = ((spot, around(tile_bounds(zoom, *spot), _EDGE_PX, zoom)) for spot in everywhere)
        on_zones = [spot for spot, box in seen if near.intersects(shapely.box(*box))]
        needed = self._add_light({}, held, zoom, on_zones, room)
        if needed is None:
            return None
        return self._add_light(needed, held, zoom, everywhere, room) or needed

    def _add_light(
        self, drawn: dict[str, Picture], held: _Held, zoom: int, spots: list[tuple[int, int]], room: int
    ) -> dict[str, Picture] | None:
        """Return ``drawn`` and some tiles more, or None when all that weighs more than ``room`` bytes."""
        every = dict(drawn)
        weight = sum(len(picture.content) for picture in drawn.values())
        for x, y in spots:
            name = f"{zoom}/{x}/{y}"
            picture = None if name in every else self._light(held, zoom, x, y)
            if picture is not None:
                every[name] = picture
                weight += len(picture.content)
            if weight > room:
                return None
        return every

    def _light(self, held: _Held, zoom: int, x: int, y: int) -> Picture | None:
        if not _meets(held, zoom, x, y):
            return None
        if held.drawing is None:
            return self._made(held, zoom, x, y, 1)
        return Picture(held.drawing.tile(zoom, x, y, webp=True), "image/webp")

    def _made(self, held: _Held, zoom: int, x: int, y: int, scale: int) -> Picture | None:
        if held.drawing is not None:
            return Picture(held.drawing.tile(zoom, x, y, scale=scale), "image/png")
        content = self._store.tile(zoom, x, y)
        return Picture(content, held.tile_set.media_type) if content and held.tile_set else None

    def _now(self) -> _Held | None:
        """Return what there is now; it is read again only when another file was imported."""
        revision = self._store.revision()
        with self._lock:
            if revision != self._revision:
                self._held = _read(self._store, self._held)
                self._revision = revision
            return self._held


@lru_cache(maxsize=4)
def shared_tiles(target: str) -> Tiles:
    """Return the tiles of a workshop, the same for the pages and the routes of this process.

    Raises
    ------
    WorkshopError
        When there is no workshop there, or it cannot be read.
    """
    return Tiles(open_store(target))


@dataclass(frozen=True, slots=True)
class BasemapInfo:
    """What a person is told of the basemap; ``missing`` are French sentences."""

    zooms: tuple[int, int] | None
    attribution: str
    brought: bool
    missing: tuple[str, ...]


def prepare_basemap(store: Store, *, on_progress: Progress | None = None) -> BasemapInfo:
    """Check that the basemap can be shown, and say what it lacks; its tiles are drawn when they are asked for.

    Raises
    ------
    ColumnError, CrsError
        When a layer of the workshop does not follow its contract.
    """
    tiles = Tiles(store)
    if on_progress is not None:
        on_progress(_("Fond de carte : vérification"), 0, 1)
    shown = tiles.basemap()
    if on_progress is not None:
        on_progress(_("Fond de carte : vérification"), 1, 1)
    brought = store.tile_set() is not None
    zooms = (shown.min_zoom, shown.max_zoom) if shown else None
    return BasemapInfo(zooms, shown.attribution if shown else "", brought, () if brought else tuple(_missing(store)))


def _missing(store: Store) -> Iterator[str]:
    counts = store.layer_counts()
    sentences = {
        LayerName.STREETS: _("Il n'y a pas de rues : le fond de carte ne peut pas être dessiné."),
        LayerName.BUILDINGS: _("Il n'y a pas de bâtiments : le fond de carte sera moins lisible de près."),
        LayerName.LANDSCAPE: _("Il n'y a ni parcs, ni eau, ni voies ferrées sur le fond de carte."),
        LayerName.NAMES: _("Il n'y a pas de noms de lieux sur le fond de carte."),
    }
    yield from (sentence for name, sentence in sentences.items() if not counts.get(name, 0))


def _read(store: Store, before: _Held | None) -> _Held | None:
    tile_set = store.tile_set()
    kinds = (DatasetKind.BASEMAP,) if tile_set else _DRAWN_KINDS
    named = "|".join(source.id for source in store.sources() if source.kind in kinds)
    version = hashlib.sha256(named.encode()).hexdigest()[:16]
    if before is not None and before.version == version:
        return before
    if tile_set is not None:
        return _Held(version, tile_set=tile_set)
    if not store.layer_counts().get(LayerName.STREETS, 0):
        return None
    # Here, so that a page without a basemap does not wait for what draws it.
    from mapping.maps.basemap.picture import Drawing
    from mapping.maps.basemap.prepared import prepare

    layers: dict[str, Any] = {
        "buildings": store.layer(LayerName.BUILDINGS),
        "landscape": store.layer(LayerName.LANDSCAPE),
        "names": store.layer(LayerName.NAMES),
    }
    streets: Any = store.layer(LayerName.STREETS)
    return _Held(version, drawing=Drawing(prepare(streets, **layers)))


def _zooms(held: _Held) -> tuple[int, int]:
    return (held.tile_set.min_zoom, held.tile_set.max_zoom) if held.tile_set else (MIN_ZOOM, MAX_ZOOM)


def _attribution(held: _Held) -> str:
    return held.tile_set.attribution if held.tile_set and held.tile_set.attribution else ATTRIBUTION


def _bounds(held: _Held) -> Bounds:
    if held.drawing is not None:
        west, south, east, north = held.drawing.prepared.bounds
        return round(west, 5), round(south, 5), round(east, 5), round(north, 5)
    return held.tile_set.bounds if held.tile_set else (0.0, 0.0, 0.0, 0.0)


def _meets(held: _Held, zoom: int, x: int, y: int) -> bool:
    least, most = _zooms(held)
    if not (least <= zoom <= most and 0 <= x < 2**zoom and 0 <= y < 2**zoom):
        return False
    west, south, east, north = tile_bounds(zoom, x, y)
    left, bottom, right, top = _bounds(held)
    return west <= right and east >= left and south <= top and north >= bottom


def _data_uri(picture: Picture) -> str:
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.content).decode('ascii')}"
