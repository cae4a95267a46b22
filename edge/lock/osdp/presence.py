"""Whether a peripheral counts as online, and what is told about it: not every moment of noise is news."""

from edge.lock import LockEvent

GRACE = 1.0
"""A session that is back within this time is not reported as offline, s."""


class Presence:
    """Fed by the session: `joined`, `lost`; `tick` gives the events. Offline is told once for each complaint."""

    def __init__(self, now: float) -> None:
        self.is_online = False
        self._lost_at: float | None = now
        self._complaint = "does not answer"
        self._told: str | None = None

    @property
    def doubted_until(self) -> float | None:
        """When it will be told as offline, unless it joins before."""
        if self._lost_at is None or self._told == self._complaint:
            return None
        return self._lost_at + GRACE

    def is_missed(self, now: float) -> bool:
        """Whether it went away a moment ago, and may be back at once."""
        return self._lost_at is not None and now < self._lost_at + GRACE

    def joined(self) -> None:
        self._lost_at = None
        self._told = None

    def lost(self, now: float, complaint: str) -> None:
        """Not in session since `now` or before, for the reason that goes on "the lock …"."""
        self._complaint = complaint
        if self._lost_at is None:
            self._lost_at = now

    def tick(self, now: float) -> list[LockEvent]:
        """What is to be told now."""
        if self._lost_at is None and not self.is_online:
            self.is_online = True
            return [LockEvent("online")]
        if self.doubted_until is not None and now >= self.doubted_until:
            self.is_online = False
            self._told = self._complaint
            return [LockEvent("offline", f"the lock {self._complaint}")]
        return []
