"""The description of the JSON API of the room, in OpenAPI 3.1: what ``docs/openapi.json`` holds.

``python -m mapping.web.openapi`` prints it. A test keeps the file, and the routes, in line with it.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

from mapping import __version__

JsonObject = dict[str, Any]

_TEXT: Mapping[str, Any] = {"type": "string"}
_NUMBER: Mapping[str, Any] = {"type": "number"}
_ID: Mapping[str, Any] = {"type": "string", "format": "uuid"}
_POSITION: Mapping[str, Any] = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3}
_GEOMETRY: Mapping[str, Any] = {
    "type": ["object", "null"],
    "properties": {"type": {"enum": ["Point", "LineString", "Polygon"]}, "coordinates": {"type": "array"}},
}
_STATUSES = (400, 403, 404, 408, 409, 413, 415, 429, 503)
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def description() -> JsonObject:
    """Return the description."""
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": _DRAFT,
        "info": {
            "title": "Cartoquartier, la page des habitants",
            "version": __version__,
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "paths": _paths(),
        "components": {
            "schemas": {"Error": _object({"erreur": _TEXT}, required=("erreur",))},
            "responses": {
                "Refused": {
                    "description": "Une phrase, dans la langue de la personne",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
                }
            },
        },
    }


def _paths() -> JsonObject:
    point = {"lon": _NUMBER, "lat": _NUMBER}
    vote = {"contribution_id": _TEXT, "group": _TEXT, "id": _ID}
    return {
        "/api/atelier": {"get": _get("Tout ce qu'il faut pour la page", _object())},
        "/api/carte": {"get": _get("Ce que tout le monde peut voir", _object())},
        "/api/chercher": {"get": _get("Rues et repères", _list(), optional={"q": _TEXT})},
        "/api/case": {"get": _get("Le milieu d'une case du plan", _object(point), optional={"nom": _TEXT})},
        "/api/proches": {
            "get": _get("« C'est lui ? »", _list(), required=point, optional={"filiere": _TEXT, "nom": _TEXT})
        },
        "/api/mur": {"get": _get("Ce qui a changé sur le mur", _object(), optional={"since": {"type": "integer"}})},
        "/api/mur/fond": {"get": _get("Le fond du mur", _object())},
        "/api/contributions": {"post": _post("Ajouter", _contribution(), created=True)},
        "/api/contributions/{id}/photo": {"post": _photo()},
        "/api/connaissances": {"post": _post("Dire qu'on connaît un lieu", _knowledge(), created=True)},
        "/api/retrait": {"post": _post("Retirer", _object({"code": _TEXT}, required=("code",)))},
        "/api/mes-contributions": {
            "post": _post("Relire ce qu'on a envoyé", _object({"code": _TEXT}, required=("code",)), answer=_list())
        },
        "/api/gommettes": {
            "get": _get("Les gommettes d'une table", _object(), optional={"groupe": _TEXT}),
            "post": _post("Poser une gommette", _object(vote, required=tuple(vote)), created=True),
        },
        "/api/gommettes/retirer": {
            "post": _post("Reprendre une gommette", _object({"id": _ID, "group": _TEXT}, required=("id", "group")))
        },
    }


def _contribution() -> JsonObject:
    return _object(
        {
            "id": _ID,
            "kind": {"enum": ["place", "need", "premises", "lived_area", "route"]},
            "filiere": {"type": ["string", "null"]},
            "text": {"type": "string", "maxLength": 2000},
            "people": {"type": "integer", "minimum": 1, "maximum": 500},
            "placement": {"enum": ["exact", "zone", "landmark", "actor", "address", "square"]},
            "near_id": _TEXT,
            "geometry": _GEOMETRY,
            "category": _TEXT,
            "group": _TEXT,
            "code": _TEXT,
            "lang": _TEXT,
        },
        required=("id", "kind"),
    )


def _knowledge() -> JsonObject:
    return _object(
        {
            "id": _ID,
            "target_id": _TEXT,
            "answer": {"enum": ["uses", "knows", "unknown"]},
            "people": {"type": "integer", "minimum": 1},
            "code": _TEXT,
            "group": _TEXT,
        },
        required=("id", "target_id", "answer"),
    )


def _photo() -> JsonObject:
    told = _post("La photo d'une contribution", {}, created=True)
    told["requestBody"]["content"] = {"image/jpeg": {"schema": {"type": "string", "maxLength": 8 * 1024 * 1024}}}
    told["parameters"] = [
        {"name": "id", "in": "path", "required": True, "schema": _TEXT},
        {"name": "X-Code", "in": "header", "required": True, "schema": {"type": "string", "pattern": "^[A-Z0-9-]*$"}},
    ]
    return told


def _get(
    summary: str,
    answer: JsonObject,
    *,
    required: Mapping[str, Any] | None = None,
    optional: Mapping[str, Any] | None = None,
) -> JsonObject:
    asked = [(name, schema, True) for name, schema in (required or {}).items()]
    asked += [(name, schema, False) for name, schema in {**(optional or {}), "lang": _TEXT}.items()]
    parameters = [{"name": name, "in": "query", "required": must, "schema": schema} for name, schema, must in asked]
    return {"summary": summary, "parameters": parameters, "responses": _responses(answer, created=False)}


def _post(summary: str, body: JsonObject, *, created: bool = False, answer: JsonObject | None = None) -> JsonObject:
    return {
        "summary": summary,
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": _responses(answer or _object(), created=created),
    }


def _responses(answer: JsonObject, *, created: bool) -> JsonObject:
    good = {"description": "Fait", "content": {"application/json": {"schema": answer}}}
    refused = {str(status): {"$ref": "#/components/responses/Refused"} for status in _STATUSES}
    return {"200": good, **({"201": good} if created else {}), **refused}


def _object(properties: Mapping[str, Any] | None = None, *, required: tuple[str, ...] = ()) -> JsonObject:
    told: JsonObject = {"type": "object"}
    if properties:
        told["properties"] = dict(properties)
    return told | ({"required": list(required)} if required else {})


def _list() -> JsonObject:
    return {"type": "array", "items": _object()}


def as_text() -> str:
    """Return the content of ``docs/openapi.json``."""
    return json.dumps(description(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(as_text())
