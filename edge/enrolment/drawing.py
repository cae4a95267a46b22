"""The table of an enrolment's ways as a Mermaid state diagram, for docs/enrolment.md."""

from edge.enrolment.states import STEPS, TABLE, State, Way


def diagram() -> str:
    """The picture; going back and cancelling are left out, since they lead from everywhere to where one came from."""
    lines = ["stateDiagram-v2"]
    for number, states in enumerate(STEPS, 1):
        inside = "; ".join(_name(state) for state in State if state in states)
        lines.append(f"    %% step {number}: {inside}")
    for state, ways in TABLE.items():
        lines += [f"    {_name(state)} --> {_name(way.to)}: {_label(way)}" for way in ways if way.on.__name__ != "Back"]
    return "\n".join(lines)


def _name(state: State) -> str:
    return state.value.replace("-", "_")


def _label(way: Way) -> str:
    guard = f" [{way.when.__name__.replace('_', ' ')}]" if way.when else ""
    return way.on.__name__ + guard


if __name__ == "__main__":
    print(diagram())  # noqa: T201 - the command prints what it draws
