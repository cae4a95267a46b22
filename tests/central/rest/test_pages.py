"""The pages of tokens, webhooks and the documentation."""

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from central.audit.tables import audit
from central.db import database_of
from central.events.service import Kind
from central.rest import hooks, tokens
from central.rest.catalogue import OPERATIONS
from central.rest.problems import Kind as Problem
from central.rest.rules import DAY, Scope
from central.rest.tables import webhook
from tests.central.rest.asking import ThirdParty
from tests.fakes.staff import Staff, signed_in
from tests.fakes.town import now


@pytest.fixture
def staff(app: Flask) -> Staff:
    return signed_in(app)


def made(app: Flask, staff: Staff, **fields: str) -> str:
    """The token that the page shows once."""
    wanted = {"name": "Housing office", "scope": "places:read", "place": "1", "days": "30"} | fields
    answer = staff.send("/rest/tokens/new", "/rest/tokens/new", **wanted)
    assert answer.status_code == 201, answer.text
    found = re.search(r"menlu_[\w-]{43}", answer.text)
    assert found is not None
    return found[0]


def test_a_token_is_shown_once_and_opens_what_was_chosen(app: Flask, staff: Staff) -> None:
    asking = ThirdParty(app, made(app, staff))

    assert asking.get("/places").status_code == 200
    assert asking.get("/rooms").status_code == 403
    page = staff.get("/rest/tokens").text
    assert "Housing office" in page
    assert asking.secret not in page


def test_a_token_is_ended_after_a_question(app: Flask, staff: Staff) -> None:
    asking = ThirdParty(app, made(app, staff))

    answer = staff.send("/rest/tokens/1/end", "/rest/tokens/1/end")

    assert answer.status_code == 303
    assert asking.get("/places").status_code == 401
    assert staff.get("/rest/tokens/1/end").location == "/rest/tokens"
    assert "王丽 has done it already" in staff.get("/rest/tokens").text
    with database_of(app).reading() as session:
        acts = session.execute(select(audit.c.act, audit.c.by).where(audit.c.of == "token:1")).all()
    assert {act for act, _ in acts} == {"token.make", "token.end"}
    assert all(by.startswith("staff:") for _, by in acts)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"name": "a\u202eb"},
        {"scope": ""},
        {"scope": "all"},
        {"place": "99"},
        {"days": "3650"},
        {"days": "-1"},
    ],
)
def test_what_cannot_be_is_said_beside_its_field(app: Flask, staff: Staff, fields: dict[str, str]) -> None:
    wanted = {"name": "Housing office", "scope": "places:read", "place": "1", "days": "30"} | fields
    answer = staff.send("/rest/tokens/new", "/rest/tokens/new", **wanted)
    assert answer.status_code == 422
    assert 'class="complaint"' in answer.text
    with database_of(app).reading() as session:
        assert tokens.tokens(session) == []


def test_a_name_cannot_bring_a_script(app: Flask, staff: Staff) -> None:
    made(app, staff, name="<script>alert(1)</script>")
    assert "<script>alert" not in staff.get("/rest/tokens").text


def test_a_webhook_is_added_watched_and_ended(app: Flask, staff: Staff) -> None:
    form = "/rest/webhooks/new"
    answer = staff.send(form, form, url="https://receiver.example/menlu", kind="stay.ended", place="1")

    assert answer.status_code == 303
    assert "https://receiver.example/menlu" in staff.get("/rest/webhooks").text
    assert staff.get("/rest/webhooks/1").status_code == 200
    assert staff.send("/rest/webhooks/1/end", "/rest/webhooks/1/end").status_code == 303
    with database_of(app).reading() as session:
        (row,) = hooks.webhooks(session)
    assert row.ended_by is not None


@pytest.mark.parametrize(
    "fields", [{"url": "http://receiver.example/"}, {"url": "x"}, {"kind": ""}, {"kind": "face.seen"}, {"place": "0"}]
)
def test_a_webhook_that_cannot_be_is_not_added(app: Flask, staff: Staff, fields: dict[str, str]) -> None:
    form = "/rest/webhooks/new"
    wanted = {"url": "https://receiver.example/", "kind": "stay.ended", "place": "1"} | fields
    assert staff.send(form, form, **wanted).status_code == 422
    with database_of(app).reading() as session:
        assert hooks.webhooks(session) == []


def test_a_receiver_that_fails_is_tried_at_once_when_somebody_says_so(app: Flask, staff: Staff) -> None:
    with database_of(app).writing() as session:
        number = hooks.add(session, "https://a.example/", [Kind.STAY_ENDED], 1, by="tests", now=now())
        session.execute(update(webhook).values(failures=9, failing_since=now() - DAY, next_at=now() + DAY))

    assert staff.send(f"/rest/webhooks/{number}/try", f"/rest/webhooks/{number}").status_code == 303

    with database_of(app).reading() as session:
        assert session.scalar(select(webhook.c.next_at)) == 0


def test_a_webhook_that_was_ended_for_failing_is_counted_until_somebody_knows(app: Flask, staff: Staff) -> None:
    with database_of(app).writing() as session:
        number = hooks.add(session, "https://a.example/", [Kind.STAY_ENDED], 1, by="tests", now=now())
        hooks.add(session, "https://works.example/", [Kind.STAY_ENDED], 1, by="tests", now=now())
        failed = {"failing_since": now() - 3 * DAY, "ended_at": now(), "ended_by": hooks.BY_ITSELF}
        session.execute(update(webhook).where(webhook.c.id == number).values(failed))

    page = staff.get("/rest/webhooks?failing=1").text
    assert "https://a.example/" in page
    assert "https://works.example/" not in page
    with database_of(app).reading() as session:
        assert hooks.count_failing(session) == 1

    assert staff.send(f"/rest/webhooks/{number}/end", f"/rest/webhooks/{number}/end").status_code == 303
    with database_of(app).reading() as session:
        assert hooks.count_failing(session) == 0


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_documentation_is_there_for_anybody_and_says_all(app: Flask, language: str) -> None:
    page = app.test_client().get("/rest/docs", headers={"Accept-Language": language})

    assert page.status_code == 200
    assert len(page.data) < 300_000
    for operation in OPERATIONS:
        assert f"{operation.method} /rest/v1{operation.path}" in page.text
        assert operation.scope in page.text
    assert all(f'id="{kind}"' in page.text for kind in Problem)
    assert all(kind in page.text for kind in Kind)


def test_every_scope_can_be_chosen(staff: Staff) -> None:
    page = staff.get("/rest/tokens/new").text
    assert all(f'value="{scope}"' in page for scope in Scope)
