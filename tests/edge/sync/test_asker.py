"""The thread that asks for orders: it goes on at once while there are some, and rests when central can't or won't."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest

from edge.errors import CentralRefused, CentralUnreachable, EdgeError, StorageError
from edge.sync.asker import PAUSE, Asker
from edge.sync.backoff import MOST, UNWANTED
from wire.orders import MAX_WAIT, Orders
from wire.problem import Problem, ProblemType

WITHIN = 60


class ScriptedLink:
    """Answers what it is told to: orders by their ids, an error, or whatever a function gives."""

    def __init__(self, *answers: "list[int] | EdgeError | Callable[[], Orders]") -> None:
        self._answers = list(answers)
        self.asked: list[str] = []
        self.time: int | None = None

    def ask(self, _method: str, path: str, _answer: type, *, patience: float) -> Orders:
        assert patience == MAX_WAIT
        self.asked.append(path)
        answer = self._answers.pop(0)
        if isinstance(answer, EdgeError):
            raise answer
        if callable(answer):
            return answer()
        return Orders([msgspec.Raw(msgspec.json.encode({"id": number})) for number in answer])

    def settle_time(self, central: int) -> None:
        self.time = central


class ListTaker:
    """Settles orders by noting their ids; `trouble` is raised once."""

    def __init__(self, trouble: EdgeError | None = None) -> None:
        self.settled = [0]
        self.told = 0
        self._trouble = trouble

    @property
    def after(self) -> int:
        return max(self.settled)

    def take(self, orders: Sequence[msgspec.Raw]) -> None:
        if self._trouble:
            trouble, self._trouble = self._trouble, None
            raise trouble
        self.settled += [msgspec.json.decode(order)["id"] for order in orders]

    def tell(self) -> None:
        self.told += 1


def asker(link: ScriptedLink, taker: ListTaker) -> Asker:
    made: Any = Asker(link, taker)  # type: ignore[arg-type]
    return made  # type: ignore[no-any-return]


def refused(kind: ProblemType, time: int | None = None) -> CentralRefused:
    return CentralRefused(Problem(kind, "no", 401, time=time))


def test_orders_are_taken_and_the_next_asked_for_at_once() -> None:
    link, taker = ScriptedLink([3, 7], [8]), ListTaker()
    asking = asker(link, taker)

    rests = [asking.turn(threading.Event()) for _ in range(2)]

    assert (rests, taker.settled) == ([0, 0], [0, 3, 7, 8])
    assert link.asked == [f"/api/v1/orders?after={after}&wait={MAX_WAIT}" for after in (0, 7)]


def test_a_central_that_could_not_hold_its_answer_is_left_alone_for_a_moment() -> None:
    assert asker(ScriptedLink([]), ListTaker()).turn(threading.Event()) == PAUSE


def test_what_is_untold_is_told_also_while_central_is_away() -> None:
    taker = ListTaker()

    rest = asker(ScriptedLink(CentralUnreachable("no answer")), taker).turn(threading.Event())

    assert 0 < rest <= MOST
    assert taker.told == 1


def test_a_box_that_central_does_not_want_asks_seldom() -> None:
    rest = asker(ScriptedLink(refused(ProblemType.UNKNOWN_BOX)), ListTaker()).turn(threading.Event())

    assert rest >= UNWANTED[0]


def test_a_wrong_clock_is_set_right() -> None:
    link = ScriptedLink(refused(ProblemType.CLOCK, time=1_760_000_000_000))

    asker(link, ListTaker()).turn(threading.Event())

    assert link.time == 1_760_000_000_000


def test_orders_the_disk_did_not_take_come_again() -> None:
    link, taker = ScriptedLink([1], [1]), ListTaker(StorageError("no room"))
    asking = asker(link, taker)

    rests = [asking.turn(threading.Event()) for _ in range(2)]

    assert rests[0] > 0 == rests[1]
    assert taker.settled == [0, 1]


def test_a_central_that_sends_what_was_settled_is_not_asked_in_a_circle() -> None:
    link, taker = ScriptedLink([4], [4]), ListTaker()
    asking = asker(link, taker)
    asking.turn(threading.Event())

    assert asking.turn(threading.Event()) > 0


def test_the_end_does_not_wait_for_central() -> None:
    over, asked, answered = threading.Event(), threading.Event(), threading.Event()

    def held() -> Orders:
        asked.set()
        answered.wait(WITHIN)
        return Orders([])

    taker = ListTaker()
    asking = threading.Thread(target=asker(ScriptedLink(held), taker).run, args=(over,))
    asking.start()
    assert asked.wait(WITHIN)
    over.set()
    asking.join(WITHIN)

    assert not asking.is_alive()
    answered.set()


def test_a_fault_of_ours_is_not_taken_for_one_of_the_network() -> None:
    def broken() -> Orders:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asker(ScriptedLink(broken), ListTaker()).turn(threading.Event())
