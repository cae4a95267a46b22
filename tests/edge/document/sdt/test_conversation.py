"""Conversations without a wire: what is asked, given what is answered."""

from collections.abc import Iterable
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.document import Mishap, Reading
from edge.document.sdt.conversation import Answer, Conversation, Fault, NoAnswer, ReaderFault, greet, look
from edge.document.sdt.frame import Reply
from edge.document.sdt.status import GARBLED, NO_DOCUMENT, PULLED, STATUSES
from tests.edge.document.documents import CHEN
from tests.fakes.card_reader import SAM_NUMBER, SAM_SPOKEN
from tests.fakes.card_reader_cards import CARDS, PHOTO

T = TypeVar("T")

OK = Reply(0, 0x90)
FOUND = Reply(0, 0x9F, bytes(4))
NO_CARD = Reply(0, 0x80)
SELECTED = Reply(0, 0x90, bytes(8))
NOT_SELECTED = Reply(0, 0x81)
READ_FAILED = Reply(0, 0x41)
NO_ADDRESS = Reply(0, 0x91)
SILENT, DAMAGED = Fault.SILENT, Fault.DAMAGED


def base(name: str) -> Reply:
    return Reply(0, 0x90, b"\x01\x00\x04\x00" + CARDS[name].text + PHOTO)


def hold(conversation: Conversation[T], *answers: Answer) -> tuple[T, list[str]]:
    """The outcome, and what was asked; every answer must have been needed."""
    asked = [next(conversation).name]
    waiting: Iterable[Answer] = iter(answers)
    try:
        for answer in waiting:
            asked.append(conversation.send(answer).name)
    except StopIteration as ended:
        assert list(waiting) == []
        return ended.value, asked
    raise AssertionError(f"it goes on to ask: {asked}")


def test_a_reader_is_greeted_by_its_number() -> None:
    assert hold(greet(), OK, Reply(0, 0x90, SAM_NUMBER))[0] == SAM_SPOKEN


def test_a_reader_that_fails_its_self_test_is_reset() -> None:
    number, asked = hold(greet(), Reply(0, 0x60), OK, OK, Reply(0, 0x90, SAM_NUMBER))

    assert number == SAM_SPOKEN
    assert asked == ["status", "reset", "status", "SAM number"]


def test_a_reader_that_fails_its_self_test_again_says_so() -> None:
    with pytest.raises(ReaderFault, match="self-test"):
        hold(greet(), Reply(0, 0x60), Reply(0, 0x60), Reply(0, 0x60))


def test_a_silent_reader_is_asked_three_times() -> None:
    with pytest.raises(NoAnswer):
        hold(greet(), SILENT, SILENT, SILENT)


def test_no_card_is_no_outcome() -> None:
    assert hold(look(again=False), NO_CARD) == (None, ["find"])


def test_a_card_is_found_selected_and_read() -> None:
    reading, asked = hold(look(again=False), FOUND, SELECTED, base("resident"), NO_ADDRESS)

    assert reading == Reading(CHEN, PHOTO, "")
    assert asked == ["find", "select", "base information", "newest address"]


def test_the_newest_address_comes_with_it() -> None:
    address = Reply(0, 0x90, "上海市浦东新区".ljust(35).encode("utf-16-le"))

    reading, _ = hold(look(again=False), FOUND, SELECTED, base("resident"), address)

    assert isinstance(reading, Reading)
    assert reading.newest_address == "上海市浦东新区"


def test_a_foreigners_card_is_not_asked_for_an_address() -> None:
    _, asked = hold(look(again=False), FOUND, SELECTED, base("foreigner-2023"))

    assert asked[-1] == "base information"


def test_a_card_that_stays_is_read_again_when_that_is_wished() -> None:
    reading, _ = hold(look(again=True), NO_CARD, SELECTED, base("resident"), NO_ADDRESS)

    assert isinstance(reading, Reading)


def test_a_card_that_stays_is_left_alone_when_it_may_be_another_persons() -> None:
    assert hold(look(again=False), NO_CARD)[0] is None


def test_nothing_lies_there_any_more() -> None:
    assert hold(look(again=True), NO_CARD, NOT_SELECTED)[0] is None


@pytest.mark.parametrize("spoilt", [SILENT, DAMAGED])
def test_a_lost_answer_to_find_costs_nothing(spoilt: Fault) -> None:
    reading, _ = hold(look(again=False), spoilt, SELECTED, base("resident"), NO_ADDRESS)

    assert isinstance(reading, Reading)


