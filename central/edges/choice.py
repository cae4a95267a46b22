"""Which entries a page shows: read from its address, written into its links. Every list has an address of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

LARGEST = 2**63 - 1
"""What the database's numbers reach; a larger one in an address is no id."""


@dataclass(frozen=True)
class Choice:
    """The door, the outcome, and the place with all that lies in it; None: all."""

    door_id: int | None = None
    granted: bool | None = None
    place_id: int | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Choice":
        """From an address; what can't be read chooses nothing."""
        granted = {"granted": True, "denied": False}.get(query.get("outcome", ""))
        return cls(number(query.get("door")), granted, number(query.get("place")))

    @property
    def outcome(self) -> str:
        """The outcome as an address says it."""
        return "" if self.granted is None else "granted" if self.granted else "denied"

    def as_query(self) -> dict[str, str]:
        """As the arguments of an address; what is not chosen is left out."""
        query = {"door": self.door_id, "outcome": self.outcome or None, "place": self.place_id}
        return {name: str(value) for name, value in query.items() if value is not None}


def number(text: str | None) -> int | None:
    """An id as an address holds it, None where there is none or it can't be one."""
    if not text or not (text.isascii() and text.isdigit()) or len(text) > 19:
        return None
    value = int(text)
    return value if value <= LARGEST else None
