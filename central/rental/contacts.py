"""Seals the phone number somebody gives on their phone, for central itself."""

from central.edges import service as edges
from wire.sealed import seal


def sealed(number: str, preparation: str) -> str:
    """The number, bound to the preparation; "" stays "". It does not open for another."""
    return seal(number, edges.sealing_key().public_key(), f"phone:{preparation}") if number else ""
