"""Landlords are let in by a code, choose their own password, and can be let in anew."""

import pytest

from central.account import rules, service
from central.account.service import NameTaken, NewInvitation, TooManyAttempts, WrongCode, WrongPassword
from central.db import Database
from central.web.grants import Grant
from central.web.roles import Role

NOW = 1_800_000_000_000
NAME, PASSWORD, OTHER = "陈房东", "nine red kites over the bay", "eight grey herons in the reeds"
HERE = "192.0.2.1"


def invited(database: Database, name: str = NAME) -> NewInvitation:
    with database.writing() as session:
        return service.add_landlord(session, name, by="Wang", now=NOW)


def sign_in(database: Database, password: str = PASSWORD) -> service.SignedIn | None:
    secret = service.sign_in(database, NAME, password, HERE, NOW)
    with database.reading() as session:
        return service.signed_in(session, secret, NOW)


def test_a_landlord_chooses_a_password_with_the_code_and_signs_in_as_a_landlord(database: Database) -> None:
    made = invited(database)

    assert service.join(database, made.code.lower(), PASSWORD, HERE, NOW) == NAME

    signed_in = sign_in(database)
    assert signed_in is not None
    assert (signed_in.staff.name, signed_in.staff.grants) == (NAME, {Grant(Role.LANDLORD)})


@pytest.mark.parametrize("password", ["", PASSWORD])
def test_before_that_nobody_signs_in_with_the_name(database: Database, password: str) -> None:
    invited(database)

    with pytest.raises(WrongPassword):
        service.sign_in(database, NAME, password, HERE, NOW)


def test_a_code_works_once_and_for_a_week(database: Database) -> None:
    made = invited(database)
    with pytest.raises(WrongCode):
        service.join(database, made.code, PASSWORD, HERE, NOW + rules.INVITATION_LIFE)
    service.join(database, made.code, PASSWORD, HERE, NOW)

    with pytest.raises(WrongCode):
        service.join(database, made.code, OTHER, HERE, NOW)


def test_a_new_code_replaces_the_old_one_and_the_password_and_ends_sessions(database: Database) -> None:
    first = invited(database)
    service.join(database, first.code, PASSWORD, HERE, NOW)
    secret = service.sign_in(database, NAME, PASSWORD, HERE, NOW)
    with database.writing() as session:
        landlord = service.landlords(session)[0].id
        second = service.invite_again(session, landlord, by="Wang", now=NOW)
    assert second is not None

    service.join(database, second.code, OTHER, HERE, NOW)

    with database.reading() as session:
        assert service.signed_in(session, secret, NOW) is None
    with pytest.raises(WrongPassword):
        service.sign_in(database, NAME, PASSWORD, HERE, NOW)
    assert sign_in(database, OTHER) is not None


def test_a_name_is_given_once_however_it_is_written(database: Database) -> None:
    invited(database, "Chen")

    with pytest.raises(NameTaken):
        invited(database, " ＣＨＥＮ ")


def test_who_lets_landlords_in_lets_nobody_else_in(database: Database) -> None:
    with database.writing() as session:
        code = service.new_first_run_code(session, NOW)
    assert code is not None
    administrator = service.make_first_administrator(database, code, "王丽", PASSWORD, HERE, NOW)

    with database.writing() as session:
        assert service.invite_landlord_again(session, administrator.id, by="x", now=NOW) is None


def test_landlords_alone_are_no_staff_so_that_the_first_administrator_can_still_come(database: Database) -> None:
    invited(database)

    with database.writing() as session:
        assert service.new_first_run_code(session, NOW) is not None


def test_guessing_codes_is_slowed_down(database: Database) -> None:
    made = invited(database)
    for _ in range(rules.FREE_FAILURES_OF_PAIR):
        with pytest.raises(WrongCode):
            service.join(database, "AAAA-AAAA-AAAA", PASSWORD, HERE, NOW)

    with pytest.raises(TooManyAttempts):
        service.join(database, made.code, PASSWORD, HERE, NOW)


def test_landlords_are_listed_with_what_they_still_have_to_do(database: Database) -> None:
    made = invited(database)
    with database.reading() as session:
        (waiting,) = service.landlords(session)
    service.join(database, made.code, PASSWORD, HERE, NOW)
    with database.reading() as session:
        (joined,) = service.landlords(session)

    assert (waiting.has_joined, waiting.invited_until) == (False, NOW + rules.INVITATION_LIFE)
    assert (joined.has_joined, joined.invited_until) == (True, None)
