"""What happened reaches who asked for it: signed, at least once, from their places only; no one else waits for it."""

import base64
from collections.abc import Iterator
from functools import partial
from ipaddress import ip_network
from typing import Any

import pytest
from sqlalchemy import select, update

from central.events.service import Kind, tell
from central.rental import service as rental
from central.rest import delivering, hooks, rules, sending, signing, spreading, telling
from central.rest.rules import DAY, MINUTE
from central.rest.tables import webhook, webhook_delivery
from central.web.grants import TOWN
from tests.central.rest.asking import Town
from tests.fakes.town import now
from tests.fakes.webhook_receiver import Receiver, receiving
from tests.stage.waiting import wait_until

HERE = [ip_network("127.0.0.1/32")]
SEND = partial(sending.send, allowed=HERE)


@pytest.fixture
def receiver(town: Town) -> Iterator[Receiver]:
    """It has the key from central itself."""
    with town.app.app_context():
        public = signing.key().public_key()
    with receiving(public) as made:
        yield made


class Hooked:
    """A webhook and what becomes of it. ahead: by how much central's clock is set forward, ms."""

    def __init__(self, town: Town, receiver: Receiver, place_id: int = TOWN, kinds: Any = tuple(Kind)) -> None:
        self.town, self.receiver, self.ahead = town, receiver, 0
        # What has happened until now nobody asked for.
        self.spread()
        with town.database.writing() as session:
            self.id = hooks.add(session, receiver.url, kinds, place_id, by="tests", now=now())

    def spread(self) -> int:
        return spreading.spread(self.town.database, now())

    def deliver(self) -> int:
        self.spread()
        with self.town.app.app_context():
            key = signing.key()
        return delivering.deliver(self.town.database, self.id, key, SEND, lambda: now() + self.ahead)

    @property
    def row(self) -> hooks.WebhookRow:
        with self.town.database.reading() as session:
            found = hooks.webhook_of(session, self.id)
        assert found is not None
        return found

    def states(self) -> list[tuple[str, int]]:
        with self.town.database.reading() as session:
            rows = session.execute(
                select(webhook_delivery.c.state, webhook_delivery.c.tries).order_by(webhook_delivery.c.id)
            )
            return [(row.state, row.tries) for row in rows]


def end_stay(town: Town, *, there: bool = False) -> None:
    scope, number = (town.house.lins, town.other_stay) if there else (town.house.scope, town.stay)
    with town.app.app_context(), town.database.writing() as session:
        rental.end(session, scope, number, now=now())


def test_an_end_is_told_with_what_it_brings(town: Town, receiver: Receiver) -> None:
    hooked = Hooked(town, receiver)

    end_stay(town)
    arrived = hooked.deliver()

    assert arrived == 2
    assert receiver.refused == []
    assert {told["kind"] for told in receiver.heard} == {"stay.ended", "registration.revoked"}
    ended = next(told for told in receiver.heard if told["kind"] == "stay.ended")
    assert ended["of"] == {"kind": "stay", "id": town.stay}
    assert (ended["box_id"], ended["place_id"]) == (town.house.box_id, town.here)
    assert set(ended) == {"id", "kind", "at", "of", "box_id", "place_id"}


def test_only_the_kinds_and_the_places_that_were_asked_for_are_told(town: Town, receiver: Receiver) -> None:
    hooked = Hooked(town, receiver, place_id=town.here, kinds=[Kind.STAY_ENDED])

    end_stay(town, there=True)
    end_stay(town)
    hooked.deliver()

    assert [(told["kind"], told["of"]["id"]) for told in receiver.heard] == [("stay.ended", town.stay)]


def test_what_is_taken_back_is_not_told(town: Town, receiver: Receiver) -> None:
    hooked = Hooked(town, receiver)
    with town.app.app_context(), town.database.writing() as session:
        rental.end(session, town.house.scope, town.stay, now=now())
        session.rollback()
    assert hooked.deliver() == 0


