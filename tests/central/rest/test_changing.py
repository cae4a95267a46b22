"""What a third party changes: once for each key, by the subjects' own rules, and in the audit log by its token."""

import re
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from central.audit.tables import audit
from central.events.tables import event
from central.rental.service import Scope as Everybody
from central.rental.service import stay_of, stays
from central.rest.catalogue import OPERATIONS
from central.rest.rules import DAY
from central.rest.tables import rest_answer
from tests.central.rest.asking import Town
from tests.fakes.town import now
from wire.kinds import Alarm, DoorState

ANYHOW = {"If-Match": "*"}


def wanted(town: Town, **values: Any) -> dict[str, Any]:
    first = date.today() + timedelta(days=10)
    plan = {"room_id": town.house.room, "first": first.isoformat(), "last": (first + timedelta(days=30)).isoformat()}
    return plan | values


def count(town: Town) -> int:
    with town.database.reading() as session:
        return len(stays(session, Everybody("tests")))


def acts(town: Town) -> list[tuple[str, str, str]]:
    with town.database.reading() as session:
        rows = session.execute(select(audit.c.by, audit.c.act, audit.c.of).order_by(audit.c.seq))
        return [(row.by, row.act, row.of) for row in rows]


def test_a_stay_is_made_with_its_code(town: Town) -> None:
    asking = town.third_party()

    answer = asking.post("/stays", wanted(town, places=2, minors=True))

    assert answer.status_code == 201
    assert answer.json is not None
    assert len(answer.json["code"].replace("-", "")) == 10
    made = answer.json["stay"]
    assert (made["room_id"], made["state"], made["places"]) == (town.house.room, "planned", 2)
    with town.database.reading() as session:
        kept = stay_of(session, Everybody("tests"), made["id"])
    assert kept is not None
    assert kept.made_by == f"Housing office (token:{asking.id})"
    assert {by for by, act, of in acts(town) if of == f"stay:{made['id']}"} == {f"token:{asking.id}"}


def test_the_same_change_sent_again_is_done_once_and_answered_the_same(town: Town) -> None:
    asking, before = town.third_party(), count(town)

    first, second = (asking.post("/stays", wanted(town), key="of-the-17th") for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data == second.data
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert count(town) == before + 1


def test_two_at_once_are_one(town: Town) -> None:
    asking, before, answers = town.third_party(), count(town), []

    def ask() -> None:
        answers.append(asking.post("/stays", wanted(town), key="both"))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.data for answer in answers}) == 1
    assert count(town) == before + 1


def test_a_key_is_for_one_change_only(town: Town) -> None:
    asking = town.third_party()
    asking.post("/stays", wanted(town), key="again")

    other = asking.post("/stays", wanted(town, places=3), key="again")
    elsewhere = asking.post(f"/stays/{town.stay}/end", key="again", **ANYHOW)

    assert (other.status_code, elsewhere.status_code) == (422, 422)
    assert other.json is not None
    assert other.json["type"].endswith("key-reused")


def test_a_key_of_another_token_is_another_key(town: Town) -> None:
    answers = [town.third_party().post("/stays", wanted(town), key="one") for _ in range(2)]
    assert len({answer.data for answer in answers}) == 2


def test_a_key_is_forgotten_after_a_day(town: Town) -> None:
    asking, before = town.third_party(), count(town)
    asking.post("/stays", wanted(town), key="old")
    with town.database.writing() as session:
        session.execute(update(rest_answer).values(made_at=now() - DAY))

    asking.post("/stays", wanted(town, places=2), key="old")

    assert count(town) == before + 2


def test_a_kept_answer_does_not_show_the_code_to_who_reads_the_database(town: Town) -> None:
    asking = town.third_party()
    made: Any = asking.post("/stays", wanted(town)).json
    with town.database.reading() as session:
        sealed = session.execute(select(rest_answer.c.sealed)).scalar_one()
    assert made["code"].encode() not in sealed


def test_a_refusal_keeps_no_answer(town: Town) -> None:
    asking, before = town.third_party(), count(town)

    refused = asking.post("/stays", wanted(town, room_id=999_999), key="k")
    done = asking.post("/stays", wanted(town), key="k")

    assert (refused.status_code, done.status_code) == (404, 201)
    assert count(town) == before + 1


@pytest.mark.parametrize("key", ["", "with space", "é", "x" * 129])
def test_a_change_without_a_usable_key_is_refused(town: Town, key: str) -> None:
    answer = town.third_party().post("/stays", wanted(town), key=key)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"room_id": "1"}, "body/room_id"),
        ({"room_id": True}, "body/room_id"),
        ({"first": "2026-02-30"}, "body/first"),
        ({"places": 0}, "body/places"),
        ({"minors": "yes"}, "body/minors"),
        ({"made_by": "me"}, "body/made_by"),
        ({"330106199001011234": 1}, "body/?"),
    ],
)
def test_what_is_not_accepted_is_named_and_not_said_back(town: Town, values: dict[str, Any], where: str) -> None:
    answer = town.third_party().post("/stays", wanted(town, **values))

    assert answer.status_code == 422
    assert answer.json is not None
    assert [each["where"] for each in answer.json["errors"]] == [where]
    assert "330106199001011234" not in answer.text


