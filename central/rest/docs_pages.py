"""The page that says what programs may ask: made of the OpenAPI document itself, in the reader's language, open to all.

It says nothing of the town, so whoever writes such a program needs no sign-in to read it.
"""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Flask, make_response, render_template
from werkzeug import Response

from central.events.service import Event
from central.rest import labels, openapi, problems, rules, words
from central.rest.delivering import body_of
from central.rest.operations import BEGINS
from central.rest.problems import Kind
from central.web.address import central

_EVENT: Final = Event(0, "9f86d081884c7d659a2feaa0c55ad015", 1_795_000_000_000, "stay.ended", "stay:12", 3)
"""An example."""

blueprint = Blueprint("rest_docs", __name__, url_prefix="/rest", template_folder="templates")


def init_app(app: Flask) -> None:
    """Put the page into `app`."""
    app.register_blueprint(blueprint)


@blueprint.get("/docs")
def docs() -> Response:
    """All operations, what they take and give, problems, events and signatures."""
    document = openapi.document()
    values = {
        "operations": [entry for path, methods in document["paths"].items() for entry in _entries(path, methods)],
        "schemas": {name: _fields(schema) for name, schema in _objects(document)},
        "problems": [(kind.value, *problems.TITLES[kind]) for kind in Kind],
        "kinds": labels.KINDS,
        "begins": BEGINS,
        "per_minute": rules.PER_MINUTE,
        "said": words.said,
        "example": f'curl -H "Authorization: Bearer $TOKEN" {central()}{BEGINS}/rooms?limit=20',
        "event": body_of(_EVENT, place_id=5).decode(),
    }
    return make_response(render_template("rest/docs.html", **values))


@dataclass(frozen=True)
class Entry:
    """One operation as the page shows it. scope: "" where it needs no token. takes, gives: names of schemas, or ""."""

    method: str
    path: str
    name: str
    summary: str
    scope: str
    parameters: list[dict[str, str]]
    takes: str
    gives: str
    statuses: list[str]


def shape(schema: dict[str, Any]) -> str:
    """A schema in a word or two: text (date), whole number, list of Room, Moment or null."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if choices := schema.get("anyOf", schema.get("oneOf")):
        return " | ".join(map(shape, choices))
    if "const" in schema:
        return f'"{schema["const"]}"'
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"[{shape(schema['items'])}]"
    return f"{schema.get('type', '')} {schema.get('format', '')}".strip()


def _entries(path: str, methods: dict[str, Any]) -> list[Entry]:
    return [_entry(path, method, said) for method, said in methods.items()]


def _entry(path: str, method: str, said: dict[str, Any]) -> Entry:
    scopes = [scope for each in said.get("security", []) for scope in each.get("token", [])]
    done = next(answer for status, answer in said["responses"].items() if status.startswith("2"))
    return Entry(
        method.upper(),
        path,
        said["operationId"],
        said["summary"],
        scopes[0] if scopes else "",
        [_parameter(each) for each in said.get("parameters", [])],
        _named(said.get("requestBody", {})),
        _named(done),
        sorted(said["responses"]),
    )


def _parameter(said: dict[str, Any]) -> dict[str, str]:
    shown = {"name": said["name"], "where": said["in"], "shape": shape(said["schema"])}
    return shown | {"about": said.get("description", ""), "required": "yes" if said["required"] else ""}


def _named(said: dict[str, Any]) -> str:
    content = said.get("content", {}).get("application/json")
    return shape(content["schema"]) if content else ""


def _objects(document: Any) -> list[tuple[str, dict[str, Any]]]:
    schemas: dict[str, Any] = document["components"]["schemas"]
    return [(name, schema) for name, schema in schemas.items() if schema.get("type") == "object"]


def _fields(schema: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"name": name, "shape": shape(field), "about": field.get("description", "")}
        for name, field in schema.get("properties", {}).items()
    ]
