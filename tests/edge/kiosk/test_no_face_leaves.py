"""An enrolment at the screen leaves no face and no word of the card in files, logs and answers (rules E1, E2)."""

import logging

import pytest

from tests.edge.kiosk.conftest import Visitor
from tests.fakes.doorway import CHEN, CODE, TEMPLATES, Screen
from tests.stage.traces import pictures_in, templates_in

WORDS = (CHEN.name, CHEN.number, CHEN.address, "1991-04-05", "13812345678", "851927")


def test_what_is_written_and_answered_holds_no_face_and_no_word_of_the_card(
    door: Screen, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = [visitor.post("/begin").data, visitor.does("invite", value=CODE).data]
    for do in ("acknowledge", "face-yes"):
        answers += [visitor.does(do).data, visitor.page().encode()]
    door.lay()
    answers += [visitor.page().encode(), visitor.does("confirm").data]
    door.look()
    for do, value in (("add-way", ""), ("pin", "851927"), ("contact", "13812345678"), ("open", "")):
        answers += [visitor.does(do, value=value).data, visitor.page().encode(), visitor.client.get("/progress").data]
    assert len(door.kept()) == 1

    files = [path.read_bytes() for path in door.folder.rglob("*") if path.is_file()]
    for content in (*files, *answers, caplog.text.encode()):
        assert templates_in(content, TEMPLATES) == []
        assert pictures_in(content) == []
        assert [word for word in WORDS if word.encode() in content] == []


def test_the_search_finds_what_it_is_to_find() -> None:
    assert templates_in(b"..." + TEMPLATES[1].tobytes() + b"...", TEMPLATES) == [1]
