"""What pages, commands and other subjects may ask of the boxes."""

from central.edges.behind import NOTHING, Told, heard_lately, told
from central.edges.claims import (
    CODE_LIFE,
    CodeRow,
    CodeUse,
    NewCode,
    hold_box,
    make_code,
    open_codes,
    revoke_box,
    revoke_code,
    use_of,
)
from central.edges.greeting import add as add_greeter
from central.edges.healths import days_with_entries, first_let_in, healths
from central.edges.last_words import forget as forget_orders
from central.edges.marks import Marks, marks
from central.edges.matters import Matter, MatterRow, count_matters, look_at, open_matters
from central.edges.matters import forget as forget_matters
from central.edges.matters import note as note_matter
from central.edges.moving import add as add_mover
from central.edges.naming import boxes_named
from central.edges.nightly import Recount, nightly_of
from central.edges.nightly import last as last_recount
from central.edges.numbered import (
    FEWEST,
    EntryCount,
    NumberedBox,
    NumberedDoor,
    NumberedMatter,
    boxes_after,
    doors_after,
    entry_counts,
    matter_of,
    matters_after,
)
from central.edges.of_person import entries_of_person
from central.edges.ordered import OrderRow, order_of, orders_about, orders_of, page_of_orders, refusing
from central.edges.orders import send as send_order
from central.edges.presence import is_silent
from central.edges.projecting import projecting, unshown
from central.edges.requests import BoxUnknown
from central.edges.retention import Retention, rest, retention_of
from central.edges.retention import count_old as count_old_entries
from central.edges.sealing import key as sealing_key
from central.edges.sealing import unseal_identity
from central.edges.seen import last_seen
from central.edges.tally import Tally, tally
from central.edges.throttle import Throttle
from central.edges.told import OutboxRow, RecordRow, outboxes, records_of
from central.edges.views import (
    BoxRow,
    Counts,
    DoorRow,
    EntryRow,
    box_of,
    boxes,
    boxes_gone,
    boxes_in_use,
    boxes_within,
    count_silent,
    counts_since,
    doors,
    entries_after,
    entries_of,
    key_of,
    last_entry_id,
    page_of_doors,
    places_of_boxes,
    recent_entries,
)

__all__ = [
    "CODE_LIFE",
    "FEWEST",
    "NOTHING",
    "BoxRow",
    "BoxUnknown",
    "CodeRow",
    "CodeUse",
    "Counts",
    "DoorRow",
    "EntryCount",
    "EntryRow",
    "Marks",
    "Matter",
    "MatterRow",
    "NewCode",
    "NumberedBox",
    "NumberedDoor",
    "NumberedMatter",
    "OrderRow",
    "OutboxRow",
    "RecordRow",
    "Recount",
    "Retention",
    "Tally",
    "Throttle",
    "Told",
    "add_greeter",
    "add_mover",
    "box_of",
    "boxes",
    "boxes_after",
    "boxes_gone",
    "boxes_in_use",
    "boxes_named",
    "boxes_within",
    "count_matters",
    "count_old_entries",
    "count_silent",
    "counts_since",
    "days_with_entries",
    "doors",
    "doors_after",
    "entries_after",
    "entries_of",
    "entries_of_person",
    "entry_counts",
    "first_let_in",
    "forget_matters",
    "forget_orders",
    "healths",
    "heard_lately",
    "hold_box",
    "is_silent",
    "key_of",
    "last_entry_id",
    "last_recount",
    "last_seen",
    "look_at",
    "make_code",
    "marks",
    "matter_of",
    "matters_after",
    "nightly_of",
    "note_matter",
    "open_codes",
    "open_matters",
    "order_of",
    "orders_about",
    "orders_of",
    "outboxes",
    "page_of_doors",
    "page_of_orders",
    "places_of_boxes",
    "projecting",
    "recent_entries",
    "records_of",
    "refusing",
    "rest",
    "retention_of",
    "revoke_box",
    "revoke_code",
    "sealing_key",
    "send_order",
    "tally",
    "told",
    "unseal_identity",
    "unshown",
    "use_of",
]
