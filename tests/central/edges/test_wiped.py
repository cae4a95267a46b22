"""A box whose last word was that it is wiped is shut out, and stands on the pages as wiped."""

import re

from flask import Flask

from central.db import database_of
from central.edges import service
from tests.fakes.signing_box import SigningBox
from tests.fakes.staff import signed_in
from wire.kinds import BOX_WIPED, Alarm, Level

LAST_WORD = Alarm(BOX_WIPED, Level.WARNING, detail="by pi")


def test_its_last_word_is_taken_and_nothing_after_it(app: Flask, box: SigningBox) -> None:
    box.append(LAST_WORD)

    assert box.push().status_code == 200

    box.append(LAST_WORD)
    assert box.push().status_code in (401, 403)


def test_it_stands_on_the_pages_as_wiped_and_troubles_nobody(app: Flask, box: SigningBox) -> None:
    box.append(LAST_WORD)
    box.push()
    staff = signed_in(app)

    shown = re.sub(r"<[^>]+>|\s+", " ", staff.get("/boxes/1").text)

    assert "Wiped" in shown
    assert "destroyed its keys" in shown
    assert "Wiped" in staff.get("/boxes").text
    with database_of(app).reading() as session:
        assert service.open_matters(session) == []


def test_a_box_that_is_shut_out_by_staff_is_not_called_wiped(app: Flask, box: SigningBox) -> None:
    with database_of(app).writing() as session:
        service.revoke_box(session, 1, now=1)

    assert "Wiped" not in signed_in(app).get("/boxes").text
