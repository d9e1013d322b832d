"""Gather what a document is made from: what may be shown, then everything that is computed from that only."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version

import geopandas as gpd
import pandas as pd

from mapping import __version__
from mapping.analysis.network import Network
from mapping.analysis.population import Distribution
from mapping.domain.layers import LayerName
from mapping.domain.models import Workshop
from mapping.domain.privacy import area_view, counted_view
from mapping.domain.scenarios import Scenario
from mapping.domain.snapshot import Snapshot
from mapping.exports.bundle import Bundle
from mapping.exports.public import public_id, public_view, without_small_cells
from mapping.services import representations as drawn
from mapping.services.diagnose import Diagnosis, diagnose
from mapping.services.inhabitants import inhabitants, streets
from mapping.services.readings import reading_files
from mapping.services.said import participants
from mapping.services.scenario import Situation, saved, situate
from mapping.services.scenario_tables import scenario_geojson, scenario_table
from mapping.services.siting import premises, rank_premises
from mapping.services.study import deepen
from mapping.services.workshops import take_snapshot
from mapping.storage.interface import Store

__all__ = ["BASEMAP_LAYERS", "Bundle", "bundle_of", "make_bundle", "versions"]

BASEMAP_LAYERS = (LayerName.STREETS, LayerName.BUILDINGS, LayerName.LANDSCAPE, LayerName.NAMES)
_LIBRARIES = ("geopandas", "numpy", "pandas", "pyproj", "scipy", "shapely")


def make_bundle(store: Store, *, public: bool, generated_at: datetime) -> Bundle:
    """Return what every document of a workshop is made from.

    Parameters
    ----------
    store
        The workshop.
    public
        Keep only what anybody may read, before anything is computed: see ``exports.public.public_view``.
    generated_at
        The moment that the documents bear.

    Raises
    ------
    CartoquartierError
        When a frame of the workshop does not follow its contract.
    """
    held = {name: store.layer(name) for name in BASEMAP_LAYERS}
    return bundle_of(
        take_snapshot(store),
        public=public,
        generated_at=generated_at,
        people=inhabitants(store),
        network=streets(store),
        indicators=store.indicators(),
        scenarios=saved(store),
        layers={name: layer for name, layer in held.items() if layer is not None and len(layer)},
    )


def bundle_of(
    snapshot: Snapshot,
    *,
    public: bool,
    generated_at: datetime,
    people: Distribution | None = None,
    network: Network | None = None,
    indicators: pd.DataFrame | None = None,
    scenarios: Sequence[Scenario] = (),
    layers: Mapping[LayerName, pd.DataFrame] | None = None,
) -> Bundle:
    """Return the bundle of a snapshot; the other parameters are what a store holds beside it.

    ``readings`` are ``perception``, ``completeness``, ``filieres``, ``work``, ``sensitivity`` (absent above
    ``study.SENSITIVE_ZONES`` zones), ``access``, ``siting`` (each premises for each need), ``scenarios``,
    ``scenario_places`` and ``representation_sentences``; one without rows is absent. ``representations`` are
    ``levels``, ``differences``, ``routes``, ``avoided`` and, in the room only, ``groups``, each with ``code`` of the
    quartier.
    """
    shown = public_view(snapshot) if public else area_view(snapshot)
    counted = _counted(snapshot, shown, public=public)
    situation = situate(counted, inhabitants=people, network=network)
    found = deepen(
        diagnose(counted, generated_at=generated_at, inhabitants=people, situation=situation),
        situation,
        indicators=indicators,
    )
    named = [_public_scenario(snapshot, kept) for kept in scenarios] if public else [*scenarios]
    mine = _still_there(situation, [kept for kept in named if kept])
    overlays, sentences = _representations(counted, public=public)
    tables = _readings(found, public=public) | _siting(situation) | _scenarios(situation, mine)
    tables["representation_sentences"] = sentences
    return Bundle(
        snapshot=shown,
        gaps=without_small_cells(found.gaps, min_people=found.parameters.min_people) if public else found.gaps,
        qpv=found.qpv,
        actors=found.actors,
        parameters=found.parameters,
        public=public,
        generated_at=generated_at,
        includes_pending=not public,
        participants=participants(counted),
        readings={name: table for name, table in tables.items() if len(table)},
        representations=overlays,
        streets=dict(layers or {}),
        scenarios=tuple(mine),
        versions=versions(),
    )


def versions() -> dict[str, str]:
    """Return what computed the figures: name and version."""
    libraries = {library: version(library) for library in _LIBRARIES}
    return {"cartoquartier": __version__, "python": platform.python_version()} | libraries


def _counted(snapshot: Snapshot, shown: Snapshot, *, public: bool) -> Snapshot:
    """Return what is counted: sensitive places moved inside their area, and no words that are not shown."""
    moved = counted_view(snapshot)
    counted = public_view(moved, counting=True) if public else moved
    words = shown.contributions.set_index("id")["text"]
    told = counted.contributions["id"].map(words).astype("str")
    return replace(counted, contributions=counted.contributions.assign(text=told))


def _readings(found: Diagnosis, *, public: bool) -> dict[str, pd.DataFrame]:
    tables = {"access": found.access.rename(columns={"code": "code_qp"})}
    if found.readings is not None:
        files = reading_files(found.readings)
        tables |= {name.removesuffix(".csv"): table for name, table in files.items()}
        if public:
            least = found.parameters.min_people
            tables["perception"] = without_small_cells(tables["perception"], min_people=least)
    if found.sensitivity is not None:
        tables["sensitivity"] = found.sensitivity.rename(columns={"code": "code_qp"})
        if found.edges is not None:
            edges = found.edges.cells.drop(columns="verdict").rename(columns={"code": "code_qp"})
            tables["sensitivity"] = tables["sensitivity"].merge(edges, on=["code_qp", "filiere"], how="left")
    return tables


def _siting(situation: Situation) -> dict[str, pd.DataFrame]:
    listed = premises(situation)
    if listed.empty:
        return {}
    ranked = [
        rank_premises(situation, filiere, candidates=listed).ranked.assign(filiere=filiere).drop(columns="confirmed")
        for filiere in situation.filieres
    ]
    return {"siting": pd.concat(ranked, ignore_index=True)}


def _public_scenario(snapshot: Snapshot, scenario: Scenario) -> Scenario | None:
    """Return a scenario with what it closes under public identifiers; None when that is not published."""
    accepted = {str(row.id) for row in snapshot.contributions.itertuples() if row.status == "accepted"}
    known = set(snapshot.contributions["id"].map(str))
    if any(place in known - accepted for place in scenario.closed):
        return None
    closed = tuple(_public_place(snapshot.workshop, place, accepted) for place in scenario.closed)
    return replace(scenario, id=public_id(snapshot.workshop, scenario.id), closed=closed)


def _public_place(workshop: Workshop, place: str, accepted: set[str]) -> str:
    return public_id(workshop, place) if place in accepted else place


def _still_there(situation: Situation, scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Return those that still make sense: one may close a place that is gone since, or a need no longer listed."""
    here = set(situation.model.places["place_id"])
    return [
        one
        for one in scenarios
        if here.issuperset(one.closed) and all(opening.filiere in situation.filieres for opening in one.opened)
    ]


