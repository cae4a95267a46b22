"""Writes guests of those who live in the town by rule: visitors of today and of the days before, relatives, some of
whom stay so long that they have to register.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from central.rental import days
from central.rental.guests import timing
from central.rental.guests.rules import HOUR, GuestState, Kind, Relation
from central.rental.guests.tables import guest
from central.rental.rules import DAY, StayState
from central.rental.stays import BY_TIME
from central.sealed.ring import Sealing
from central.town import invented, orders
from central.town.dice import token
from central.town.inhabitants import Stay
from central.town.orders import Told
from central.town.town import BY, Town
from central.town.writing import Rows
from wire.orders import Visit

_GUEST: Final = (
    *("id", "person", "stay_id", "kind", "state", "relation", "name", "number", "number_index", "begin", "until"),
    *("code", "made_at", "made_by", "ended_at", "ended_by"),
)
_CODE: Final = _GUEST.index("code")
_RELATIONS: Final = tuple(Relation)


@dataclass(frozen=True)
class Rule:
    """Every so many-th stay has such a guest. since: how long before now they came; lasts: how long they stay, ms."""

    every: int
    kind: Kind
    since: int
    lasts: int


RULES: Final[Sequence[Rule]] = (
    Rule(37, Kind.VISITOR, HOUR, 4 * HOUR),
    Rule(41, Kind.VISITOR, -2 * HOUR, 3 * HOUR),
    Rule(43, Kind.VISITOR, 2 * DAY, 5 * HOUR),
    Rule(53, Kind.RELATIVE, 3 * DAY, 9 * DAY),
    Rule(97, Kind.RELATIVE, 20 * DAY, 45 * DAY),
)


def write(rows: Rows, town: Town, sealing: Sealing) -> None:
    """All guests, and what boxes were told of them; their codes nobody knows any more."""
    living = [each for each in town.living.stays if each.state is StayState.RUNNING]
    pairs = ((host, rule) for host in living for rule in RULES if host.id % rule.every == 5)
    found = list(_fitting(town, pairs))
    made = [_row(number, *each, town, sealing) for number, each in enumerate(found, 1)]
    rows.put(guest, _GUEST, made)
    rows.number_on(guest)
    by_code = [(host, row) for (host, _rule), row in zip(found, made, strict=True) if row[_CODE]]
    orders.write(rows, town, [_told(host, dict(zip(_GUEST, row, strict=True))) for host, row in by_code])
    for number, (_host, rule) in enumerate(found, 1):
        if rule.lasts > 30 * DAY:
            timing.follow(rows.session, number, by=BY, now=town.now)


def _told(host: Stay, row: Mapping[str, Any]) -> Told:
    times = {"begin": row["begin"], "until": row["until"], "expires": row["until"]}
    visit = Visit(0, person=row["person"], room="", code=row["code"], **times)
    return Told(host.id, host.room_id, row["made_at"], visit)


def _fitting(town: Town, pairs: Iterator[tuple[Stay, Rule]]) -> Iterator[tuple[Stay, Rule]]:
    """Nobody is a guest before their host is there, or after."""
    for host, rule in pairs:
        begin = _begin(rule, town)
        if host.begin <= begin and begin + rule.lasts <= host.until:
            yield host, rule


def _begin(rule: Rule, town: Town) -> int:
    """Relatives come for whole days."""
    at = town.now - rule.since
    today = days.begins(days.day_of(at, town.office.zone), town.office.zone)
    return today if rule.kind is Kind.RELATIVE else at


def _row(number: int, host: Stay, rule: Rule, town: Town, sealing: Sealing) -> tuple[Any, ...]:
    is_relative, begin = rule.kind is Kind.RELATIVE, _begin(rule, town)
    until = begin + rule.lasts
    state = GuestState.OVER if until <= town.now else GuestState.THERE if rule.since >= 0 else GuestState.EXPECTED
    document = (
        f"33040019{60 + number % 40}{number % 12 + 1:02}{number % 28 + 1:02}{number % 1000:03}" if is_relative else ""
    )
    words = sealing.row(guest, number, {"name": invented.name(number * 7 % invented.NAMES), "number": document})
    is_over = state is GuestState.OVER
    return (
        number,
        token(town.seed, "guest", number),
        host.id,
        rule.kind.value,
        state.value,
        _RELATIONS[number % len(_RELATIONS)].value if is_relative else "",
        words["name"],
        words["number"],
        words["number_index"],
        begin,
        until,
        "" if is_over else f"$argon2id${token(town.seed, 'guest-code', number, 32)}",
        min(begin, town.now) - HOUR,
        BY,
        until if is_over else None,
        BY_TIME if is_over else None,
    )
