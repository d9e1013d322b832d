"""Table Schema and Data Package, by the rules of the Frictionless profiles that matter to who reads them."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from mapping.domain.nomenclature import crosswalk, default_filieres, legal_forms, schemes
from mapping.exports.archive import machine_tables
from mapping.exports.dictionary import described
from mapping.exports.open_nomenclature import VERSION, nomenclature_files
from mapping.exports.schemas import machine_csv, table_schema, tables_package
from tests.exports.bundles import HOSTILE, make_bundle

PUBLISHED = Path(__file__).parents[2] / "data" / "schema" / "ess"
TYPES = {"string", "number", "integer", "boolean"}
NAME = re.compile(r"[-a-z0-9._/]+")


def faults(package: dict, files: dict[str, bytes]) -> list[str]:
    """Return what breaks the profiles ``tabular-data-package``, ``tabular-data-resource`` and ``table-schema``."""
    found = [f"name {package['name']}"] if not NAME.fullmatch(package["name"]) else []
    found += [f"licence {licence}" for licence in package.get("licenses", []) if not {"name", "path"} & set(licence)]
    found += [f"source {source}" for source in package.get("sources", []) if not source.get("title")]
    for resource in package["resources"]:
        content = files.get(resource["path"])
        if content is None or resource["path"].startswith(("/", "..")):
            found.append(f"path {resource['path']}")
            continue
        if resource["hash"] != f"sha256:{hashlib.sha256(content).hexdigest()}" or resource["bytes"] != len(content):
            found.append(f"hash {resource['path']}")
        if not NAME.fullmatch(resource["name"]) or resource["profile"] != "tabular-data-resource":
            found.append(f"resource {resource['name']}")
        found += table_faults(resource["schema"], content)
    return found


def table_faults(schema: dict, content: bytes) -> list[str]:
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    names = [field["name"] for field in schema["fields"]]
    found = [f"header {header}"] if header != names else []
    found += [f"type {field}" for field in schema["fields"] if field["type"] not in TYPES or not field["title"]]
    keys = [tuple(row[names.index(name)] for name in schema.get("primaryKey", [])) for row in rows]
    if schema.get("primaryKey") and len(set(keys)) != len(keys):
        found.append("primaryKey")
    for position, field in enumerate(schema["fields"]):
        for row in rows:
            if not _fits(row[position], field):
                found.append(f"{field['name']} : {row[position]!r}")
    return found


def _fits(cell: str, field: dict) -> bool:
    constraints = field.get("constraints", {})
    if cell == "":
        return not constraints.get("required")
    if "enum" in constraints and cell not in constraints["enum"]:
        return False
    try:
        {"integer": int, "number": float, "boolean": ["true", "false"].index, "string": str}[field["type"]](cell)
    except ValueError:
        return False
    return True


@pytest.fixture
def written():
    bundle = make_bundle(readings={"completeness": pd.DataFrame({"code_qp": ["QN00001M"], "published": [True]})})
    about = {"name": "atelier", "sources": [{"title": "QPV"}], "licenses": [{"name": "ODbL"}]}
    return tables_package(machine_tables(bundle), bundle.snapshot.workshop.filieres, about, titles={})


def test_the_data_of_an_archive_follow_their_schemas(written):
    files = {name: content for name, content in written.items() if isinstance(content, bytes)}
    assert faults(written["datapackage.json"], files) == []
    assert [resource["name"] for resource in written["datapackage.json"]["resources"]] == [
        "contributions",
        "structures",
        "quartiers",
        "manques",
        "sources",
        "lecture-completeness",
    ]


def test_each_schema_stands_alone_beside_its_table(written):
    for resource in written["datapackage.json"]["resources"]:
        assert written[f"schemas/{resource['name']}.json"] == resource["schema"]


def test_the_check_sees_what_breaks_a_profile(written):
    files = {name: content for name, content in written.items() if isinstance(content, bytes)}
    spoilt = files | {"manques.csv": files["manques.csv"].replace(b"1000.0", b"mille")}
    found = faults(written["datapackage.json"], spoilt)
    assert "hash manques.csv" in found
    assert "population : 'mille'" in found
    assert faults(written["datapackage.json"] | {"name": "Mon atelier"}, files) == ["name Mon atelier"]


def test_the_dictionary_defines_every_column_of_what_is_ours(written):
    rows = list(csv.DictReader(io.StringIO(written["dictionnaire.csv"].decode("utf-8"))))
    undefined = [row["colonne"] for row in rows if not row["définition"] and not row["table"].startswith("lecture-")]
    assert undefined == []
    assert {"contributions", "manques", "lecture-completeness"} <= {row["table"] for row in rows}


def test_texts_for_machines_are_to_the_letter():
    table = pd.DataFrame({"texte": HOSTILE, "n": [1.5, 2.0, None, 4.0, 5.0], "b": [True, False, True, False, True]})
    read = pd.read_csv(io.BytesIO(machine_csv(table)))
    assert read["texte"].tolist() == list(HOSTILE)
    assert read["n"].tolist()[:2] == [1.5, 2.0]
    assert read["b"].dtype == bool
    assert machine_csv(table).startswith(b"texte,n,b\r\n")


def test_types_are_those_of_the_columns():
    table = pd.DataFrame({"personnes": [1], "population": [1.5], "fictif": [True], "texte": ["a"]})
    schema = table_schema(table, described(table.columns), key=("texte",))
    assert [field["type"] for field in schema["fields"]] == ["integer", "number", "boolean", "string"]
    assert schema["fields"][3]["constraints"] == {"required": True}
    assert schema["primaryKey"] == ["texte"]


def test_the_published_nomenclature_is_that_of_the_program():
    published = {str(path.relative_to(PUBLISHED)): path.read_bytes() for path in PUBLISHED.rglob("*.*")}
    assert {name: content for name, content in published.items() if name != "README.md"} == nomenclature_files()


def test_the_published_nomenclature_follows_its_schemas_and_says_its_version_and_licence():
    files = nomenclature_files()
    package = json.loads(files["datapackage.json"])
    assert faults(package, files) == []
    assert (package["version"], package["licenses"][0]["name"]) == (VERSION, "etalab-2.0")


def test_every_line_of_the_nomenclature_is_published_and_every_target_exists():
    files = nomenclature_files()
    rows = {
        name: list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode("utf-8"))))
        for name in ("besoins", "statuts", "dispositifs", "correspondances")
    }
    assert [row["id"] for row in rows["besoins"]] == [filiere.id for filiere in default_filieres()]
    assert [row["id"] for row in rows["statuts"]] == list(legal_forms())
    assert [row["id"] for row in rows["dispositifs"]] == list(schemes())
    assert len(rows["correspondances"]) == len(crosswalk())
    tables = {"legal_form": "statuts", "scheme": "dispositifs", "filiere": "besoins"}
    for row in rows["correspondances"]:
        assert row["cible"] in {line["id"] for line in rows[tables[row["axe"]]]}
    for name in ("regie_de_quartier", "amap"):
        assert name in {row["id"] for row in rows["dispositifs"]}
    assert {"scop", "scic", "cae"} <= {row["id"] for row in rows["statuts"]}
