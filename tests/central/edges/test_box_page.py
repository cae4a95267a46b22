"""One box: its key as people compare it, and what it was ordered, page by page."""

import re
import time

from flask import Flask

from central.db import database_of
from central.edges import service
from central.keyset import SIZE
from tests.fakes.signing_box import SigningBox
from tests.fakes.staff import Staff, signed_in
from wire.kinds import OrderDone
from wire.orders import Revoke, Steer


def order(app: Flask, *wanted: Revoke | Steer) -> list[int]:
    with database_of(app).writing() as session:
        at = time.time_ns() // 1_000_000
        return [service.send_order(session, 1, each, by="Wang", now=at) for each in wanted]


def page(staff: Staff, path: str = "/boxes/1") -> str:
    return re.sub(r"<[^>]+>|\s+", " ", staff.get(path).text)


def test_the_key_stands_there_whole_in_groups_of_four(app: Flask, box: SigningBox) -> None:
    staff = signed_in(app)

    [shown] = re.findall(r'<code class="thumbprint">([^<]+)</code>', staff.get("/boxes/1").text)

    assert shown.replace(" ", "") == box.thumbprint
    assert {len(group) for group in shown.split()[:-1]} == {4}
    assert f"<code>{box.thumbprint[:8]}</code>" in staff.get("/boxes").text
    assert 'href="/boxes/1"' in staff.get("/boxes").text


def test_orders_stand_there_with_what_became_of_them(app: Flask, box: SigningBox) -> None:
    staff = signed_in(app)
    done, _, _ = order(
        app, Revoke(0, person="p"), Revoke(0, person="q"), Steer(0, 1, preparation="x", serial=1, act="a")
    )
    box.append(OrderDone(done, "done"))
    box.push()

    shown = page(staff)

    assert "Done at the door" in shown
    assert "Waiting for the box" in shown
    assert "Expired without an answer" in shown


def test_orders_are_turned_page_by_page_the_newest_first(app: Flask, box: SigningBox) -> None:
    staff = signed_in(app)
    order(app, *(Revoke(0, person=str(number)) for number in range(SIZE + 2)))

    first = staff.get("/boxes/1").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = staff.get(following[1]).text

    assert [text.count("Door closed") for text in (first, second)] == [SIZE, 2]
    assert 'rel="prev"' in second


def test_a_box_that_is_not_there_has_no_page(app: Flask, box: SigningBox) -> None:
    assert signed_in(app).get("/boxes/99").status_code == 404