def test_a_failure_is_tried_again_later_and_nothing_is_lost(town: Town, receiver: Receiver) -> None:
    hooked = Hooked(town, receiver, kinds=[Kind.STAY_ENDED])
    end_stay(town)
    receiver.answer = 500

    first, at_once = hooked.deliver(), hooked.deliver()

    assert (first, at_once, len(receiver.heard)) == (0, 0, 1)
    assert (hooked.row.failures, hooked.row.waiting) == (1, 1)
    receiver.answer, hooked.ahead = 204, rules.FIRST_WAIT + 1
    assert hooked.deliver() == 1
    assert receiver.heard[0]["id"] == receiver.heard[1]["id"]
    assert hooked.row.failing_since is None
    assert hooked.states() == [("done", 2)]


@pytest.mark.parametrize("answer", [302, 400, 404, 410, 503, "hang up"])
def test_anything_but_a_yes_is_a_failure(town: Town, receiver: Receiver, answer: int | str) -> None:
    hooked = Hooked(town, receiver, kinds=[Kind.STAY_ENDED])
    end_stay(town)
    receiver.answer = answer
    assert hooked.deliver() == 0
    assert hooked.states() == [("waiting", 1)]
    # A redirection was not followed.
    assert len(receiver.heard) == 1


def test_an_event_that_cannot_be_taken_does_not_hold_up_those_behind_it(town: Town, receiver: Receiver) -> None:
    hooked = Hooked(town, receiver, kinds=[Kind.STAY_ENDED])
    end_stay(town)
    receiver.answer = 400
    hooked.deliver()
    end_stay(town, there=True)

    receiver.answer, hooked.ahead = 204, rules.FIRST_WAIT + 1
    hooked.deliver()

    assert [told["of"]["id"] for told in receiver.heard] == [town.stay, town.other_stay, town.stay]


def test_a_process_that_was_killed_while_it_told_is_followed_by_another_after_a_minute(
    town: Town, receiver: Receiver
) -> None:
    hooked = Hooked(town, receiver, kinds=[Kind.STAY_ENDED])
    end_stay(town)
    hooked.spread()
    with town.database.writing() as session:
        # It had taken the webhook, and nothing more was written.
        session.execute(update(webhook).values(next_at=now() + delivering.TAKEN_FOR))

    assert hooked.deliver() == 0
    hooked.ahead = MINUTE + 1000
    assert hooked.deliver() == 1


def test_a_receiver_that_fails_for_days_is_told_nothing_more(town: Town, receiver: Receiver) -> None:
    hooked = Hooked(town, receiver, kinds=[Kind.STAY_ENDED])
    end_stay(town)
    receiver.answer = 500
    hooked.deliver()
    with town.database.writing() as session:
        session.execute(update(webhook).values(failing_since=now() - 3 * DAY, next_at=0))
        session.execute(update(webhook_delivery).values(made_at=now() - 3 * DAY))

    hooked.deliver()

    assert hooked.row.ended_by == "central"
    assert hooked.states() == [("given-up", 2)]
    assert delivering.due_webhooks(town.database, now() + DAY) == []


def test_the_waits_grow_to_an_hour() -> None:
    waits = [rules.wait_after(failures) for failures in range(1, 200)]
    assert waits[:3] == [10_000, 20_000, 40_000]
    assert waits[-1] == rules.HOUR
    assert waits == sorted(waits)


def test_what_was_told_long_ago_is_forgotten(town: Town, receiver: Receiver) -> None:
    hooked = Hooked(town, receiver, kinds=[Kind.STAY_ENDED])
    end_stay(town)
    hooked.deliver()

    spreading.forget(town.database, now() + rules.KEPT + MINUTE)

    assert hooked.states() == []


def test_a_slow_receiver_holds_up_no_other(town: Town, receiver: Receiver) -> None:
    with receiving(receiver.key) as slow:
        slow.answer = "wait"
        for each in (slow, receiver):
            Hooked(town, each, kinds=[Kind.STAY_ENDED])
        telling.init_app(town.app, HERE)
        with telling.telling(town.app):
            end_stay(town)
            assert receiver.came.wait(30)
            assert slow.came.wait(30)
            assert not slow.released.is_set()
            slow.released.set()
    assert [told["of"]["id"] for told in receiver.heard] == [town.stay]


