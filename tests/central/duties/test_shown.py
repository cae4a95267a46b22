"""What a form of the duties has shown is compared by what it means."""

from collections.abc import Iterator

import pytest
from flask import Flask

from central.accepted import SecondFactor
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.web import moments
from tests.central.web.test_changes import hidden, send
from tests.fakes.duties import happen, propose
from tests.fakes.staff import Staff, hire


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    app = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield app
    database_of(app).close()


def test_another_language_in_a_second_tab_is_no_change(app: Flask) -> None:
    with database_of(app).writing() as session:
        proposed, happened = propose(session, moments.now()), happen(session, moments.now())
    hire(app, "Chen")
    chen = Staff(app)
    chen.sign_in("Chen")

    for page, fields in (
        (f"/duties/assessments/{proposed}", {"decision": "approve", "why": "as it is"}),
        (f"/duties/incidents/{happened}", {"step": "reported", "told": "the police, under 17"}),
    ):
        chen.client.set_cookie("menlu-language", "zh_Hans")
        seen = hidden(chen, page)
        chen.client.set_cookie("menlu-language", "en")
        assert send(chen, page, seen | fields).status_code == 303
        assert "since you opened it" not in chen.get(page).text
