"""Fetch the streets, buildings, landscape and landmarks of the territory from OpenStreetMap."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from mapping.domain.errors import FetchError
from mapping.domain.ids import new_id
from mapping.domain.layers import LayerName
from mapping.domain.models import DatasetKind, Source
from mapping.i18n import _
from mapping.services.import_osm import SavedLayers, save_osm, territory_extent
from mapping.services.workshops import now_utc
from mapping.sources.official.addresses import OVERPASS
from mapping.sources.official.client import Client
from mapping.sources.osm.layers import LICENCE, layers_of
from mapping.sources.osm.overpass import overpass_query, read_overpass
from mapping.storage.interface import Store

Progress = Callable[[str, int, int | None], None]

_DRAWN = (LayerName.STREETS, LayerName.BUILDINGS, LayerName.LANDSCAPE, LayerName.NAMES)


@dataclass(frozen=True, slots=True)
class BasemapMaterial:
    """What the basemap is drawn from: the number of rows of each layer, and a French sentence per missing one."""

    counts: dict[LayerName, int]
    missing: tuple[str, ...]


def fetch_streets(
    store: Store, client: Client, *, base_url: str | None = None, on_progress: Progress | None = None
) -> SavedLayers:
    """Bring all the layers of OpenStreetMap, for the quartiers and 1 km around, in one polite question.

    Parameters
    ----------
    base_url
        Another Overpass server.

    Raises
    ------
    FetchError
        When the server does not answer, gives up, or has no street there; nothing is changed then.
    """
    extent = territory_extent(store.zones())
    west, south, east, north = extent.bounds
    query = overpass_query((west, south, east, north))
    _tell(on_progress, _("OpenStreetMap : question posée, la réponse peut prendre trois minutes"), 0)
    answer = client.post_form(base_url or OVERPASS.url, data={"data": query}, min_interval_s=OVERPASS.min_interval_s)
    _tell(on_progress, _("OpenStreetMap : lecture de la réponse"), 1)
    layers = layers_of(read_overpass(answer, extent=extent), extent=extent)
    if layers.streets.empty:
        raise FetchError(
            _(
                "OpenStreetMap (Overpass) n'a rendu aucune rue autour des quartiers de l'atelier : rien n'a été "
                "changé. Vérifiez les contours, ou donnez un extrait .osm.pbf de votre région."
            )
        )
    _tell(on_progress, _("OpenStreetMap : enregistrement"), 2)
    saved = save_osm(store, _source(answer), layers)
    _tell(on_progress, _("OpenStreetMap : terminé"), 3)
    return saved


def fetch_basemap(store: Store, *, on_progress: Progress | None = None) -> BasemapMaterial:
    """Say whether the layers that the basemap is drawn from are there; drawing is asked for with each map.

    Returns
    -------
    BasemapMaterial
        ``missing`` is empty when nothing is.
    """
    counts = store.layer_counts()
    _tell(on_progress, _("Fond de carte : vérification des couches"), 3)
    labels = {
        LayerName.STREETS: _("Il n'y a pas de rues : cherchez-les dans OpenStreetMap, ou donnez un .osm.pbf."),
        LayerName.BUILDINGS: _("Il n'y a pas de bâtiments : le fond de carte sera moins lisible de près."),
        LayerName.LANDSCAPE: _("Il n'y a ni parcs, ni eau, ni voies ferrées sur le fond de carte."),
        LayerName.NAMES: _("Il n'y a pas de noms de lieux sur le fond de carte."),
    }
    return BasemapMaterial(
        counts={name: counts.get(name, 0) for name in _DRAWN},
        missing=tuple(labels[name] for name in _DRAWN if not counts.get(name, 0)),
    )


def _tell(on_progress: Progress | None, what: str, done: int) -> None:
    if on_progress is not None:
        on_progress(what, done, 3)


def _source(answer: object) -> Source:
    """Return where the layers come from; the date of the data is the one that the server gives."""
    stated = answer.get("osm3s") if isinstance(answer, dict) else None
    vintage = str(stated.get("timestamp_osm_base", ""))[:10] if isinstance(stated, dict) else ""
    content = json.dumps(answer, sort_keys=True, ensure_ascii=False).encode()
    return Source(
        id=new_id(),
        kind=DatasetKind.STREETS,
        title=OVERPASS.title,
        file_name="overpass.json",
        sha256=hashlib.sha256(content).hexdigest(),
        imported_at=now_utc(),
        licence=LICENCE,
        vintage=vintage,
    )
