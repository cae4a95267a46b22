"""What pages, commands and other subjects may ask of the boxes."""

from central.edges.claims import CodeRow, NewCode, make_code, open_codes, revoke_box, revoke_code
from central.edges.matters import Matter, MatterRow, look_at, open_matters
from central.edges.matters import note as note_matter
from central.edges.orders import OrderRow, order_of, orders_of
from central.edges.orders import forget as forget_orders
from central.edges.orders import send as send_order
from central.edges.requests import BoxUnknown
from central.edges.sealing import key as sealing_key
from central.edges.sealing import unseal_identity
from central.edges.throttle import Throttle
from central.edges.told import OutboxRow, RecordRow, outboxes, records_of
from central.edges.views import (
    BoxRow,
    Counts,
    DoorRow,
    EntryRow,
    boxes,
    counts_since,
    doors,
    entries_after,
    entries_of,
    last_entry_id,
    recent_entries,
)

__all__ = [
    "BoxRow",
    "BoxUnknown",
    "CodeRow",
    "Counts",
    "DoorRow",
    "EntryRow",
    "Matter",
    "MatterRow",
    "NewCode",
    "OrderRow",
    "OutboxRow",
    "RecordRow",
    "Throttle",
    "boxes",
    "counts_since",
    "doors",
    "entries_after",
    "entries_of",
    "forget_orders",
    "last_entry_id",
    "look_at",
    "make_code",
    "note_matter",
    "open_codes",
    "open_matters",
    "order_of",
    "orders_of",
    "outboxes",
    "recent_entries",
    "records_of",
    "revoke_box",
    "revoke_code",
    "sealing_key",
    "send_order",
    "unseal_identity",
]