@pytest.mark.parametrize("spoilt", [SILENT, DAMAGED])
def test_a_lost_answer_to_find_may_have_been_that_there_is_none(spoilt: Fault) -> None:
    assert hold(look(again=False), spoilt, NOT_SELECTED)[0] is None


@pytest.mark.parametrize("spoilt", [SILENT, DAMAGED, READ_FAILED, Reply(0, 0x47), Reply(0, 0x10)])
def test_a_card_that_was_not_read_is_read_again(spoilt: Answer) -> None:
    reading, _ = hold(
        look(again=False), FOUND, SELECTED, spoilt, SELECTED, base("resident"), DAMAGED, Reply(0, 0x10), NO_ADDRESS
    )

    assert isinstance(reading, Reading)


def test_a_card_pulled_before_it_is_selected_is_to_be_laid_again() -> None:
    assert hold(look(again=False), FOUND, NOT_SELECTED)[0] == PULLED


def test_a_card_pulled_while_it_is_read_is_to_be_laid_again() -> None:
    assert hold(look(again=False), FOUND, SELECTED, READ_FAILED, NOT_SELECTED)[0] == PULLED


def test_a_card_pulled_before_its_newest_address_is_to_be_laid_again() -> None:
    gone = [READ_FAILED, NOT_SELECTED, NOT_SELECTED]

    assert hold(look(again=False), FOUND, SELECTED, base("resident"), *gone)[0] == PULLED


def test_a_reader_that_knows_no_newest_address_is_no_reason_to_turn_anybody_away() -> None:
    reading, _ = hold(look(again=False), FOUND, SELECTED, base("resident"), Reply(0, 0x21), SELECTED)

    assert isinstance(reading, Reading)


def test_a_line_that_spoils_every_answer_is_told() -> None:
    spoilt: list[Answer] = [SELECTED, DAMAGED] * 3

    assert hold(look(again=False), FOUND, *spoilt, SELECTED)[0] == GARBLED


def test_a_line_that_never_gives_a_whole_answer_is_told() -> None:
    assert hold(look(again=False), FOUND, DAMAGED, SILENT, DAMAGED)[0] == GARBLED


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([Reply(0, 0x66)], "not-authorised"),
        ([FOUND, Reply(0, 0x31)], "card-refused-reader"),
        ([FOUND, Reply(0x6700, 0x32)], "reader-refused-card"),
        ([FOUND, SELECTED, Reply(0, 0x40)], "unknown-card"),
        ([FOUND, SELECTED, Reply(0, 0x33)], "information-check"),
        ([FOUND, SELECTED, *[READ_FAILED, SELECTED] * 3], "read-failed"),
    ],
)
def test_what_the_reader_says_is_passed_on(answers: list[Answer], code: str) -> None:
    outcome, _ = hold(look(again=False), *answers)

    assert isinstance(outcome, Mishap)
    assert outcome.code == code


def test_a_text_that_cannot_be_understood_is_no_document() -> None:
    nonsense = Reply(0, 0x90, b"\x01\x00\x00\x00" + b"\xff" * 256)

    outcome, _ = hold(look(again=False), FOUND, SELECTED, *[nonsense, SELECTED] * 3)

    assert outcome == NO_DOCUMENT


def test_a_disturbance_that_the_check_did_not_show_is_read_again() -> None:
    disturbed = Reply(0, 0x90, base("resident").data.replace("20200101".encode("utf-16-le"), b"\xaa" * 16))

    reading, _ = hold(look(again=False), FOUND, SELECTED, disturbed, SELECTED, base("resident"), NO_ADDRESS)

    assert isinstance(reading, Reading)


def test_a_reader_that_falls_silent_under_a_card_is_missed() -> None:
    with pytest.raises(NoAnswer):
        hold(look(again=False), FOUND, SELECTED, SILENT, SILENT, SILENT, SILENT)


ANSWERS = st.sampled_from(
    [
        SILENT,
        DAMAGED,
        OK,
        FOUND,
        NO_CARD,
        SELECTED,
        NOT_SELECTED,
        READ_FAILED,
        NO_ADDRESS,
        base("resident"),
        base("elder"),
    ]
) | st.builds(Reply, st.just(0), st.sampled_from(sorted(STATUSES)))


@given(st.booleans(), st.lists(ANSWERS, min_size=40, max_size=40))
def test_whatever_a_reader_answers_a_look_ends(again: bool, answers: list[Answer]) -> None:
    conversation = look(again=again)
    request = next(conversation)
    try:
        for answer in answers:
            fits = isinstance(answer, Fault) or request.is_answered_by(answer)
            request = conversation.send(answer if fits else DAMAGED)
    except (StopIteration, NoAnswer):
        return
    pytest.fail("it asks on and on")
