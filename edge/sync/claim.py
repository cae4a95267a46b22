"""How the box becomes known to central: a code made there, presented with the box's own key."""

from base64 import urlsafe_b64encode

import msgspec

from edge.errors import CentralRefused
from edge.sync.link import Link
from wire.claim import Claim, Claimed, normalised
from wire.problem import ProblemType


def claim(link: Link, code: str, public_key: bytes, version: str) -> Claimed:
    """Claim this box with `code`; `version` is its software's. Repeating it with the same code does no harm.

    Raises CentralRefused when the code can't be used, CentralUnreachable when nobody answered.
    """
    key = urlsafe_b64encode(public_key).rstrip(b"=").decode()
    body = msgspec.json.encode(Claim(normalised(code), key, version))
    try:
        return link.ask("POST", "/api/v1/claim", Claimed, body)
    except CentralRefused as error:
        if error.problem.type != ProblemType.CLOCK or error.problem.time is None:
            raise
        link.settle_time(error.problem.time)
    return link.ask("POST", "/api/v1/claim", Claimed, body)