def test_dates_that_cannot_be_are_a_conflict(town: Town) -> None:
    assert town.third_party().post("/stays", wanted(town, last="2020-01-01")).status_code == 409


def test_a_room_beyond_reach_is_not_there(town: Town) -> None:
    before = count(town)
    assert town.third_party(place_id=town.there).post("/stays", wanted(town)).status_code == 404
    assert count(town) == before


def test_a_stay_is_ended_once(town: Town) -> None:
    asking = town.third_party()

    first, second = (asking.post(f"/stays/{town.stay}/end", **ANYHOW) for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 409)
    assert first.json is not None
    assert first.json["state"] == "ended"
    assert (f"token:{asking.id}", "stay.end", f"stay:{town.stay}") in acts(town)


def test_a_stay_that_was_changed_meanwhile_is_not_ended(town: Town) -> None:
    asking = town.third_party()
    seen = asking.get(f"/stays/{town.stay}").headers["ETag"]
    with town.database.writing() as session:
        from central.rental import service

        service.change_dates(session, town.house.scope, town.stay, now(), now() + 9 * DAY, now=now())

    late = asking.post(f"/stays/{town.stay}/end", **{"If-Match": seen})
    fresh = asking.get(f"/stays/{town.stay}").headers["ETag"]
    again = asking.post(f"/stays/{town.stay}/end", **{"If-Match": fresh})

    assert (late.status_code, again.status_code) == (412, 200)


def test_a_matter_is_looked_at_once_and_only_within_reach(town: Town) -> None:
    here, there = town.matters()
    asking = town.third_party(place_id=town.here)

    answers = [asking.post(f"/matters/{number}/look", **ANYHOW).status_code for number in (here, here, there)]

    assert answers == [200, 409, 404]
    assert here not in [row["id"] for row in asking.all("/matters")]
    assert asking.get(f"/matters/{here}").status_code == 200


def test_a_matter_that_was_told_again_since_it_was_seen_waits_on(town: Town) -> None:
    here, _ = town.matters()
    asking = town.third_party()
    seen = asking.get(f"/matters/{here}").headers["ETag"]
    town.house.tell(DoorState("front", "online"), DoorState("front", "tamper"), Alarm("camera-gone", "warning"))

    late = asking.post(f"/matters/{here}/look", key="mine", **{"If-Match": seen})
    fresh = asking.get(f"/matters/{here}").headers["ETag"]
    done, again = (asking.post(f"/matters/{here}/look", key="mine", **{"If-Match": fresh}) for _ in range(2))

    assert (late.status_code, done.status_code, again.status_code) == (412, 200, 200)
    assert again.data == done.data
    assert done.headers["ETag"] == asking.get(f"/matters/{here}").headers["ETag"] != fresh


@pytest.mark.parametrize("seen", [{}, {"If-Match": " "}], ids=["none", "empty"])
def test_what_is_there_is_changed_by_nobody_who_has_not_seen_it(town: Town, seen: dict[str, str]) -> None:
    matched = [operation for operation in OPERATIONS if operation.method != "GET" and operation.ids]
    assert matched
    assert all(operation.matched for operation in matched)
    assert {operation.path.rpartition("/")[0] for operation in matched} <= {
        each.path for each in OPERATIONS if each.tagged
    }
    paths = [re.sub(r"\{\w+\}", "1", operation.path) for operation in matched]
    before = acts(town)

    answers = [town.third_party().post(path, **seen) for path in paths]

    assert {(answer.status_code, answer.json["type"]) for answer in answers if answer.json} == {
        (428, "/rest/docs#not-seen")
    }
    assert [each for each in acts(town) if each not in before and not each[1].startswith("token.")] == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b"[]", "application/json", 422),
        (b"\xff", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b" " * 70_000, "application/json", 413),
    ],
)
def test_a_body_that_is_no_change_is_refused(town: Town, body: bytes, kind: str, status: int) -> None:
    headers = town.third_party().headers | {"Idempotency-Key": "k"}
    answer = town.app.test_client().post("/rest/v1/stays", data=body, content_type=kind, headers=headers)

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_nothing_is_told_of_a_change_that_was_refused(town: Town) -> None:
    with town.database.reading() as session:
        before = session.execute(select(event.c.id)).all()
    town.third_party().post("/stays", wanted(town, last="2020-01-01"))
    with town.database.reading() as session:
        assert session.execute(select(event.c.id)).all() == before