def _scenarios(situation: Situation, kept: Sequence[Scenario]) -> dict[str, pd.DataFrame]:
    features = scenario_geojson(situation, kept)["features"]
    places = [
        dict(zip(("lon", "lat"), feature["geometry"]["coordinates"], strict=True)) | feature["properties"]
        for feature in features
    ]
    return {"scenarios": scenario_table(situation, kept), "scenario_places": pd.DataFrame(places)}


def _representations(snapshot: Snapshot, *, public: bool) -> tuple[dict[str, gpd.GeoDataFrame], pd.DataFrame]:
    """Return the layers by name, and the sentences by quartier; a group has a name only in the room."""
    held = snapshot.contributions
    unnamed = replace(snapshot, contributions=held.assign(group_name="")) if public else snapshot
    parts: dict[str, list[gpd.GeoDataFrame]] = {}
    sentences = []
    for code in drawn.zones_drawn(unnamed):
        found = drawn.representations(unnamed, code)
        layers = {name: getattr(found, name) for name in ("levels", "differences", "routes", "avoided")}
        for name, layer in layers.items():
            parts.setdefault(name, []).append(layer.assign(code=code))
        for group in found.groups:
            parts.setdefault("groups", []).append(group.half.assign(code=code, group_name=group.name))
        sentences += [{"code_qp": code, "sentence": sentence} for sentence in drawn.sentences(found)]
    filled = {name: [layer for layer in layers if len(layer)] for name, layers in parts.items()}
    overlays = {name: _together(layers) for name, layers in filled.items() if layers}
    return overlays, pd.DataFrame(sentences, columns=["code_qp", "sentence"])


def _together(layers: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.concat(layers, ignore_index=True), crs=layers[0].crs)
