"""How far central has come with one outbox. The edge trusts only this, never its own memory of it."""

import msgspec

from wire.record import GENESIS


class Cursor(msgspec.Struct, frozen=True):
    """Central holds every record of `outbox` up to and including `seq`, the last with `digest`.

    `seq` 0 and digest GENESIS: central has none of them.
    """

    outbox: str
    seq: int = 0
    digest: str = GENESIS
