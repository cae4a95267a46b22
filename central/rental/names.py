"""Opens what boxes have sealed of a person, for one page and no longer; nothing is kept of it."""

from central.edges import service as edges
from central.rental import masks
from wire.kinds import Identity
from wire.sealed import NotSealed


def masked_name(sealed: str, person: str) -> str:
    """张**; "" when there is no name, or it was sealed for another key."""
    return masks.name(_open(Identity(sealed, ""), person).name)


def masked_number(sealed: str, person: str) -> str:
    """330***********1234; "" when there is no number, or it was sealed for another key."""
    return masks.number(_open(Identity("", sealed), person).number)


def _open(identity: Identity, person: str) -> Identity:
    try:
        return edges.unseal_identity(edges.sealing_key(), person, identity)
    except NotSealed:
        return Identity("", "")
