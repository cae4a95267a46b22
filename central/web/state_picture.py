"""A picture of the states something can be in and the ways between them, drawn from the very table the rules go by.

The first state stands at the left, those from which nothing follows at the right, the others between them by how many
steps it takes to get there. A way that passes a column goes above or below it. The words are drawn, too; whoever does
not see the picture reads the list of ways that stands beside it (components/state_picture.html).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup, escape

Way = tuple[str, str, str]
"""From a state, by an event, to a state."""

WIDTH: Final = 124
HEIGHT: Final = 40
_GAP_X: Final = 180
_GAP_Y: Final = 66
_MARGIN: Final = 46
_ARROW: Final = Markup(
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    '<path class="head" d="M0 0 8 4 0 8z"/></marker></defs>'
)


@dataclass(frozen=True)
class _Spot:
    """Where a state's box is: its middle, and its column."""

    x: int
    y: int
    column: int


def picture(ways: Sequence[Way], current: str, state: Callable[[str], Any], event: Callable[[str], Any]) -> Markup:
    """The picture as SVG, with the state things are in now marked. state, event: what they are called."""
    spots = _spots(ways)
    width = max(spot.x for spot in spots.values()) + WIDTH // 2 + 8
    height = max(spot.y for spot in spots.values()) + HEIGHT // 2 + _MARGIN
    lines = [_line(spots[start], spots[end], names, event, height) for (start, end), names in _merged(ways).items()]
    boxes = [_box(spot, state(name), is_now=name == current) for name, spot in spots.items()]
    opening = Markup('<svg class="states" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">').format(
        width, height
    )
    return opening + _ARROW + Markup().join(lines) + Markup().join(boxes) + Markup("</svg>")


def _spots(ways: Sequence[Way]) -> dict[str, _Spot]:
    columns = defaultdict(list)
    for name, column in _columns(ways).items():
        columns[column].append(name)
    tallest = max(map(len, columns.values()))
    found = {}
    for column, names in sorted(columns.items()):
        top = _MARGIN + HEIGHT // 2 + (tallest - len(names)) * (HEIGHT + _GAP_Y) // 2
        for row, name in enumerate(names):
            x = 8 + WIDTH // 2 + column * (WIDTH + _GAP_X)
            found[name] = _Spot(x, top + row * (HEIGHT + _GAP_Y), column)
    return found


def _columns(ways: Sequence[Way]) -> dict[str, int]:
    """How many steps from the first state; where nothing follows, the last column."""
    steps = {ways[0][0]: 0}
    queue = [ways[0][0]]
    for name in queue:
        for start, _, end in ways:
            if start == name and end not in steps:
                steps[end] = steps[name] + 1
                queue.append(end)
    goes_on = {start for start, _, end in ways if end != start}
    last = max((column for name, column in steps.items() if name in goes_on), default=0) + 1
    return {name: column if name in goes_on else last for name, column in steps.items()}


def _merged(ways: Iterable[Way]) -> dict[tuple[str, str], list[str]]:
    """Ways between the same two states are one line; what leads back to where it began is only in the list."""
    found = defaultdict(list)
    for start, name, end in ways:
        if start != end:
            found[start, end].append(name)
    return found


def _line(start: _Spot, end: _Spot, names: list[str], event: Callable[[str], Any], height: int) -> Markup:
    path, x, y = _path(start, end, height)
    words = [escape(event(name)) for name in names]
    shown = Markup().join(
        Markup('<tspan x="{}" dy="{}">{}</tspan>').format(x, 0 if number == 0 else 13, word)
        for number, word in enumerate(words)
    )
    return Markup('<path class="way" marker-end="url(#arrow)" d="{}"/><text x="{}" y="{}">{}</text>').format(
        path, x, y - 6 * (len(words) - 1), shown
    )


def _path(start: _Spot, end: _Spot, height: int) -> tuple[str, int, int]:
    """A curve, and where its words stand."""
    if start.column == end.column:
        down = 1 if end.y > start.y else -1
        side = 10 * down
        first, last = start.y + down * HEIGHT // 2, end.y - down * HEIGHT // 2
        return f"M{start.x + side} {first} L{end.x + side} {last}", start.x + side * 4, (first + last) // 2
    right = 1 if end.column > start.column else -1
    # There and back run beside one another.
    aside = -8 if right > 0 else 8
    first, last = start.x + right * WIDTH // 2, end.x - right * WIDTH // 2
    if abs(end.column - start.column) == 1:
        middle = (first + last) // 2
        # The words stand near the outer of the two boxes, where few lines meet.
        outer, inner = (end, start) if min(start.column, end.column) == 0 else (start, end)
        near = (7 * outer.y + 3 * inner.y) // 10
        curve = f"C{middle} {start.y + aside} {middle} {end.y + aside} {last} {end.y + aside}"
        return f"M{first} {start.y + aside} {curve}", middle, near + aside * 2 + 4
    edge = 14 if end.y <= height // 2 else height - 14
    turn = start.x, (start.y - HEIGHT // 2 if edge == 14 else start.y + HEIGHT // 2)
    landing = end.x, (end.y - HEIGHT // 2 if edge == 14 else end.y + HEIGHT // 2)
    curve = f"C{turn[0]} {edge} {turn[0]} {edge} {turn[0] + 40} {edge} L{landing[0] - 40} {edge}"
    tail = f"C{landing[0]} {edge} {landing[0]} {edge} {landing[0]} {landing[1]}"
    return f"M{turn[0]} {turn[1]} {curve} {tail}", (turn[0] + landing[0]) // 2, edge + (14 if edge == 14 else -6)


def _box(spot: _Spot, word: Any, *, is_now: bool) -> Markup:
    kind = "now" if is_now else "other"
    left, top = spot.x - WIDTH // 2, spot.y - HEIGHT // 2
    drawn = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="8"/>').format(
        kind, left, top, WIDTH, HEIGHT
    )
    return drawn + Markup('<text class="{}" x="{}" y="{}">{}</text>').format(kind, spot.x, spot.y + 5, word)
