"""Tokens: who holds one is let in until it ends, within its minute, and nobody else."""

import pytest
from sqlalchemy import select, update

from central.rest import rules, tokens
from central.rest.rules import DAY, Scope
from central.rest.tables import rest_token
from tests.central.rest.asking import ThirdParty, Town
from tests.fakes.town import now


def refused(answer: object) -> bool:
    return getattr(answer, "status_code", 0) == 401


def test_a_token_opens_until_it_ends(town: Town) -> None:
    asking = town.third_party(expires_at=now() + DAY)
    assert asking.get("/places").status_code == 200
    with town.database.writing() as session:
        session.execute(update(rest_token).values(expires_at=now()))
    assert refused(asking.get("/places"))


def test_a_token_that_was_ended_opens_nothing_at_once(town: Town) -> None:
    asking = town.third_party()
    with town.database.writing() as session:
        assert tokens.end(session, asking.id, by="tests", now=now())
        assert not tokens.end(session, asking.id, by="tests", now=now())
    assert refused(asking.get("/places"))


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer x", "Basic eDp5", "bearer {}", "Bearer {} ", "Bearer {}x"])
def test_nothing_else_opens(town: Town, given: str) -> None:
    secret = town.third_party().secret
    answer = town.app.test_client().get("/rest/v1/places", headers={"Authorization": given.format(secret)})
    assert refused(answer)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_in_the_address_or_a_cookie_opens_nothing(town: Town) -> None:
    secret, client = town.third_party().secret, town.app.test_client()
    client.set_cookie("menlu", secret)
    assert refused(client.get(f"/rest/v1/places?access_token={secret}"))


def test_only_a_digest_is_kept(town: Town) -> None:
    asking = town.third_party()
    with town.database.reading() as session:
        row = session.execute(select(rest_token)).one()
    assert asking.secret not in str(row)


def test_every_use_is_counted(town: Town) -> None:
    asking = town.third_party()
    for _ in range(3):
        asking.get("/places")
    with town.database.reading() as session:
        row = tokens.token_of(session, asking.id)
    assert row is not None
    assert row.uses == 3
    assert row.used_at is not None


def test_who_asks_too_much_waits_for_the_next_minute(town: Town) -> None:
    asking, other = town.third_party(), town.third_party()
    asking.get("/places")
    with town.database.writing() as session:
        spent = {"window_uses": rules.PER_MINUTE, "window_at": rules.window_of(now())}
        session.execute(update(rest_token).where(rest_token.c.id == asking.id).values(spent))

    answer = asking.get("/places")

    # Between the two the minute may just have ended.
    if rules.window_of(now()) == spent["window_at"]:
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 60
        assert answer.headers["RateLimit"].startswith('"minute";r=0;')
    assert other.get("/places").headers["RateLimit"].startswith(f'"minute";r={rules.PER_MINUTE - 1};')


def test_a_new_minute_counts_anew(town: Town) -> None:
    asking = town.third_party()
    with town.database.writing() as session:
        spent = {"window_uses": 10 * rules.PER_MINUTE, "window_at": rules.window_of(now()) - rules.MINUTE}
        session.execute(update(rest_token).values(spent))
    assert asking.get("/places").status_code == 200


@pytest.mark.parametrize(("scopes", "place", "days"), [([], 1, 1), ([Scope.ROOMS_READ], 1, 366)])
def test_a_token_that_cannot_be_is_not_made(town: Town, scopes: list[Scope], place: int, days: int) -> None:
    at = now()
    with town.database.writing() as session, pytest.raises(ValueError, match="a token"):
        tokens.make(session, "x", scopes, place, expires_at=at + days * DAY, by="tests", now=at)


def test_a_guess_opens_nothing(town: Town) -> None:
    assert refused(ThirdParty(town.app, tokens.BEGINS_WITH + "x" * 43).get("/places"))
