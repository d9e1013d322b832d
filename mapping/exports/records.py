"""Actors and contributions as the exported files hold them: French column names, words instead of identifiers.

``docs/exports.md`` says what each column holds. Texts are always there but may be empty.
"""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from mapping.domain.crs import points_frame, require_wgs84
from mapping.domain.demonstration import is_example
from mapping.domain.models import Placement, Status
from mapping.domain.nomenclature import legal_forms, schemes
from mapping.domain.privacy import area_view, sensitive_rows
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import CONTRIBUTIONS, STORED_ACTORS, require_columns
from mapping.exports.labels import (
    area_label,
    filiere_labels,
    kind_label,
    origin_label,
    placement_label,
    status_label,
    term_label,
    texts,
    words,
)
from mapping.exports.provenance import provenance
from mapping.exports.shapes import tidy, zones_around
from mapping.i18n import _

_FRENCH_NAMES: Mapping[str, str] = {
    "reason": "motif",
    "merged_into": "fusionne_avec",
    "origin": "arrive_par",
    "submitted_at": "envoye_le",
    "session_id": "seance",
    "group_name": "groupe",
    "author_key": "code_de_retrait",
    "photo_id": "photo",
    "photo_status": "etat_photo",
}


def private_names() -> dict[str, str]:
    """Return the private columns of a contribution: name in the contract → name in the files."""
    return {
        column.name: _FRENCH_NAMES.get(column.name, column.name) for column in CONTRIBUTIONS.columns if column.private
    }


def actors_table(snapshot: Snapshot) -> gpd.GeoDataFrame:
    """Return one row per actor, in the order of the snapshot; the geometry is None where the position is unknown."""
    actors = snapshot.actors.reset_index(drop=True)
    require_columns(actors, STORED_ACTORS)
    points = actor_points(actors)
    told = pd.DataFrame(
        {
            "identifiant": texts(actors["actor_id"]),
            "identifiant_source": texts(actors["id"]),
            "nom": texts(actors["name"]),
            "texte": texts(actors["description"]),
            "filieres": texts(actors["filieres"]),
            "besoins": _needs(snapshot, actors["filieres"]),
            "statut_juridique": words(term_label(legal_forms(), form) for form in texts(actors["legal_form"])),
            "dispositif": words(term_label(schemes(), scheme) for scheme in texts(actors["scheme"])),
            "siret": texts(actors["siret"]),
            "adresse": texts(actors["address"]),
            "code_postal": texts(actors["postcode"]),
            "commune": texts(actors["city"]),
            "code_insee": texts(actors["code_insee"]),
            "site_web": texts(actors["website"]),
        }
    )
    placed = zones_around(points, snapshot.zones)
    placed["dans_le_territoire"] = [value is True or value == 1 for value in actors["in_territory"]]
    table = pd.concat([told, placed, provenance(snapshot, actors["source_id"])], axis="columns")
    table["fictif"] |= snapshot.workshop.is_demonstration | _examples(table["nom"])
    return gpd.GeoDataFrame(table, geometry=tidy(points), crs=points.crs)


def actor_points(actors: pd.DataFrame) -> gpd.GeoSeries:
    """Return the WGS 84 point of each actor on the index of ``actors``, None where the position is unknown."""
    return points_frame(actors).geometry.where(actors["lon"].notna() & actors["lat"].notna(), None)


def contributions_table(snapshot: Snapshot) -> gpd.GeoDataFrame:
    """Return one row per contribution that its author has not taken back, in the order of the snapshot.

    A sensitive one has the area that stands for it as its geometry. The private columns come last, and only when at
    least one is filled: a public view has none.
    """
    require_columns(snapshot.contributions, CONTRIBUTIONS)
    require_wgs84(snapshot.contributions)
    # Here too, so that no file can hold the point of a sensitive place, whoever writes it.
    shown = area_view(snapshot).contributions
    kept = shown[shown["status"] != Status.WITHDRAWN].reset_index(drop=True)
    placed = words(map(placement_label, texts(kept["placement"])))
    told = pd.DataFrame(
        {
            "identifiant": texts(kept["id"]),
            "type": words(map(kind_label, texts(kept["kind"]))),
            "filieres": texts(kept["filiere"]),
            "besoins": _needs(snapshot, kept["filiere"]),
            "texte": texts(kept["text"]),
            "categorie": _category_labels(snapshot, kept["category"]),
            "personnes": kept["people"].astype("int64"),
            "position": placed.mask(sensitive_rows(kept, snapshot.workshop), area_label(snapshot.workshop)),
            "repere": _nearby_names(snapshot, kept),
            "identifiant_repere": texts(kept["near_id"]),
        }
    )
    state = pd.DataFrame(
        {
            "statut_validation": words(map(status_label, texts(kept["status"]))),
            "langue": texts(kept["language"]),
            "source": _("Contribution d'habitants, atelier « {title} »").format(title=snapshot.workshop.title),
            "fictif": snapshot.workshop.is_demonstration | _examples(told["texte"]),
        },
        index=kept.index,
    ).astype({"source": "str"})
    table = pd.concat([told, _zones_meant(snapshot, kept), state, _private_columns(snapshot, kept)], axis="columns")
    return gpd.GeoDataFrame(table, geometry=tidy(kept.geometry), crs=kept.crs)


def _needs(snapshot: Snapshot, cells: pd.Series) -> pd.Series:
    filled = texts(cells)
    labels = {cell: filiere_labels(snapshot.workshop.filieres, cell) for cell in filled.unique()}
    return words(labels[cell] for cell in filled)


def _examples(column: pd.Series) -> pd.Series:
    return pd.Series([is_example(text) for text in column], dtype=bool)


def _nearby_names(snapshot: Snapshot, contributions: gpd.GeoDataFrame) -> pd.Series:
    """Name the quartier, the structure or the landmark that a person chose from a list."""
    names = dict(zip(snapshot.zones["code"], snapshot.zones["name"]))
    names |= dict(zip(snapshot.actors["actor_id"], snapshot.actors["name"]))
    return words(names.get(near, near) for near in texts(contributions["near_id"]))


def _zones_meant(snapshot: Snapshot, contributions: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the quartier that a person named, else those around the position: as where needs are counted."""
    found = zones_around(contributions.geometry, snapshot.zones)
    names = dict(zip(snapshot.zones["code"], snapshot.zones["name"]))
    named = (contributions["placement"] == Placement.ZONE) & contributions["near_id"].isin(list(names))
    code = found["code_quartier"].mask(named, contributions["near_id"])
    name = found["quartier"].mask(named, contributions["near_id"].map(names))
    return pd.DataFrame({"code_quartier": texts(code), "quartier": texts(name)})


def _category_labels(snapshot: Snapshot, categories: pd.Series) -> pd.Series:
    labels = {category.id: category.label for category in snapshot.workshop.settings.categories}
    return words(labels.get(category, category) for category in texts(categories))


def _private_columns(snapshot: Snapshot, contributions: gpd.GeoDataFrame) -> pd.DataFrame:
    columns = {french: texts(contributions[name]) for name, french in private_names().items()}
    table = pd.DataFrame(columns, index=contributions.index)
    if not (table != "").any(axis=None):
        return table[[]]
    sessions = {session.id: session.title or session.date.isoformat() for session in snapshot.sessions}
    return table.assign(
        arrive_par=words(map(origin_label, table["arrive_par"])),
        seance=words(sessions.get(session, session) for session in table["seance"]),
    )
