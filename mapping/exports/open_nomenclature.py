"""The nomenclature as an open schema of its own: CSV, Table Schema and Data Package, for whoever lists ESS actors.

``data/schema/ess`` holds what `nomenclature_files` returns; a test compares them. After a change of the nomenclature:
``python -c "from mapping.exports.open_nomenclature import publish; publish()"``, with a new `VERSION`.
"""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from mapping.domain.nomenclature import Axis, CodeSystem, Strength, crosswalk, default_filieres, legal_forms, schemes
from mapping.exports.dictionary import Meaning
from mapping.exports.schemas import Schema, machine_csv, resource, table_schema
from mapping.i18n import _

VERSION = "1.0.0"
"""Semantic: a removed identifier is a new major version, an added one a minor, a corrected label a patch."""
CREATED = "2026-11-23"
NAME = "ess-quartiers"
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}


def nomenclature_files() -> dict[str, bytes]:
    """Return ``{path: content}`` of the published folder."""
    files: dict[str, bytes] = {}
    resources = []
    for name, title, table, meanings in _tables():
        schema = _constrained(table_schema(table, meanings, key=_key(name)), name)
        content = machine_csv(table)
        files[f"{name}.csv"] = content
        files[f"schemas/{name}.json"] = _json(schema)
        resources.append(resource(name, f"{name}.csv", content, schema, title=title))
    package = {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": _("Économie sociale et solidaire des quartiers : statuts, dispositifs, besoins, correspondances"),
        "description": _(
            "Régie de quartier, SCIC, SCOP, CAE, AMAP, organisme de foncier solidaire : des identifiants stables et "
            "leurs correspondances avec l'Insee, la NAF, data·inclusion et OpenStreetMap, chacune avec sa force."
        ),
        "version": VERSION,
        "created": f"{CREATED}T00:00:00Z",
        "licenses": [LICENCE],
        "keywords": ["ess", "quartiers prioritaires", "nomenclature"],
        "resources": resources,
    }
    return files | {"datapackage.json": _json(package)}


def publish(folder: Path = Path("data/schema/ess")) -> None:
    """Write the files to a folder of the repository."""
    for path, content in nomenclature_files().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _tables() -> list[tuple[str, str, pd.DataFrame, dict[str, Meaning]]]:
    identifier = Meaning(_("Identifiant"), _("Stable : il ne change pas de sens d'une version à l'autre"))
    label = Meaning(_("Libellé"), _("En français"))
    source = Meaning(_("Source"), _("D'où vient cette ligne"))
    needs = pd.DataFrame(
        [(need.id, need.label, need.question, need.color, need.icon) for need in default_filieres()],
        columns=["id", "libelle", "question", "couleur", "pictogramme"],
    )
    of_need = {
        "id": identifier,
        "libelle": label,
        "question": Meaning(_("Question"), _("Ce que le besoin veut dire, en mots d'habitants")),
        "couleur": Meaning(_("Couleur"), _("#rrvvbb")),
        "pictogramme": Meaning(_("Pictogramme"), _("Nom d'un dessin de Font Awesome 6 Free (solid)")),
    }
    of_term = {"id": identifier, "libelle": label, "source": source}
    of_line = {
        "systeme": Meaning(_("Système"), _("D'où vient le code")),
        "code": Meaning(_("Code"), _("Écrit comme ce système l'écrit ; pour la NAF, un préfixe peut suffire")),
        "axe": Meaning(_("Axe"), _("legal_form (statut), scheme (dispositif) ou filiere (besoin)")),
        "cible": Meaning(_("Cible"), _("Identifiant dans la table de cet axe")),
        "force": Meaning(_("Force"), _("exact, broad (plus large) ou hint (indice, jamais appliqué seul)")),
        "source": source,
    }
    lines = pd.DataFrame(
        [(c.system.value, c.code, c.axis.value, c.target, c.strength.value, c.source) for c in crosswalk()],
        columns=[*of_line],
    )
    return [
        ("besoins", _("Besoins couverts, en mots d'habitants"), needs, of_need),
        ("statuts", _("Statuts : formes juridiques"), _terms(legal_forms()), of_term),
        (
            "dispositifs",
            _("Dispositifs, quel que soit le statut de la structure"),
            _terms(schemes()),
            of_term,
        ),
        ("correspondances", _("Correspondances avec d'autres nomenclatures"), lines, of_line),
    ]


def _terms(terms: Any) -> pd.DataFrame:
    rows = [(term.id, term.label, term.source) for term in terms.values()]
    return pd.DataFrame(rows, columns=["id", "libelle", "source"])


def _key(name: str) -> tuple[str, ...]:
    return ("systeme", "code", "axe", "cible") if name == "correspondances" else ("id",)


def _constrained(schema: Schema, name: str) -> Schema:
    if name != "correspondances":
        return schema
    closed = {"systeme": CodeSystem, "axe": Axis, "force": Strength}
    for field in schema["fields"]:
        if field["name"] in closed:
            field["constraints"] = {"required": True, "enum": [value.value for value in closed[field["name"]]]}
    return schema


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
