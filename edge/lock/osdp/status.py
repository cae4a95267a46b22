"""What a peripheral's status replies mean to the door: changes only, and every contact once after it has joined."""

from collections.abc import Sequence

from edge.lock import Contact, LockEvent
from edge.lock.osdp.replies import InputStatus, LocalStatus, OutputStatus, Reply


class StatusReport:
    """The last known status of one peripheral: at first good, its outputs inactive, and nothing known of its inputs."""

    def __init__(self) -> None:
        self._local = LocalStatus(0, 0)
        self._inputs = InputStatus(b"")
        self._outputs = OutputStatus(b"")

    def forget_inputs(self) -> None:
        """The peripheral was away: what its contacts did meanwhile nobody saw."""
        self._inputs = InputStatus(b"")

    def update(self, reply: Reply) -> list[LockEvent | Contact]:
        """What `reply` says that was not known."""
        if isinstance(reply, LocalStatus):
            before, self._local = self._local, reply
            return _local_changes(before, reply)
        if isinstance(reply, InputStatus):
            seen, self._inputs = self._inputs, reply
            return [Contact(number, bool(state)) for number, state in _changed(list(map(bool, seen.states)), reply)]
        if isinstance(reply, OutputStatus):
            driven, self._outputs = self._outputs, reply
            known = [bool(state) for state in driven.states.ljust(len(reply.states), b"\0")]
            return [
                LockEvent("output", f"{number} {'active' if state else 'inactive'}")
                for number, state in _changed(known, reply)
            ]
        return []


def _local_changes(before: LocalStatus, now: LocalStatus) -> list[LockEvent | Contact]:
    events: list[LockEvent | Contact] = []
    if now.tamper and not before.tamper:
        events.append(LockEvent("tamper", "the lock's case was opened"))
    if now.power and not before.power:
        events.append(LockEvent("power-fail", "the lock's power is failing"))
    if now == LocalStatus(0, 0) != before:
        events.append(LockEvent("normal", "the lock's case is closed and its power good"))
    return events


def _changed(known: Sequence[bool], reply: InputStatus | OutputStatus) -> list[tuple[int, int]]:
    """Number and state of those that are not as they were known; one that was not known is new."""
    return [
        (number, state)
        for number, state in enumerate(reply.states)
        if number >= len(known) or bool(state) != known[number]
    ]
