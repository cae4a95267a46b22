"""Who looks at the camera to see what is kept of them is recognised as at the door, and the door stays shut."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from edge.camera import Frame
from edge.face.presentation import Outcome, Presentation, Verdict
from edge.face.probe import Probe, Prober
from edge.face.quality import Flaw, Quality
from edge.own_data import OwnData, Stage
from edge.own_data.own_data import NOT_SEEN
from edge.own_data.visit import LEFT, LOOKS
from edge.presented import PinTyped
from edge.telling import Teller
from tests.fakes.house import PIN, House, house

FRAME = Frame(np.zeros((4, 4, 3), np.uint8), 1.0)


class NoModel:
    """The Prober that finds nothing: what is seen is scripted."""

    def probe(self, picture: object) -> Probe:
        return Probe(Quality(Flaw.NO_FACE))


class Scripted:
    """The Presentation that says what it is told."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict

    def observe(self, *_: object) -> Verdict:
        return self.verdict


class Visitor:
    """Somebody at the door of `home`."""

    def __init__(self, home: House) -> None:
        self.home = home
        self.now = 100.0
        self.verdict = Verdict(Outcome.UNDECIDED)
        self.data = OwnData(
            home.portal,
            home.residents,
            home.roster,
            home.ways,
            Teller(home.roster, home.outbox),
            home.clock,
            lambda: cast(Presentation, Scripted(self.verdict)),
            lambda: self.now,
        )
        self.token = self.data.begin()

    def looks(self) -> bool:
        """One frame of them; whether it was theirs and not the door's."""
        return self.data.see(FRAME, cast(Prober, NoModel()))

    @property
    def visit(self) -> Any:
        return self.data.visit(self.token)


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    with house(tmp_path) as home:
        yield Visitor(home)


def test_a_face_that_is_recognised_shows_what_is_kept_and_opens_nothing(visitor: Visitor) -> None:
    person = visitor.home.move_in()
    visitor.verdict = Verdict(Outcome.RECOGNISED, person=person, score=0.8)
    visitor.data.look(visitor.token)
    assert visitor.looks()
    assert (visitor.visit.stage, visitor.visit.person) == (Stage.KNOWN, person)
    assert visitor.home.lock.released_until == 0
    assert visitor.home.entries() == []


def test_a_face_that_is_not_recognised_counts_as_at_the_door(visitor: Visitor) -> None:
    visitor.verdict = Verdict(Outcome.NOT_RECOGNISED)
    visitor.data.look(visitor.token)
    visitor.looks()
    assert visitor.visit.stage is Stage.ASKED
    assert visitor.home.journal.failures("front", "face").count == 1


def test_nobody_is_looked_at_who_did_not_ask_for_it(visitor: Visitor) -> None:
    assert not visitor.looks()


def test_a_look_ends_by_itself(visitor: Visitor) -> None:
    visitor.data.look(visitor.token)
    visitor.now += LOOKS + 1
    visitor.looks()
    assert (visitor.visit.stage, visitor.visit.said) == (Stage.ASKED, NOT_SEEN)
    assert not visitor.looks()


def test_who_has_left_is_forgotten_also_by_the_camera(visitor: Visitor) -> None:
    visitor.data.look(visitor.token)
    visitor.now += LEFT + 1
    assert visitor.visit.stage is Stage.ASKED
    assert not visitor.looks()


def test_who_types_for_longer_than_a_visit_lasts_begins_another(visitor: Visitor) -> None:
    visitor.home.give_pin(visitor.home.move_in())
    assert visitor.data.arrive(visitor.token) == visitor.token
    visitor.now += LEFT + 1
    visitor.token = visitor.data.arrive(visitor.token)
    visitor.data.show(visitor.token, PinTyped("302", PIN))
    assert visitor.visit.stage is Stage.KNOWN


def test_the_next_visitor_sees_nothing_of_the_last(visitor: Visitor) -> None:
    person = visitor.home.move_in()
    visitor.verdict = Verdict(Outcome.RECOGNISED, person=person)
    visitor.data.look(visitor.token)
    visitor.looks()
    token = visitor.data.begin()
    assert visitor.data.visit(token).stage is Stage.ASKED
    assert visitor.visit.stage is Stage.ASKED


def test_a_face_that_rests_is_recognised_where_its_owner_asks_for_it_and_nowhere_else(visitor: Visitor) -> None:
    seen: list[object] = []

    class Comparing:
        def observe(self, _: object, compare: object, __: float) -> Verdict:
            seen.append(compare)
            return Verdict(Outcome.UNDECIDED)

    visitor.data._make = lambda: cast(Presentation, Comparing())
    visitor.data.look(visitor.token)
    visitor.looks()
    assert seen == [visitor.home.residents.acquaintance]


def test_who_is_let_in_and_asked_nothing_is_not_met(visitor: Visitor) -> None:
    visitor.data.meet(visitor.home.move_in())
    assert not visitor.data.meets
    assert visitor.data.welcome() is None
