"""A door's page, and a browser's client before it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.fakes.doorway import Screen, screen
from wire import notice
from wire.notice import Purpose


class Visitor:
    """Somebody before the screen, who sees one page and touches its buttons."""

    def __init__(self, door: Screen) -> None:
        self.client: FlaskClient = door.app().test_client()

    def page(self, path: str = "/") -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200
        return answer.text

    def does(self, do: str, **fields: str) -> TestResponse:
        """Touch a button of an enrolment's page, with the hidden fields that stand there."""
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.page()))
        return self.client.post("/enrol", data={"do": do, **hidden, **fields})

    def post(self, path: str, **fields: str) -> TestResponse:
        return self.client.post(path, data=fields)

    def speaks(self, language: str) -> None:
        self.post("/language", language=language)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path) as built:
        built.invite()
        yield built


@pytest.fixture
def visitor(door: Screen) -> Visitor:
    return Visitor(door)


def title_of(purpose: Purpose, language: str = "zh") -> str:
    return notice.notice(notice.current(), purpose, language).title