@pytest.fixture
def only_rung(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks by themselves: without a ring nothing is told."""
    monkeypatch.setattr(telling, "LOOK_AGAIN", 600.0)
    telling.init_app(town.app, HERE)


@pytest.mark.usefixtures("only_rung")
def test_what_happens_is_told_by_a_ring(town: Town, receiver: Receiver) -> None:
    Hooked(town, receiver, kinds=[Kind.STAY_ENDED])

    with telling.telling(town.app):
        for there in (False, True):
            # The first may still be found by the look at the start; the second can't be.
            end_stay(town, there=there)
            assert receiver.came.wait(30)
            receiver.came.clear()

    assert [told["of"]["id"] for told in receiver.heard] == [town.stay, town.other_stay]


@pytest.mark.usefixtures("only_rung")
def test_what_happens_while_somebody_is_told_waits_for_nothing_else(town: Town, receiver: Receiver) -> None:
    Hooked(town, receiver, kinds=[Kind.STAY_ENDED])
    receiver.answer = "wait"

    with telling.telling(town.app):
        end_stay(town)
        assert receiver.came.wait(30)
        receiver.came.clear()
        end_stay(town, there=True)
        receiver.answer = 204
        receiver.released.set()
        assert receiver.came.wait(30)

    assert [told["of"]["id"] for told in receiver.heard] == [town.stay, town.other_stay]


@pytest.mark.usefixtures("only_rung")
def test_more_than_is_spread_at_once_is_told_at_once(
    town: Town, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "AT_ONCE", 2)
    monkeypatch.setattr(delivering, "IN_A_ROW", 3)
    Hooked(town, receiver, kinds=[Kind.CLOCK_BREACHED])
    with town.app.app_context(), town.database.writing() as session:
        for number in range(9):
            tell(session, Kind.CLOCK_BREACHED, f"clock:{number}", at=now())

    with telling.telling(town.app):
        wait_until(lambda: len(receiver.heard) == 9, "all are told")

    assert [told["of"]["id"] for told in receiver.heard] == list(range(9))


@pytest.mark.usefixtures("only_rung")
def test_a_try_that_is_asked_for_is_made(town: Town, receiver: Receiver) -> None:
    hooked = Hooked(town, receiver, kinds=[Kind.STAY_ENDED])
    receiver.answer = 500

    with telling.telling(town.app):
        end_stay(town)
        wait_until(lambda: hooked.row.failures == 1, "it fails")
        receiver.answer = 204
        with town.app.app_context(), town.database.writing() as session:
            hooks.try_now(session, hooked.id)
        wait_until(lambda: hooked.row.failing_since is None, "it works")

    assert hooked.states() == [("done", 2)]


def test_the_key_that_is_published_is_the_one_that_signs(town: Town, receiver: Receiver) -> None:
    published: Any = town.app.test_client().get("/rest/v1/keys").json
    x = base64.urlsafe_b64decode(published["keys"][0]["x"] + "=")
    assert x == receiver.key.public_bytes_raw()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://a.example/",
        "https://",
        "https://u:p@a.example/",
        "https://a.example/#x",
        "https://a.example:99999/",
        "https://a.example/ x",
        "https://a.example/" + "x" * 500,
        "javascript:alert(1)",
        "https://[::1",
    ],
)
def test_an_address_that_cannot_be_is_refused(url: str) -> None:
    assert not hooks.is_possible(url, plain=True)


def test_plain_http_is_for_networks_that_are_named() -> None:
    assert hooks.is_possible("https://a.example:8443/x?y=1", plain=False)
    assert not hooks.is_possible("http://10.1.2.3/x", plain=False)
    assert hooks.is_possible("http://10.1.2.3/x", plain=True)
