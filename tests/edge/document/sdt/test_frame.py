import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.document.sdt import commands
from edge.document.sdt.commands import Request
from edge.document.sdt.errors import ProtocolError
from edge.document.sdt.frame import PREAMBLE, Reply
from tests.edge.document.sdt.strategies import replies


@pytest.mark.parametrize(
    ("request_", "tail"),
    [
        (commands.RESET, "0003 10ff ec"),
        (commands.STATUS, "0003 11ff ed"),
        (commands.SAM_NUMBER, "0003 12ff ee"),
        (commands.FIND, "0003 2001 22"),
        (commands.SELECT, "0003 2002 21"),
        (commands.BASE, "0003 3001 32"),
        (commands.NEWEST_ADDRESS, "0003 3003 30"),
    ],
)
def test_requests_are_the_bytes_of_the_makers_sheets(request_: Request, tail: str) -> None:
    assert request_.to_bytes() == PREAMBLE + bytes.fromhex(tail)


@pytest.mark.parametrize(
    ("sent", "reply"),
    [
        ("0008 00009f 00000000 97", Reply(0, 0x9F, bytes(4))),
        ("0004 000080 84", Reply(0, 0x80)),
        ("000c 000090 0000000000000000 9c", Reply(0, 0x90, bytes(8))),
        ("0004 000041 45", Reply(0, 0x41)),
    ],
)
def test_replies_are_the_bytes_of_the_makers_sheets(sent: str, reply: Reply) -> None:
    data = PREAMBLE + bytes.fromhex(sent)

    assert Reply.from_bytes(data) == reply
    assert reply.to_bytes() == data


@given(replies())
def test_bytes_undo_a_reply(reply: Reply) -> None:
    assert Reply.from_bytes(reply.to_bytes()) == reply


@given(replies(), st.data())
def test_one_changed_bit_is_no_reply(reply: Reply, data: st.DataObject) -> None:
    sent = bytearray(reply.to_bytes())
    bit = data.draw(st.integers(0, len(sent) * 8 - 1))
    sent[bit // 8] ^= 1 << bit % 8

    with pytest.raises(ProtocolError):
        Reply.from_bytes(bytes(sent))


def test_what_a_card_said_does_not_show() -> None:
    assert "12345" not in repr(Reply(0, 0x90, b"12345"))
