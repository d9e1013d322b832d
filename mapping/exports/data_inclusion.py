"""Structures as data·inclusion takes them: its ``structure`` schema, version 1, read in its public repository.

What its rules refuse is left out, and told.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mapping.domain.models import Source
from mapping.domain.nomenclature import Axis, CodeSystem, Strength, crosswalk, legal_forms, schemes
from mapping.domain.snapshot import Snapshot
from mapping.exports.labels import filiere_labels, term_label, texts
from mapping.exports.records import actors_table
from mapping.i18n import _

SCHEMA = "gip-inclusion/data-inclusion-schema, structure v1, 134ca29"
SOURCE = "cartoquartier"
FIELDS = (
    "source",
    "original_id",
    "id",
    "nom",
    "description",
    "date_maj",
    "siret",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "longitude",
    "latitude",
    "site_web",
)
"""Those of the schema that a workshop knows, under its names and in its order."""

_Cells = Mapping[Any, Any]
_NAME = (3, 150)
_DESCRIPTION = (50, 2000)
_PATTERNS = {"siret": re.compile(r"\d{14}"), "code_postal": re.compile(r"\d{5}"), "code_insee": re.compile(r"\w{5}")}
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")


@dataclass(frozen=True, slots=True)
class Structures:
    """``records`` for data·inclusion; ``refused``: identifier, name and reason; ``typologies``: the old codes.

    Version 1 has no field for what kind of structure one is: the codes that version 0 had are apart.
    """

    records: list[dict[str, Any]]
    refused: pd.DataFrame
    typologies: pd.DataFrame


def structures(snapshot: Snapshot) -> Structures:
    """Return the structures that the schema accepts; an optional field that breaks its rule is left empty."""
    actors, table = snapshot.actors.reset_index(drop=True), actors_table(snapshot)
    sources = {source.id: source for source in snapshot.sources}
    codes = _typologies()
    records, refused, kinds = [], [], []
    for row, told in zip(actors.to_dict("records"), table.to_dict("records")):
        record = _record(row, told, sources.get(str(row["source_id"])), snapshot)
        faults = _faults(record, fictional=bool(told["fictif"]))
        if faults:
            refused.append((told["identifiant"], told["nom"], " ; ".join(faults)))
            continue
        records.append(record)
        kinds += [(record["id"], row["scheme"], code) for code in codes.get(row["scheme"], ())]
    return Structures(
        records,
        pd.DataFrame(refused, columns=["identifiant", "nom", "motif"]),
        pd.DataFrame(kinds, columns=["id", "dispositif", "typologie"]),
    )


def _record(row: _Cells, told: _Cells, source: Source | None, snapshot: Snapshot) -> dict[str, Any]:
    day = (source.published or source.imported_at.date()) if source else None
    values = {
        "source": SOURCE,
        "original_id": told["identifiant"],
        "id": f"{SOURCE}--{told['identifiant']}",
        "nom": " ".join(told["nom"].split()).rstrip("."),
        "description": _description(row, told, snapshot),
        "date_maj": day.isoformat() if day else "",
        "siret": told["siret"],
        "commune": told["commune"],
        "code_postal": told["code_postal"],
        "code_insee": told["code_insee"],
        "adresse": told["adresse"],
        "longitude": _degrees(row["lon"]),
        "latitude": _degrees(row["lat"]),
        "site_web": told["site_web"] if _ADDRESS.fullmatch(told["site_web"]) else "",
    }
    values |= {name: "" for name, pattern in _PATTERNS.items() if not pattern.fullmatch(str(values[name]))}
    return {name: value if value not in ("", None) else None for name, value in values.items()}


def _description(row: _Cells, told: _Cells, snapshot: Snapshot) -> str:
    """Return what the list says, then the needs, the scheme and the form that it gives: nothing is made up."""
    needs = filiere_labels(snapshot.workshop.filieres, str(row["filieres"])).replace("|", ", ")
    facts = [
        told["texte"].strip().rstrip("."),
        term_label(schemes(), str(row["scheme"])),
        term_label(legal_forms(), str(row["legal_form"])),
        _("Besoins couverts : {needs}").format(needs=needs) if needs else "",
    ]
    said = ". ".join(fact for fact in facts if fact)
    return f"{said}." if said else ""


def _faults(record: Mapping[str, Any], *, fictional: bool) -> list[str]:
    faults = [_("exemple inventé")] if fictional else []
    for name, (least, most) in (("nom", _NAME), ("description", _DESCRIPTION)):
        length = len(record[name] or "")
        if not least <= length <= most:
            faults.append(
                _("{field} : {got} caractères, de {least} à {most} attendus").format(
                    field=name, got=length, least=least, most=most
                )
            )
    return faults if record["date_maj"] else [*faults, _("date_maj : inconnue")]


def _degrees(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), 6)


def _typologies() -> dict[str, list[str]]:
    codes: dict[str, list[str]] = {}
    for line in crosswalk():
        if line.system is CodeSystem.DATA_INCLUSION and line.axis is Axis.SCHEME and line.strength is Strength.EXACT:
            codes.setdefault(line.target, []).append(line.code)
    return codes


def as_table(records: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the records as a table, for the CSV."""
    table = pd.DataFrame(records, columns=[*FIELDS])
    numbers = ["longitude", "latitude"]
    return table.assign(**{name: texts(table[name]) for name in FIELDS if name not in numbers}).astype(
        dict.fromkeys(numbers, "float64")
    )
