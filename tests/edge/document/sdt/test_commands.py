import pytest

from edge.document.sdt.commands import BASE, FIND, NEWEST_ADDRESS, SAM_NUMBER, SELECT, STATUS, Request, base, sam_number
from edge.document.sdt.errors import ProtocolError
from edge.document.sdt.frame import Reply
from tests.fakes.card_reader import SAM_NUMBER as SAM_DATA
from tests.fakes.card_reader import SAM_SPOKEN

PRINTS_TOO = Reply(0, 0x90, bytes(6 + 256 + 1024 + 1024))


def test_a_sam_number_is_written_as_its_makers_do() -> None:
    assert sam_number(SAM_DATA) == SAM_SPOKEN


def test_base_information_is_text_and_photograph() -> None:
    content = base(b"\x01\x00\x00\x03" + b"t" * 256 + b"pho")

    assert (content.text, content.photo) == (b"t" * 256, b"pho")


@pytest.mark.parametrize(
    "data", [b"", b"\x01\x00\x00", b"\x01\x00\x00\x03" + bytes(258), b"\x00\xff\x00\x01" + bytes(256)]
)
def test_base_information_of_another_length_than_it_states_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        base(data)


def test_a_sam_number_of_another_length_is_refused() -> None:
    with pytest.raises(ProtocolError, match="15 bytes"):
        sam_number(bytes(15))


@pytest.mark.parametrize(
    ("request_", "reply", "answers"),
    [
        (FIND, Reply(0, 0x9F, bytes(4)), True),
        (FIND, Reply(0, 0x80), True),
        (FIND, Reply(0, 0x90), False),  # a late answer to `status`
        (SELECT, Reply(0, 0x90, bytes(8)), True),
        (SELECT, Reply(0, 0x9F, bytes(4)), False),  # a late answer to `find`
        (SELECT, Reply(0, 0x90, bytes(1284)), False),  # a late answer to `base`
        (BASE, Reply(0, 0x90, bytes(1284)), True),
        (BASE, PRINTS_TOO, True),
        (BASE, Reply(0, 0x90, bytes(8)), False),  # a late answer to `select`
        (BASE, Reply(0, 0x41), True),
        (NEWEST_ADDRESS, Reply(0, 0x90, bytes(70)), True),
        (NEWEST_ADDRESS, Reply(0, 0x90, bytes(1284)), False),
        (STATUS, Reply(0, 0x90), True),
        (SAM_NUMBER, Reply(0, 0x90), False),
    ],
)
def test_a_late_answer_is_told_from_the_right_one(request_: Request, reply: Reply, answers: bool) -> None:
    assert request_.is_answered_by(reply) is answers
