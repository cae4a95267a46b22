"""Any walk of tries, waits, power cuts and staff through two ways, beside a model that fits on a page."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from edge.access import DELAY_AFTER_FAILURES, FREE_FAILURES, MOST_FAILURES
from edge.credentials.card import digest_of
from edge.lock import Card
from edge.presented import CardHeld, FaceSeen, Presented
from edge.store.credentials import Credentials
from tests.fakes.house import CARD, House
from wire.kinds import Alarm, Method, Reason

UNKNOWN = Card(1, 26, b"\0\0\0\0")
ways = st.sampled_from([Method.FACE, Method.CARD])


class Throttle(RuleBasedStateMachine):
    """The model: failures in a row and the last of them, for each way, and how often a way was turned off."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.home = House(Path(self._folder.name))
        self.person = self.home.move_in()
        digest = digest_of(CARD, self.home.vault.digest)
        Credentials(self.home.roster, self.home.vault).add_card(self.person, digest)
        self.home.residents.refresh()
        self.failures = {Method.FACE: 0, Method.CARD: 0}
        self.last = {Method.FACE: 0, Method.CARD: 0}
        self.turned_off = 0

    def teardown(self) -> None:
        self.home.close()
        self._folder.cleanup()

    @rule(way=ways, right=st.booleans())
    def present(self, way: Method, right: bool) -> None:
        expected = self._expected(way, right)

        answer = self.home.portal.present(self._presented(way, right))

        assert answer.decision.reason is expected
        if expected is Reason.NOT_RECOGNISED:
            self.failures[way] += 1
            self.last[way] = self.home.now
            self.turned_off += self.failures[way] == MOST_FAILURES
        if expected is Reason.GRANTED:
            self.failures[way] = 0

    @rule(way=ways, times=st.integers(2, 30))
    def fail_patiently(self, way: Method, times: int) -> None:
        for _ in range(times):
            self.wait(DELAY_AFTER_FAILURES // 1000)
            self.present(way, False)

    @rule(seconds=st.integers(1, 60))
    def wait(self, seconds: int) -> None:
        self.home.wait(seconds)

    @rule()
    def cut_the_power(self) -> None:
        self.home.restart()

    @precondition(lambda self: self.turned_off)
    @rule(way=ways)
    def staff_look(self, way: Method) -> None:
        self.home.portal.allow(way, "Li Wei")
        self.failures[way] = 0

    @invariant()
    def the_door_knows_how_each_way_is(self) -> None:
        known = {state.method: state for state in self.home.portal.ways()}
        for way, failures in self.failures.items():
            assert (known[way].failures, known[way].is_off) == (failures, failures >= MOST_FAILURES)
        assert known[Method.PIN].failures == 0

    @invariant()
    def each_way_that_went_off_was_told_once(self) -> None:
        assert sum(isinstance(body, Alarm) for body in self.home.bodies()) == self.turned_off

    def _expected(self, way: Method, right: bool) -> Reason:
        if self.failures[way] >= MOST_FAILURES:
            return Reason.WAY_OFF
        if self.failures[way] >= FREE_FAILURES and self.home.now - self.last[way] < DELAY_AFTER_FAILURES:
            return Reason.RATE_LIMITED
        return Reason.GRANTED if right else Reason.NOT_RECOGNISED

    def _presented(self, way: Method, right: bool) -> Presented:
        if way is Method.CARD:
            return CardHeld(CARD if right else UNKNOWN)
        return FaceSeen(self.person if right else None, 0.9 if right else None)


Throttle.TestCase.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)
TestThrottle = Throttle.TestCase
