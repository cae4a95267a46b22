"""Tags (ETag, RFC 9110): what somebody has seen of a thing, so that nobody changes what has changed meanwhile."""

import hashlib

from pydantic import BaseModel

from central.rest.problems import Kind, Trouble


def tag_of(model: BaseModel) -> str:
    """The tag of what is said of a thing."""
    return hashlib.sha256(model.model_dump_json().encode()).hexdigest()[:32]


def require_as_seen(if_match: str, model: BaseModel) -> None:
    """Raise Trouble unless the thing is as the request's If-Match says; `*` is however it is."""
    tags = {tag.strip() for tag in if_match.split(",")}
    if "*" not in tags and f'"{tag_of(model)}"' not in tags:
        raise Trouble(Kind.CHANGED, "read it again, and see whether you still want this")
