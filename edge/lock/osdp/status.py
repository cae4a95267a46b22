"""What a peripheral's status replies mean to the door: LockEvents, for changes only."""

from edge.lock import LockEvent
from edge.lock.osdp.replies import InputStatus, LocalStatus, OutputStatus, Reply


class StatusReport:
    """The last known status of one peripheral; everything counts as good and inactive at first."""

    def __init__(self) -> None:
        self._local = LocalStatus(0, 0)
        self._inputs = InputStatus(b"")
        self._outputs = OutputStatus(b"")

    def update(self, reply: Reply) -> list[LockEvent]:
        """What `reply` says that was not known."""
        if isinstance(reply, LocalStatus):
            before, self._local = self._local, reply
            return _local_changes(before, reply)
        if isinstance(reply, InputStatus):
            seen, self._inputs = self._inputs, reply
            return _changes("input", seen.states, reply.states)
        if isinstance(reply, OutputStatus):
            driven, self._outputs = self._outputs, reply
            return _changes("output", driven.states, reply.states)
        return []


def _local_changes(before: LocalStatus, now: LocalStatus) -> list[LockEvent]:
    events = []
    if now.tamper and not before.tamper:
        events.append(LockEvent("tamper", "the lock's case was opened"))
    if now.power and not before.power:
        events.append(LockEvent("power-fail", "the lock's power is failing"))
    if now == LocalStatus(0, 0) != before:
        events.append(LockEvent("normal", "the lock's case is closed and its power good"))
    return events


def _changes(what: str, before: bytes, now: bytes) -> list[LockEvent]:
    known = before.ljust(len(now), b"\0")
    return [
        LockEvent(what, f"{number} {'active' if state else 'inactive'}")
        for number, state in enumerate(now)
        if bool(state) != bool(known[number])
    ]
