"""Nobody works out from what is said how many are in where they are few."""

from collections.abc import Iterable, Mapping
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from central.rental.presence.unsaid import Cell, unsaid

FEWEST = 3
"""As few as keep the test quick: the number is not the point."""
CAP = 14
"""Of a single house in what somebody tries."""


@st.composite
def towns(draw: st.DrawFn) -> dict[int, Cell[int]]:
    """A tree of places with houses: wholes first, and each count of a whole is the sum of its parts."""
    wholes = draw(st.lists(st.integers(0, 3), min_size=1, max_size=8))
    above: dict[int, int | None] = {0: None}
    above |= {number: min(whole, number - 1) for number, whole in enumerate(wholes, 1)}
    counts = {number: draw(st.integers(0, 7)) for number in above if number not in above.values()}
    for number in reversed(list(above)):
        if number not in counts:
            counts[number] = sum(counts[part] for part, whole in above.items() if whole == number)
    return {number: Cell(counts[number], whole) for number, whole in above.items()}


def possible(town: Mapping[int, Cell[int]], said: Iterable[int], number: int, among: range) -> bool:
    """Whether a count could be one of these, for whoever sees what is said and can add."""
    known, sums = set(said), {}
    for each in reversed(list(town)):
        parts = [sums[part] for part, cell in town.items() if cell.whole == each]
        found = {sum(some) for some in product(*parts)} if parts else set(range(CAP))
        found = found & {town[each].count} if each in known else found
        sums[each] = {count for count in found if each != number or count in among}
    return bool(sums[0])


@settings(max_examples=25, deadline=None)
@given(town=towns())
def test_of_nowhere_does_it_follow_that_few_are_there(town: dict[int, Cell[int]]) -> None:
    left = unsaid(town, FEWEST)
    said = town.keys() - left

    few = {number for number, cell in town.items() if cell.count < FEWEST}
    assert few <= left
    assert left == set() or few
    for number in few:
        assert possible(town, said, number, range(FEWEST, CAP * len(town)))


def test_a_quiet_village_takes_the_smallest_other_with_it_and_no_more() -> None:
    villages = {"town": Cell(90, None), "quiet": Cell(2, "town"), "small": Cell(8, "town"), "large": Cell(80, "town")}
    houses = {f"{number}": Cell(40, "large") for number in (1, 2)}

    assert unsaid(villages | houses, 5) == {"quiet", "small"}
    assert unsaid({"town": Cell(8, None), "only": Cell(8, "town")}, 5) == set()
    assert unsaid({"town": Cell(2, None), "only": Cell(2, "town")}, 5) == {"town", "only"}
