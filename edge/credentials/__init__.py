"""What a person opens with besides their face, and how it is told whose it is.

pin.py      a number the person chose, told with their room
phone.py    a one-time code that their own phone shows, told with their room
card.py     a card held to the reader at the door
room.py     how a room is compared with what somebody typed

Nothing here is ever printed: no PIN, code, card number or secret is in a repr, a log or a record.
"""

from collections.abc import Callable

Digest = Callable[[bytes, str], bytes]
"""A digest of a message in a context, which only this box can make (the vault's)."""
