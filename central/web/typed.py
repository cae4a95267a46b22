"""What people type or paste into a form, without what they cannot see.

Chinese keyboards write a space as wide as a sign (U+3000), texts from the web hold spaces that break no line (U+00A0),
and contacts of a phone bring marks around a number. To whoever typed it, all of it is a space or nothing, so a name
must not be refused for it, nor be another name. What turns the direction of a text stays, and is refused as no letter.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.datastructures.structures import iter_multi_items

from central.web.refilled import SEEN

_SPACES: Final = dict.fromkeys([0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
"""Unicode's separators of words (Zs), of any width."""
_UNSEEN: Final = dict.fromkeys([0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF])
"""Where a word may break, or must not; which way a sign reads; what begins a file."""
_PLAIN: Final = _SPACES | _UNSEEN
_AS_THEY_ARE: Final = re.compile(rf"password|^{SEEN}")
"""Fields that are left as they are: whoever chose a password chose each of its signs, and what somebody had seen is
held against what is kept."""


def plain(text: str) -> str:
    """The text with spaces of one kind, and without signs that nobody sees. Ends of lines stay."""
    return text.translate(_PLAIN)


class Typed(ImmutableMultiDict[str, Any]):
    """The fields of a form, or of an address."""

    def __init__(self, mapping: Any = ()) -> None:
        super().__init__(list(_plain_fields(iter_multi_items(mapping or ()))))


class TypedRequest(Request):
    """A request whose fields are `Typed`."""

    parameter_storage_class = Typed


def _plain_fields(fields: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, Any]]:
    for name, value in fields:
        is_words = isinstance(value, str) and not value.isascii() and not _AS_THEY_ARE.search(name)
        yield name, plain(value) if is_words else value
