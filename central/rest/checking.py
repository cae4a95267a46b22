"""What was sent, checked against its model: nothing that is not known, nothing twice, nothing guessed.

What is wrong is said field by field; what was sent is not said back.
"""

import re
from typing import Any, Final

from flask import request
from pydantic import ValidationError

from central.rest.models import Model
from central.rest.operations import Operation
from central.rest.problems import FieldError, Kind, Trouble

LARGEST_BODY: Final = 64 * 1024
MOST_ERRORS: Final = 20

_KEY: Final = re.compile(r"[\x21-\x7e]{1,128}", re.ASCII)
_FIELD: Final = re.compile(r"[a-z_]{1,40}|[0-9]{1,3}", re.ASCII)


def query(operation: Operation) -> Model:
    """What stands behind the question mark. Raises Trouble."""
    given: dict[str, Any] = {}
    for name, values in request.args.lists():
        if len(values) > 1:
            raise _invalid([FieldError(where=_where("query", name), problem="It stands there more than once.")])
        given[name] = values[0]
    try:
        return operation.query.model_validate(given)
    except ValidationError as error:
        raise _invalid(_errors(error, "query")) from None


def sent() -> bytes:
    """The body as it came. Raises Trouble."""
    data = request.get_data()
    if len(data) > LARGEST_BODY:
        raise Trouble(Kind.TOO_LARGE, f"{LARGEST_BODY} bytes is the most")
    return data


def body(operation: Operation) -> Model | None:
    """The JSON of a change. Raises Trouble."""
    if operation.body is None:
        if sent():
            raise _invalid([FieldError(where="body", problem="There is none.")])
        return None
    if request.mimetype != "application/json":
        raise Trouble(Kind.NOT_JSON, "send it with Content-Type: application/json")
    try:
        return operation.body.model_validate_json(sent())
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":
            raise Trouble(Kind.UNREADABLE, "the body is not JSON") from None
        raise _invalid(_errors(error, "body")) from None


def idempotency_key() -> str:
    """What the sender calls this change. Raises Trouble."""
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise Trouble(Kind.KEY_MISSING, "send one of your own: 1 to 128 signs, new for each change")
    return key


def if_match() -> str:
    """What the sender has seen of what they change. Raises Trouble."""
    seen = request.headers.get("If-Match", "").strip()
    if not seen:
        raise Trouble(Kind.NOT_SEEN, "read it, and send its ETag back; * if it does not matter how it is by now")
    return seen


def _errors(error: ValidationError, part: str) -> list[FieldError]:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return [
        FieldError(where=_where(part, *each["loc"]), problem=str(each["msg"])[:200]) for each in found[:MOST_ERRORS]
    ]


def _where(part: str, *loc: str | int) -> str:
    return "/".join([part, *(str(step) if _FIELD.fullmatch(str(step)) else "?" for step in loc)])


def _invalid(errors: list[FieldError]) -> Trouble:
    return Trouble(Kind.INVALID, "see errors", errors=errors)
