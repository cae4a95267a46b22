"""Opens what is sealed of a person, for one page and no longer; nothing is kept of it."""

import logging

from msgspec.structs import replace

from central.edges import service as edges
from central.errors import KeyMissing
from central.rental import masks
from central.rental.tables import identity
from central.sealed.ring import ring
from central.sealed.words import is_sealed
from wire.kinds import Identity
from wire.sealed import NotSealed

log = logging.getLogger(__name__)


def masked_name(sealed: str, registration_id: int, person: str) -> str:
    """张**; "" when there is no name, or it was sealed for another key."""
    return masks.name(word("name", sealed, registration_id, person))


def masked_number(sealed: str, registration_id: int, person: str) -> str:
    """330****1234; "" when there is no number, or it was sealed for another key."""
    return masks.number(word("number", sealed, registration_id, person))


def masked_phone(sealed: str, registration_id: int, person: str) -> str:
    """138****5678; "" when there is none, or it was sealed for another key."""
    return masks.phone(word("phone", sealed, registration_id, person))


def word(field: str, sealed: str, registration_id: int, person: str) -> str:
    """What is sealed in a field of somebody's identity; "" when there is nothing, or it does not open here.

    person: what a box has bound the word to, until central seals it itself.
    """
    try:
        if is_sealed(sealed):
            return ring().unseal(identity.c[field], registration_id, sealed)
        opened = edges.unseal_identity(edges.sealing_key(), person, replace(Identity("", ""), **{field: sealed}))
        return str(getattr(opened, field))
    except NotSealed:
        return ""
    except KeyMissing as error:
        log.warning("%s", error)
        return ""
