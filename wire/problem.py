"""A refusal, as central words it and the edge reads it (RFC 9457, application/problem+json)."""

from enum import StrEnum

import msgspec

from wire.cursor import Cursor

MEDIA_TYPE = "application/problem+json"


class ProblemType(StrEnum):
    """Why central said no; the edge acts on this, people read `detail`."""

    BAD_REQUEST = "bad-request"
    """The body can't be read as what the path takes: sending it again won't help."""
    CLAIM_REFUSED = "claim-refused"
    """The code is unknown, used or too old; which of them is not said."""
    CLOCK = "clock"
    """The signature's time is too far from central's; `time` is central's own."""
    FORK = "fork"
    """Central holds another record at `seq`: the outbox was copied back; go on under a new id from there."""
    GAP = "gap"
    """The batch begins after the record central needs next; `cursor` says which."""
    REPLAY = "replay"
    """This very request has been seen before."""
    SIGNATURE = "signature"
    """The signature is missing or wrong."""
    TOO_LARGE = "too-large"
    """The body is larger than a batch may be."""
    UNKNOWN_BOX = "unknown-box"
    """The key belongs to no claimed box: claim it (again)."""


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One refusal. `status` repeats the HTTP status; the last three are set where the type says so."""

    type: str
    title: str
    status: int
    detail: str = ""
    cursor: Cursor | None = None
    seq: int | None = None
    time: int | None = None
    """Central's clock, Unix time in milliseconds."""
