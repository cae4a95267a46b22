"""What pages, commands and other subjects may ask of the boxes."""

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
    "Counts",
    "DoorRow",
    "EntryRow",
    "boxes",
    "counts_since",
    "doors",
    "entries_after",
    "entries_of",
    "last_entry_id",
    "recent_entries",
]
