"""An enrolment that a phone steers: touches become orders, what the box says is let in word by word and forgotten."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from central.edges import service as edges
from central.rental import service, steering, upkeep, words
from central.rental.phone_tables import steering as table
from central.rental.service import NotPossible, NotThere, Opened, Standing
from central.rental.steering import BEGIN_GAP, FORGOTTEN_AFTER, OVER_AFTER, TOUCH_GAP, TOUCH_LIFE
from tests.central.rental.conftest import NOW, House, new_box
from tests.central.rental.preparing import CODE, TOKEN, answers
from tests.central.rental.telling import Door, registered
from wire.orders import Steer
from wire.steering import Act, Progress

FACE = Progress(TOKEN, 5, "face", ["alive", "decline", "cancel"], "请慢慢向左转头", 0.4)


@pytest.fixture
def opened(house: House, door: Door) -> Opened:
    """Somebody who has prepared."""
    with house.database.writing() as session:
        plan = service.Plan(NOW - 1, NOW + 10**10, places=2)
        made = service.invite(session, house.chen, house.room, plan, token=service.new_token(), now=NOW)
        invited = service.open_by(session, made.code, now=NOW)
        assert invited is not None
        mine = Opened(invited.stay, invited.invitation, TOKEN)
        service.prepare(session, mine, CODE, answers(), now=NOW)
    door.hears()
    return mine


def say(house: House, progress: Progress = FACE, now: int = NOW, box: int | None = None) -> bool:
    with house.database.writing() as session:
        return service.take_progress(session, box or house.box, progress, now=now)


def touch(house: House, opened: Opened, serial: int, act: Act, now: int = NOW) -> None:
    with house.database.writing() as session:
        service.steer(session, opened, serial, act, now=now)


def standing(house: House, opened: Opened, now: int = NOW) -> Standing:
    with house.database.reading() as session:
        return service.standing(session, opened, now=now)


def rows(house: House) -> int:
    with house.database.reading() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def later(progress: Progress, **values: Any) -> Progress:
    return msgspec.structs.replace(progress, **values)


def test_a_touch_becomes_an_order(house: House, door: Door, opened: Opened) -> None:
    touch(house, opened, 0, Act.BEGIN)
    say(house)
    touch(house, opened, 5, Act.DECLINE, NOW + 1000)

    wanted = [(0, "begin"), (5, "decline")]
    assert door.hears() == [Steer(0, preparation=TOKEN, serial=serial, act=act) for serial, act in wanted]
    found = standing(house, opened, NOW + 1000)
    assert (found.progress, found.act, found.answer) == (FACE, "decline", "waiting")


def test_a_touch_soon_expires(house: House, opened: Opened) -> None:
    say(house)
    touch(house, opened, 5, Act.DECLINE, NOW + 1000)

    with house.database.reading() as session:
        assert edges.orders_of(session, house.box)[0].expires == NOW + 1000 + TOUCH_LIFE


def test_a_touch_is_not_among_what_a_landlord_sees_the_box_was_told(house: House, door: Door, opened: Opened) -> None:
    say(house)
    with house.database.reading() as session:
        before = service.told_for_stay(session, 1)

    touch(house, opened, 5, Act.DECLINE)

    assert door.hears() == [Steer(0, preparation=TOKEN, serial=5, act="decline")]
    with house.database.reading() as session:
        assert service.told_for_stay(session, 1) == before


def test_a_second_touch_and_one_on_an_older_page_change_nothing(house: House, door: Door, opened: Opened) -> None:
    say(house)
    touch(house, opened, 5, Act.DECLINE)
    door.hears()

    touch(house, opened, 5, Act.DECLINE, NOW + TOUCH_LIFE - 1)
    touch(house, opened, 4, Act.CANCEL, NOW + 2000)

    assert door.hears() == []


def test_one_touch_right_after_another_is_not_meant(house: House, door: Door, opened: Opened) -> None:
    say(house)
    touch(house, opened, 5, Act.DECLINE)
    touch(house, opened, 5, Act.CANCEL, NOW + TOUCH_GAP - 1)
    assert len(door.hears()) == 1

    touch(house, opened, 5, Act.CANCEL, NOW + TOUCH_GAP)

    assert len(door.hears()) == 1


@pytest.mark.parametrize("act", [Act.OPEN, Act.PIN, Act.SETTLE])
def test_what_the_box_does_not_offer_cannot_be_touched(house: House, door: Door, opened: Opened, act: Act) -> None:
    say(house)

    with pytest.raises(NotPossible):
        touch(house, opened, 5, act)

    assert door.hears() == []


def test_whoever_is_asked_may_say_that_they_are_there(house: House, door: Door, opened: Opened) -> None:
    say(house, later(FACE, acts=[], asks=True))

    touch(house, opened, 5, Act.ALIVE)

    assert len(door.hears()) == 1


def test_beginning_voids_what_was_said_before_and_happens_once(house: House, door: Door, opened: Opened) -> None:
    say(house)

    touch(house, opened, 0, Act.BEGIN, NOW + 100)
    touch(house, opened, 0, Act.BEGIN, NOW + BEGIN_GAP)

    assert len(door.hears()) == 1
    assert standing(house, opened).progress is None
    assert say(house, later(FACE, serial=1), NOW + 200)
    found = standing(house, opened).progress
    assert found is not None
    assert found.serial == 1


def test_the_newest_serial_wins(house: House, opened: Opened) -> None:
    say(house, later(FACE, serial=7))

    assert say(house, later(FACE, serial=6, state="document"))

    found = standing(house, opened).progress
    assert found is not None
    assert found.state == "face"


def test_idle_ends_it_and_leaves_nothing(house: House, opened: Opened) -> None:
    say(house)

    say(house, Progress(TOKEN, 6, "idle"))

    assert rows(house) == 0
    assert standing(house, opened).progress is None


def test_a_box_that_fell_silent_is_believed_no_more_and_soon_forgotten(house: House, opened: Opened) -> None:
    say(house)

    assert standing(house, opened, NOW + OVER_AFTER + 1).progress is None
    assert say(house, later(FACE, serial=1), NOW + OVER_AFTER + 1), "it begins anew"
    upkeep.keep_up(house.database, NOW + OVER_AFTER + 2 + FORGOTTEN_AFTER)

    assert rows(house) == 0


def test_another_box_has_no_say(house: House, opened: Opened) -> None:
    with house.database.writing() as session:
        other = new_box(session, "2 Harbour Road")

    assert not say(house, box=other)
    assert not say(house, later(FACE, preparation="nobody's"))
    assert rows(house) == 0


def test_when_the_stay_is_over_nobody_steers_and_no_box_is_heard(house: House, door: Door, opened: Opened) -> None:
    say(house)
    with house.database.writing() as session:
        service.end(session, house.chen, 1, now=NOW)
    door.hears()

    assert not say(house, later(FACE, serial=6))
    with pytest.raises(NotThere):
        touch(house, opened, 5, Act.DECLINE)
    with pytest.raises(NotThere):
        standing(house, opened)
    assert (rows(house), door.hears()) == (0, [])


def test_who_has_registered_opens_and_finishes_but_does_not_begin_again(
    house: House, door: Door, opened: Opened
) -> None:
    say(house, Progress(TOKEN, 9, "result", ["open", "finish"], outcome="granted"))
    door.tell(registered(stay=opened.stay, preparation=TOKEN))
    door.hears()

    touch(house, opened, 9, Act.OPEN)

    assert len(door.hears()) == 1
    assert standing(house, opened).is_used
    with pytest.raises(NotPossible):
        touch(house, opened, 0, Act.BEGIN, NOW + 1000)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.builds(
        Progress,
        preparation=st.text(max_size=10),
        serial=st.integers(),
        state=st.sampled_from(["face", "idle", "contact"]) | st.text(max_size=10),
        acts=st.lists(st.sampled_from(list(Act)) | st.text(max_size=10)),
        said=st.text(max_size=400),
        done=st.none() | st.floats(allow_nan=False),
        ways=st.lists(st.text(max_size=5)),
        outcome=st.text(max_size=10),
        reasons=st.lists(st.text(max_size=10)),
        until=st.none() | st.integers(),
    )
)
def test_only_known_words_and_bounded_values_are_let_in(progress: Progress) -> None:
    try:
        found = steering.let_in(progress)
    except ValueError:
        assert progress.state not in steering.STATES | {"idle"} or not 0 < progress.serial <= 2**53
        return
    assert set(found.acts) <= set(Act)
    assert len(found.acts) == len(set(found.acts))
    assert len(found.said) <= steering.LONGEST_SAID
    assert found.said.isprintable()
    assert found.done is None or 0 <= found.done <= 1
    assert found.outcome in steering.OUTCOMES | {""}
    assert found.until is None or 0 < found.until <= 2**53


def test_every_reason_that_is_let_in_has_a_word() -> None:
    assert set(words.REASONS) >= steering.REASONS
