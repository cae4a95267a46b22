"""The table of a clock's states as a Mermaid state diagram, for docs/clocks.md."""

from central.clock.states import OPEN, TABLE, State


def diagram() -> str:
    """The picture: every way a clock can go; what leaves the state as it is is written in it."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.RUNNING}: started"]
    for state, ways in TABLE.items():
        lines += [f"    {state} --> {to}: {event}" for event, to in ways.items() if to is not state]
        staying = ", ".join(event for event, to in ways.items() if to is state)
        lines += [f"    {state}: {state} ({staying})"] if staying else []
        lines += [] if state in OPEN else [f"    {state} --> [*]"]
    return "\n".join(lines)


if __name__ == "__main__":
    print(diagram())  # noqa: T201 - the command prints what it draws
