"""Seals the phone number somebody gives on their phone, for central itself, and opens it for them."""

from central.edges import service as edges
from wire.kinds import Identity
from wire.sealed import NotSealed, seal


def sealed(number: str, preparation: str) -> str:
    """The number, bound to the preparation; "" stays "". It does not open for another."""
    return seal(number, edges.sealing_key().public_key(), f"phone:{preparation}") if number else ""


def opened(contact: str, preparation: str) -> str:
    """The number; "" when there is none, or it was sealed for another key."""
    try:
        return edges.unseal_identity(edges.sealing_key(), preparation, Identity("", "", phone=contact)).phone
    except NotSealed:
        return ""
