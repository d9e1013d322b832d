"""Column contracts: what the frames that travel between rooms hold. One table, one list of columns.

Several values in one cell (filières, communes) are joined by ``|``; text is never missing but may be empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from mapping.domain.errors import ColumnError
from mapping.i18n import _

SEPARATOR = "|"


class Type(StrEnum):
    """What a column holds, as pandas sees it."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    GEOMETRY = "geometry"


DTYPES = {Type.TEXT: "str", Type.NUMBER: "float64", Type.INTEGER: "int64", Type.BOOLEAN: "bool"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, type, one line of help in French, whether it may be empty, whether it is private."""

    name: str
    type: Type
    help: str
    required: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """A table: its name and its columns in order."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """Return the table without a row, its columns typed; geometries are left to geopandas.

        Examples
        --------
        >>> LANDMARKS.empty().dtypes.astype(str).tolist()
        ['str', 'float64', 'float64']
        """
        return self.frame(())

    def frame(self, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
        """Return the table of some rows, its columns typed."""
        table = pd.DataFrame(list(rows), columns=pd.Index(self.names))
        return table.astype({column.name: DTYPES.get(column.type, "object") for column in self.columns})


ZONES = Contract(
    "zones",
    (
        Column("code", Type.TEXT, "Code officiel du quartier (QN09328M), de l'IRIS, ou identifiant donné ici", True),
        Column("name", Type.TEXT, "Nom du quartier", True),
        Column("kind", Type.TEXT, "qpv, iris, commune ou quartier", True),
        Column("vintage", Type.TEXT, "Millésime du contour (2015, 2024), vide si inconnu"),
        Column("communes", Type.TEXT, "Codes Insee des communes, séparés par |"),
        Column("commune_names", Type.TEXT, "Noms des communes, séparés par |"),
        Column("source_id", Type.TEXT, "Fichier d'où vient le contour"),
        Column("geometry", Type.GEOMETRY, "Polygone, longitude et latitude WGS 84", True),
    ),
)

ACTORS = Contract(
    "actors",
    (
        Column("id", Type.TEXT, "Identifiant stable chez celui qui tient la liste ; sert à mettre à jour la ligne"),
        Column("name", Type.TEXT, "Nom de la structure", True),
        Column("siret", Type.TEXT, "SIRET, 14 chiffres (texte : les zéros de tête comptent)"),
        Column("legal_form", Type.TEXT, "Statut : identifiant de legal_forms.csv, ou catégorie juridique Insee"),
        Column("scheme", Type.TEXT, "Dispositif : identifiant de schemes.csv"),
        Column("filieres", Type.TEXT, "Besoins couverts : identifiants de filieres.csv, séparés par |"),
        Column("description", Type.TEXT, "Ce que fait la structure, en une phrase"),
        Column("address", Type.TEXT, "Numéro et voie"),
        Column("postcode", Type.TEXT, "Code postal, 5 caractères"),
        Column("city", Type.TEXT, "Commune"),
        Column("code_insee", Type.TEXT, "Code Insee de la commune, 5 caractères"),
        Column("lon", Type.NUMBER, "Longitude WGS 84, en degrés (autour de 2,36 à Saint-Denis)"),
        Column("lat", Type.NUMBER, "Latitude WGS 84, en degrés (autour de 48,93 à Saint-Denis)"),
        Column("website", Type.TEXT, "Site web"),
    ),
)

STORED_ACTORS = Contract(
    "stored_actors",
    (
        Column("actor_id", Type.TEXT, "Identifiant de la structure dans l'atelier", True),
        *ACTORS.columns,
        Column("source_id", Type.TEXT, "Fichier d'où vient la dernière mise à jour", True),
        Column("in_territory", Type.BOOLEAN, "Dans un quartier de l'atelier ou à moins de la largeur de la bande"),
    ),
)

POPULATION = Contract(
    "population",
    (
        Column("code", Type.TEXT, "Code du quartier", True),
        Column("population", Type.NUMBER, "Nombre d'habitants", True),
        Column("year", Type.TEXT, "Année de référence"),
        Column("source", Type.TEXT, "Qui publie ce nombre"),
    ),
)

LANDMARKS = Contract(
    "landmarks",
    (
        Column("name", Type.TEXT, "Nom du repère, comme on le dit dans le quartier", True),
        Column("lon", Type.NUMBER, "Longitude WGS 84, en degrés", True),
        Column("lat", Type.NUMBER, "Latitude WGS 84, en degrés", True),
    ),
)

CONTRIBUTIONS = Contract(
    "contributions",
    (
        Column("id", Type.TEXT, "Identifiant de la contribution (UUID)", True),
        Column(
            "kind", Type.TEXT, "place (lieu), need (besoin), premises (local), lived_area (quartier vécu), route", True
        ),
        Column("filiere", Type.TEXT, "Besoin concerné : identifiant de la filière"),
        Column("text", Type.TEXT, "Ce que la personne a écrit"),
        Column("people", Type.INTEGER, "Nombre de personnes qui le disent ensemble", True),
        Column(
            "placement", Type.TEXT, "exact, zone, landmark, actor ou address : comment la position a été donnée", True
        ),
        Column("near_id", Type.TEXT, "Quartier, repère ou structure choisi dans la liste"),
        Column("status", Type.TEXT, "pending, accepted, refused, merged ou withdrawn", True),
        Column("reason", Type.TEXT, "Motif de la décision", private=True),
        Column("merged_into", Type.TEXT, "Contribution ou structure avec laquelle elle a été fusionnée", private=True),
        Column("language", Type.TEXT, "Langue dans laquelle c'est écrit"),
        Column("origin", Type.TEXT, "Par où c'est arrivé : laptop, command ou import", private=True),
        Column("submitted_at", Type.TEXT, "Date et heure, ISO 8601 en temps universel", private=True),
        Column("session_id", Type.TEXT, "Séance de l'atelier pendant laquelle c'est arrivé", private=True),
        Column("group_name", Type.TEXT, "Groupe ou table, tel que la séance le nomme", private=True),
        Column("category", Type.TEXT, "Catégorie de l'atelier, par exemple informal ou shelter ; vide le plus souvent"),
        Column("author_key", Type.TEXT, "Empreinte d'un code de retrait : une par personne", private=True),
        Column("photo_id", Type.TEXT, "Photo jointe", private=True),
        Column("photo_status", Type.TEXT, "hidden ou shown ; vide sans photo", private=True),
        Column("geometry", Type.GEOMETRY, "Point, ligne ou polygone WGS 84", True),
    ),
)

KNOWLEDGE = Contract(
    "knowledge",
    (
        Column("id", Type.TEXT, "Identifiant de la réponse (UUID)", True),
        Column("target_id", Type.TEXT, "Structure ou contribution dont on parle", True),
        Column("answer", Type.TEXT, "uses (j'y vais), knows (je connais) ou unknown (je ne connais pas)", True),
        Column("people", Type.INTEGER, "Nombre de personnes qui répondent ensemble", True),
        Column("session_id", Type.TEXT, "Séance", private=True),
        Column("group_name", Type.TEXT, "Groupe ou table", private=True),
        Column("author_key", Type.TEXT, "Empreinte d'un code de retrait", private=True),
    ),
)

VOTES = Contract(
    "votes",
    (
        Column("id", Type.TEXT, "Identifiant de la gommette (UUID)", True),
        Column("contribution_id", Type.TEXT, "Besoin sur lequel elle est posée", True),
        Column("session_id", Type.TEXT, "Séance", True),
        Column("group_name", Type.TEXT, "Groupe ou table", True),
    ),
)

PLACES = Contract(
    "places",
    (
        Column("place_id", Type.TEXT, "Identifiant de la structure ou de la contribution", True),
        Column("origin", Type.TEXT, "official (liste importée) ou resident (ajouté pendant l'atelier)", True),
        Column("status", Type.TEXT, "accepted ou pending", True),
        Column("filieres", Type.TEXT, "Besoins couverts, séparés par |"),
        Column("lon", Type.NUMBER, "Longitude WGS 84, en degrés", True),
        Column("lat", Type.NUMBER, "Latitude WGS 84, en degrés", True),
    ),
)

GAPS = Contract(
    "gaps",
    (
        Column("code_qp", Type.TEXT, "Code du quartier", True),
        Column("filiere", Type.TEXT, "Besoin", True),
        Column("population", Type.NUMBER, "Habitants du quartier, vide si inconnu"),
        Column("inside", Type.INTEGER, "Lieux à l'intérieur du quartier", True),
        Column("band_300m", Type.INTEGER, "Lieux à l'extérieur, à 300 m au plus de la limite", True),
        Column("per_1000", Type.NUMBER, "Lieux à l'intérieur pour 1 000 habitants"),
        Column("per_1000_low", Type.NUMBER, "Borne basse de l'intervalle de Poisson exact à 95 %"),
        Column("per_1000_high", Type.NUMBER, "Borne haute de l'intervalle de Poisson exact à 95 %"),
        Column("walk_median_min", Type.NUMBER, "Minutes à pied, médiane des habitants ; vide sans réseau de rues"),
        Column("walk_p90_min", Type.NUMBER, "Minutes à pied, 90e centile ; vide sans réseau de rues"),
        Column("share_within_10min", Type.NUMBER, "Part des habitants à 10 minutes au plus ; vide sans réseau de rues"),
        Column("needs", Type.INTEGER, "Contributions « il manque ici » dans le quartier", True),
        Column("people_asking", Type.INTEGER, "Personnes qui le demandent", True),
        Column("verdict", Type.TEXT, "present, nearby, far, unknown_offer, absent ou insufficient_data", True),
    ),
)


def require_columns(frame: pd.DataFrame, contract: Contract) -> None:
    """Raise unless ``frame`` holds every column of ``contract``.

    Raises
    ------
    ColumnError
        Naming what is missing and what there is.

    Examples
    --------
    >>> require_columns(pd.DataFrame({"name": []}), LANDMARKS)
    Traceback (most recent call last):
    mapping.domain.errors.ColumnError: Table « landmarks » : il manque lon, lat ; elle a name.
    """
    missing = [name for name in contract.names if name not in frame.columns]
    if missing:
        raise ColumnError(
            _("Table « {table} » : il manque {missing} ; elle a {got}.").format(
                table=contract.name, missing=", ".join(missing), got=", ".join(map(str, frame.columns))
            )
        )


def split_values(cell: str) -> list[str]:
    """Return the values of a cell that holds several.

    Examples
    --------
    >>> split_values("se_nourrir| reparer |")
    ['se_nourrir', 'reparer']
    """
    return [value.strip() for value in cell.split(SEPARATOR) if value.strip()]
