"""What the tenant's pages may ask of what is kept of them."""

from central.rental.own.access import SIGNS, Own, has_registered, is_open, open_by, open_with
from central.rental.own.asking import copied, correct, erase, withdraw_face
from central.rental.own.copying import packed
from central.rental.own.elsewhere import elsewhere
from central.rental.own.kept import MOST, AgreedRow, Kept, RequestRow, entries, kept_of, masked
from central.rental.own.rules import FIELDS, WORDS_LENGTH, Holding, Kind, State

__all__ = [
    "FIELDS",
    "MOST",
    "SIGNS",
    "WORDS_LENGTH",
    "AgreedRow",
    "Holding",
    "Kept",
    "Kind",
    "Own",
    "RequestRow",
    "State",
    "copied",
    "correct",
    "elsewhere",
    "entries",
    "erase",
    "has_registered",
    "is_open",
    "kept_of",
    "masked",
    "open_by",
    "open_with",
    "packed",
    "withdraw_face",
]
