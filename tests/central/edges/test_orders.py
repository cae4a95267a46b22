"""Orders wait at central until their box has settled them: ids that rise, answers that stay."""

import threading
from typing import get_args

import msgspec
import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from central.db import Database
from central.edges import last_words, orders, service
from central.edges.arrival import Arrival
from central.edges.tables import box
from wire.kinds import OrderDone
from wire.orders import (
    MAX_ORDERS,
    AnyOrder,
    Erase,
    EraseFace,
    FaceUse,
    Grant,
    Invite,
    Revoke,
    SealingKey,
    Steer,
    Suspend,
    Uninvite,
)

NOW = 1_760_000_000_000


@pytest.fixture
def box_id(database: Database) -> int:
    with database.writing() as session:
        return new_box(session, "North Gate")


def new_box(session: Session, name: str) -> int:
    row = {"name": name, "public_key": b"k", "thumbprint": name, "version": "1", "claimed_at": NOW}
    return int(session.execute(insert(box).returning(box.c.id), row).scalar_one())


GRANT = Grant(0, person="p", stay="s", room="301", begin=1, until=NOW + 100, expires=NOW + 100)


def send(database: Database, box_id: int, person: str = "p", now: int = NOW) -> int:
    with database.writing() as session:
        return service.send_order(session, box_id, Revoke(0, person=person), by="Wang", now=now)


def after(database: Database, box_id: int, given: int = 0) -> list[int]:
    with database.reading() as session:
        return [msgspec.json.decode(raw)["id"] for raw in orders.orders_after(session, box_id, given)]


def answered(database: Database, box_id: int, *told: OrderDone, at: int = NOW + 5) -> None:
    arrivals = [Arrival(seq, "", at, "order", body=each) for seq, each in enumerate(told, 1)]
    with database.writing() as session:
        orders.settle(session, box_id, arrivals)


def row(database: Database, box_id: int, order: int) -> service.OrderRow:
    with database.reading() as session:
        found = service.order_of(session, box_id, order)
    assert found is not None
    return found


def test_an_order_travels_with_the_id_it_was_given(database: Database, box_id: int) -> None:
    number = send(database, box_id, "3f9c2e71a0b4d586")

    with database.reading() as session:
        [raw] = orders.orders_after(session, box_id, 0)

    assert msgspec.json.decode(raw, type=Revoke) == Revoke(number, person="3f9c2e71a0b4d586")


def test_ids_rise_in_the_same_moment_and_when_the_clock_is_set_back(database: Database, box_id: int) -> None:
    ids = [send(database, box_id, now=now) for now in (NOW, NOW, NOW - 100_000, NOW + 9)]

    assert ids == sorted(set(ids))
    assert after(database, box_id) == ids
    assert after(database, box_id, ids[1]) == ids[2:]


def test_boxes_have_orders_of_their_own(database: Database, box_id: int) -> None:
    with database.writing() as session:
        other = new_box(session, "South Gate")
    send(database, box_id)

    assert after(database, other) == []


def test_a_box_that_is_not_in_force_is_not_ordered_about(database: Database, box_id: int) -> None:
    with database.writing() as session:
        session.execute(update(box).values(revoked_at=NOW))

    for number in (box_id, 9999):
        with pytest.raises(service.BoxUnknown):
            send(database, number)


