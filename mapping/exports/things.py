"""What the exported page lists: every actor and every live contribution, with or without a position."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from mapping.domain.models import ContributionKind, Status
from mapping.domain.nomenclature import Filiere
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import split_values
from mapping.exports.labels import texts
from mapping.exports.records import actors_table, contributions_table
from mapping.i18n import _
from mapping.maps.palette import SIGN_OF_CONTRIBUTION, SignKind, sign_label
from mapping.maps.wording import actor_bubbles, contribution_bubble, first_filiere

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Thing:
    """One line of the list; ``id`` is that of its sign on the map."""

    id: str
    title: str
    lines: tuple[Line, ...]
    sign: SignKind
    filiere: Filiere | None
    filieres: tuple[str, ...]
    zones: tuple[str, ...]
    zone_names: tuple[str, ...]
    scheme: str = ""
    pending: bool = False

    @property
    def detail(self) -> str:
        """What it is, what for and where, on one line."""
        kind = (
            sign_label(self.sign) if self.sign is not SignKind.OFFICIAL and self.title != sign_label(self.sign) else ""
        )
        served = self.filiere.label if self.filiere else ""
        return " · ".join(part for part in (kind, served, ", ".join(self.zone_names)) if part)


def things(snapshot: Snapshot, live: gpd.GeoDataFrame) -> list[Thing]:
    """Return actors in the order of the store, then the contributions of ``live`` in theirs."""
    known = {filiere.id: filiere for filiere in snapshot.workshop.filieres}
    return [*_actors(snapshot, known), *_contributions(snapshot, live, known)]


def _actors(snapshot: Snapshot, known: Mapping[str, Filiere]) -> list[Thing]:
    actors = snapshot.actors
    placed = (np.isfinite(actors["lon"]) & np.isfinite(actors["lat"])).tolist()
    table = actors_table(snapshot)
    ids, schemes = texts(actors["actor_id"]), texts(actors["scheme"])
    zones = zip(table["code_quartier"], table["quartier"])
    nowhere = ((_("Position"), _("inconnue : elle n'est pas sur la carte")),)
    return [
        Thing(
            id=actor_id,
            title=bubble.title,
            lines=bubble.lines if on_map else bubble.lines + nowhere,
            sign=SignKind.OFFICIAL,
            filiere=first_filiere(cell, known),
            filieres=tuple(split_values(cell)),
            zones=tuple(split_values(codes)),
            zone_names=tuple(split_values(names)),
            scheme=scheme,
        )
        for actor_id, cell, scheme, (codes, names), on_map, bubble in zip(
            ids, table["filieres"], schemes, zones, placed, actor_bubbles(actors, known)
        )
    ]


def _contributions(snapshot: Snapshot, live: gpd.GeoDataFrame, known: Mapping[str, Filiere]) -> list[Thing]:
    table = contributions_table(snapshot).set_index("identifiant")
    found = []
    for row in live.itertuples():
        told, bubble = table.loc[row.id], contribution_bubble(row, known)
        found.append(
            Thing(
                id=row.id,
                title=told["texte"] or bubble.title,
                lines=bubble.lines,
                sign=SIGN_OF_CONTRIBUTION[ContributionKind(row.kind)],
                filiere=known.get(told["filieres"]),
                filieres=tuple(split_values(told["filieres"])),
                zones=tuple(split_values(told["code_quartier"])),
                zone_names=tuple(split_values(told["quartier"])),
                pending=row.status == Status.PENDING,
            )
        )
    return found
