"""The OpenAPI 3.1 document, made of the operations and their models: nothing in it is written twice."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from central.rest import problems, rules
from central.rest.catalogue import OPERATIONS
from central.rest.models import Keys, Nothing
from central.rest.operations import ALWAYS, BEGINS, Operation
from central.rest.problems import MEDIA_TYPE, Kind, Problem
from central.rest.words import mark as _

_REF: Final = "#/components/schemas/{model}"
_LIMITS: Final = {
    "RateLimit-Policy": {"$ref": "#/components/headers/RateLimit-Policy"},
    "RateLimit": {"$ref": "#/components/headers/RateLimit"},
}
_ABOUT: Final = """What a third party may ask of central. Times are RFC 3339; lists are read page by page with `next`
and `after`; every change needs an Idempotency-Key; everything that is refused is a problem (RFC 9457). Nothing here
says who somebody is: no name, no number, no face."""


@cache
def document_text() -> str:
    """The document as JSON."""
    return json.dumps(document())


@cache
def document() -> Mapping[str, Any]:
    """The document."""
    schemas = _schemas()
    return {
        "openapi": "3.1.0",
        "info": {"title": "Menlu", "version": "1", "description": " ".join(_ABOUT.split())},
        "servers": [{"url": BEGINS}],
        "security": [{"token": []}],
        "paths": _paths(schemas),
        "components": {
            "schemas": {name: schema for name, schema in schemas.items() if name not in _queries()},
            "responses": {kind.name: _refusal(kind) for kind in Kind},
            "headers": _headers(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "Made by the town."}},
        },
    }


def _paths(schemas: Mapping[str, Any]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    paths["/keys"] = {
        "get": {
            "operationId": "keys",
            "summary": _("What central signs webhooks by."),
            "security": [],
            "responses": {"200": _said(Keys, "The keys.", {})},
        }
    }
    return paths


def _operation(operation: Operation, schemas: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.scope.partition(":")[0]],
        "security": [{"token": [operation.scope.value]}],
        "parameters": [*map(_id, operation.ids), *_asked(operation, schemas), *_sent(operation)],
        "responses": _responses(operation),
    }
    if operation.body is not None:
        schema = {"$ref": _REF.format(model=operation.body.__name__)}
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return said


def _id(name: str) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _asked(operation: Operation, schemas: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parameters in the address."""
    if operation.query is Nothing:
        return []
    described = schemas[operation.query.__name__]
    required = described.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": schema.get("description", ""),
            "schema": _never_null(schema),
        }
        for name, schema in described["properties"].items()
    ]


def _never_null(schema: Mapping[str, Any]) -> Any:
    """In an address a value is there or not; it is never null."""
    choices = [each for each in schema.get("anyOf", []) if each != {"type": "null"}]
    plain = choices[0] if choices else schema
    return {name: value for name, value in plain.items() if name not in ("title", "description", "default") or value}


def _sent(operation: Operation) -> list[dict[str, Any]]:
    """The headers of a change."""
    if operation.method == "GET":
        return []
    about = _("One of your own for each change; sent again, it gets the same answer for a day.")
    key = {"type": "string", "pattern": "^[!-~]{1,128}$"}
    headers = [{"name": "Idempotency-Key", "in": "header", "required": True, "description": about, "schema": key}]
    if operation.matched:
        about = _("The ETag of what you have seen: if it was changed meanwhile, nothing is done. * is however it is.")
        tag = {"type": "string", "pattern": '^(\\*|"[0-9a-f]{32}")$'}
        headers.append({"name": "If-Match", "in": "header", "required": True, "description": about, "schema": tag})
    return headers


def _responses(operation: Operation) -> dict[str, Any]:
    headers: dict[str, Any] = dict(_LIMITS)
    if operation.tagged:
        headers["ETag"] = {"$ref": "#/components/headers/ETag"}
    if operation.method == "POST":
        headers["Idempotency-Replayed"] = {"$ref": "#/components/headers/Idempotency-Replayed"}
    said = {str(operation.status): _said(operation.answer, "Done.", headers)}
    kinds = {*ALWAYS, *operation.troubles}
    for status in sorted({problems.TITLES[kind][0] for kind in kinds}):
        kind = next(kind for kind in Kind if kind in kinds and problems.TITLES[kind][0] == status)
        said[str(status)] = {"$ref": f"#/components/responses/{kind.name}"}
    return said


def _said(model: type[BaseModel], about: str, headers: Mapping[str, Any]) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=model.__name__)}
    return {"description": about, "headers": dict(headers), "content": {"application/json": {"schema": schema}}}


def _refusal(kind: Kind) -> dict[str, Any]:
    title = problems.TITLES[kind][1]
    headers: dict[str, Any] = {}
    if kind in (Kind.TOO_MANY, Kind.AWAY):
        headers["Retry-After"] = {"$ref": "#/components/headers/Retry-After"}
    if kind is Kind.UNKNOWN:
        headers["WWW-Authenticate"] = {"schema": {"type": "string"}, "required": True}
    schema = {"$ref": _REF.format(model=Problem.__name__)}
    return {"description": title, "headers": headers, "content": {MEDIA_TYPE: {"schema": schema}}}


def _headers() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "RateLimit-Policy": {"description": f"{rules.PER_MINUTE} requests a minute.", "required": True, "schema": text},
        "RateLimit": {"description": "How many are left, and for how many seconds.", "required": True, "schema": text},
        "ETag": {"description": "What was seen of it, for If-Match.", "required": True, "schema": text},
        "Idempotency-Replayed": {"description": "true: it was done before.", "required": False, "schema": text},
        "Retry-After": {
            "description": "Seconds.",
            "required": True,
            "schema": {"type": "string", "pattern": "^[0-9]+$"},
        },
    }


def _queries() -> set[str]:
    return {operation.query.__name__ for operation in OPERATIONS}


@cache
def _schemas() -> dict[str, Any]:
    given: set[type[BaseModel]] = {operation.answer for operation in OPERATIONS} | {Problem, Keys}
    taken: set[type[BaseModel]] = {operation.body for operation in OPERATIONS if operation.body is not None}
    taken |= {operation.query for operation in OPERATIONS}
    ordered = sorted(given, key=lambda model: model.__name__), sorted(taken, key=lambda model: model.__name__)
    _refs, made = models_json_schema(
        [(model, "serialization") for model in ordered[0]] + [(model, "validation") for model in ordered[1]],
        ref_template=_REF,
    )
    schemas: dict[str, Any] = made["$defs"]
    return schemas