def test_ids_are_given_one_after_the_other_to_all_who_send_at_once(database: Database, box_id: int) -> None:
    ids: list[int] = []
    senders = [threading.Thread(target=lambda: ids.append(send(database, box_id))) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert sorted(ids) == sorted(set(ids)) == after(database, box_id)
    assert len(ids) == len(senders)


def test_an_order_that_was_not_committed_was_never_given(database: Database, box_id: int) -> None:
    with database.reading() as session:
        service.send_order(session, box_id, Suspend(0, person="p"), by="Wang", now=NOW)

    assert after(database, box_id) == []


def test_the_next_id_is_above_what_the_box_has_settled(database: Database, box_id: int) -> None:
    """Central was put back to an older copy, and its clock too: the box knows of later ids."""
    send(database, box_id)
    with database.writing() as session:
        orders.learn(session, box_id, NOW + 50)
        orders.learn(session, box_id, NOW + 20)

    assert send(database, box_id) == NOW + 51
    assert len(after(database, box_id, NOW + 50)) == 1


def test_an_answer_settles_an_order_once(database: Database, box_id: int) -> None:
    number = send(database, box_id)
    waiting = row(database, box_id, number)
    answered(database, box_id, OrderDone(number, "refused", "nobody has\0 that id"))
    answered(database, box_id, OrderDone(number, "done"), at=NOW + 90)

    settled = row(database, box_id, number)

    assert (waiting.state, waiting.settled_at, waiting.made_by, waiting.kind) == ("waiting", None, "Wang", "revoke")
    assert (settled.state, settled.detail, settled.settled_at) == ("refused", "nobody has that id", NOW + 5)


@pytest.mark.parametrize(
    "told", [OrderDone(5, "done"), OrderDone(2**60, "done"), OrderDone(2**70, "done"), OrderDone(-1, "done")]
)
def test_an_answer_to_an_order_that_is_not_there_is_let_pass(database: Database, box_id: int, told: OrderDone) -> None:
    send(database, box_id)

    answered(database, box_id, told)

    with database.reading() as session:
        assert [row.state for row in service.orders_of(session, box_id)] == ["waiting"]


def test_another_box_settles_nothing(database: Database, box_id: int) -> None:
    with database.writing() as session:
        other = new_box(session, "South Gate")
    number = send(database, box_id)

    answered(database, other, OrderDone(number, "done"))

    assert row(database, box_id, number).state == "waiting"


def test_one_answer_holds_what_a_box_can_read(database: Database, box_id: int) -> None:
    with database.writing() as session:
        for _ in range(MAX_ORDERS + 1):
            service.send_order(session, box_id, Revoke(0, person="p"), by="Wang", now=NOW)
    first = after(database, box_id)
    with database.writing() as session:
        for _ in range(20):
            wide = Invite(0, stay="s", code="c", room="三" * 2000, begin=1, until=2)
            service.send_order(session, box_id, wide, by="Wang", now=NOW)

    assert len(first) == MAX_ORDERS
    assert 0 < len(after(database, box_id, first[-1] + 1)) < 20


def test_the_box_remembers_its_last_id_in_its_row(database: Database, box_id: int) -> None:
    number = send(database, box_id)

    with database.reading() as session:
        assert session.scalar(select(box.c.last_order)) == number


def ordered(database: Database, box_id: int, *wanted: AnyOrder, now: int = NOW, settle: bool = True) -> list[int]:
    with database.writing() as session:
        numbers = [service.send_order(session, box_id, order, by="Wang", now=now) for order in wanted]
    if settle:
        answered(database, box_id, *(OrderDone(number, "done") for number in numbers))
    return numbers


def forget(database: Database, now: int) -> list[int]:
    with database.writing() as session:
        return [number for _, number in service.forget_orders(session, now=now)]


def test_an_order_whose_time_is_over_is_not_waited_for(database: Database, box_id: int) -> None:
    (number,) = ordered(database, box_id, GRANT, settle=False)

    waits = row(database, box_id, number)
    assert (waits.state_at(NOW + 99), waits.state_at(NOW + 100)) == ("waiting", "unanswered")
    answered(database, box_id, OrderDone(number, "done"))
    assert row(database, box_id, number).state_at(NOW + 100) == "done"


def test_what_is_the_last_word_on_anything_is_kept_for_a_box_put_back_to_an_older_copy(
    database: Database, box_id: int
) -> None:
    invited = Invite(0, stay="s", code="c", room="301", begin=1, until=2)
    first = [SealingKey(0, key="a"), invited, Suspend(0, person="p"), EraseFace(0, person="p")]
    ordered(database, box_id, *first)
    last = [SealingKey(0, key="b"), Uninvite(0, stay="s"), Revoke(0, person="p"), Erase(0, person="q")]
    kept = ordered(database, box_id, *last)

    forgotten = forget(database, NOW + last_words.KEPT + 10)

    assert len(forgotten) == 3
    left = after(database, box_id)
    assert left[1:] == kept
    assert row(database, box_id, left[0]).kind == "erase-face"


def test_orders_are_kept_for_a_quarter_and_while_they_wait(database: Database, box_id: int) -> None:
    unanswered = ordered(database, box_id, Suspend(0, person="p"), settle=False)
    ordered(database, box_id, Suspend(0, person="p"), Revoke(0, person="p"))

    assert forget(database, NOW + last_words.KEPT - 1) == []
    assert unanswered[0] not in forget(database, NOW + last_words.KEPT + 10)


def test_what_has_expired_or_was_of_the_moment_is_forgotten(database: Database, box_id: int) -> None:
    touch = Steer(0, preparation="x", serial=1, act="next")
    gone = ordered(database, box_id, GRANT, touch)
    expired = ordered(database, box_id, msgspec.structs.replace(touch, expires=NOW + 5), settle=False)

    assert forget(database, NOW + last_words.KEPT + 10) == gone + expired


def test_every_kind_of_order_says_what_it_is_about_or_is_of_the_moment() -> None:
    about = {kind for kind in get_args(AnyOrder) if kind in last_words._SUBJECTS}

    # Those of the whole box say so by themselves.
    assert set(get_args(AnyOrder)) - about == {SealingKey, FaceUse, Steer}
    assert last_words.subject_of(FaceUse(1, allowed=False)) == "face-use"
