"""Orders as they travel: literal bytes, and what a box makes of them."""

import msgspec
import pytest

from tests.wire.golden import golden
from wire.claim import normalised
from wire.faceless import looks_like_face
from wire.orders import AnyOrder, Invite, Orders, code_digest

ORDERS = golden("orders")


@pytest.mark.parametrize("sample", ORDERS, ids=lambda sample: msgspec.json.decode(sample["bytes"])["kind"])
def test_an_order_has_the_literal_bytes(sample: dict[str, str]) -> None:
    order = msgspec.json.decode(sample["bytes"], type=AnyOrder)

    assert msgspec.json.encode(order).decode() == sample["bytes"]
    assert not looks_like_face(msgspec.json.decode(sample["bytes"]))


def test_every_order_has_a_golden_message() -> None:
    kinds = {msgspec.json.decode(sample["bytes"])["kind"] for sample in ORDERS}

    assert kinds == {order.__struct_config__.tag for order in AnyOrder.__args__}


def test_an_order_of_a_later_version_leaves_the_others_readable() -> None:
    later = b'{"kind":"of a later version","id":9}'
    body = b'{"orders":[' + later + b"," + ORDERS[0]["bytes"].encode() + b"]}"

    orders = msgspec.json.decode(body, type=Orders).orders

    assert [bytes(raw) for raw in orders] == [later, ORDERS[0]["bytes"].encode()]


def test_a_code_is_known_only_under_its_stay() -> None:
    invitation = msgspec.json.decode(ORDERS[1]["bytes"], type=Invite)

    assert code_digest(normalised("abcde fghjk"), invitation.stay) == invitation.code
    assert code_digest(normalised("abcde fghjk"), "another stay") != invitation.code
