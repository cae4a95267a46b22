"""Second factors on both databases: each code once, within its time, and only its owner's."""

from pathlib import Path

import pyotp
import pytest

from central.account import factors, rules, service
from central.account.refusals import TooManyAttempts, WrongCode
from central.account.rules import Stage, stage_of
from central.db import Database
from central.sealed.opening import open_ring
from central.sealed.ring import Ring
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.fakes.staff import employ

NOW = 1_790_000_010_000
HERE = "192.0.2.7"
STEP = rules.TOTP_STEP * 1000


@pytest.fixture
def keys(database: Database, tmp_path: Path) -> Ring:
    return open_ring(database, tmp_path / "column-keys", now=NOW)


@pytest.fixture
def person(database: Database) -> int:
    return employ(database)


def begun(database: Database, keys: Ring, person: int) -> str:
    with database.writing() as session:
        return factors.begin_totp(session, keys, person, NOW)


def code(secret: str, at: int = NOW) -> str:
    return pyotp.TOTP(secret).at(at // 1000)


def has(database: Database, person: int) -> factors.Factors:
    with database.reading() as session:
        return factors.factors_of(session, person)


@pytest.fixture
def secret(database: Database, keys: Ring, person: int) -> str:
    """Of an app that has shown its first code, a minute ago."""
    made = begun(database, keys, person)
    factors.prove_totp(database, keys, person, code(made, NOW - 2 * STEP), HERE, NOW - 2 * STEP)
    return made


def test_an_app_is_asked_for_once_its_first_code_came(database: Database, keys: Ring, person: int) -> None:
    made = begun(database, keys, person)
    assert not has(database, person).any

    papers = factors.prove_totp(database, keys, person, code(made), HERE, NOW)

    assert has(database, person) == factors.Factors(totp=True, passkeys=0, recovery_codes=len(papers))
    assert len(set(papers)) == rules.RECOVERY_CODES


def test_a_code_is_good_once_and_an_older_one_not_after_it(
    database: Database, keys: Ring, person: int, secret: str
) -> None:
    factors.spend(database, keys, person, code(secret), HERE, NOW)

    for again in (code(secret), code(secret, NOW - STEP)):
        with pytest.raises(WrongCode):
            factors.spend(database, keys, person, again, HERE, NOW)
    factors.spend(database, keys, person, code(secret, NOW + STEP), HERE, NOW + STEP)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_phone_may_be_half_a_minute_wrong(
    database: Database, keys: Ring, person: int, secret: str, steps: int
) -> None:
    factors.spend(database, keys, person, code(secret, NOW + steps * STEP), HERE, NOW)


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_and_no_more(database: Database, keys: Ring, person: int, secret: str, steps: int) -> None:
    with pytest.raises(WrongCode):
        factors.spend(database, keys, person, code(secret, NOW + steps * STEP), HERE, NOW)


def test_spaces_do_not_count(database: Database, keys: Ring, person: int, secret: str) -> None:
    made = code(secret)

    factors.spend(database, keys, person, f" {made[:3]} {made[3:]} ", HERE, NOW)


@pytest.mark.parametrize("typed", ["", "000000x", "１２３４５６", "999999999999", "\x00", "a" * 64])
def test_whatever_else_is_typed_is_no_code(
    database: Database, keys: Ring, person: int, secret: str, typed: str
) -> None:
    assert secret
    with pytest.raises(WrongCode):
        factors.spend(database, keys, person, typed, HERE, NOW)


def test_a_paper_code_is_good_once_however_it_is_written_and_for_its_owner_alone(
    database: Database, keys: Ring, person: int, secret: str
) -> None:
    other = employ(database, "李")
    assert secret
    with database.writing() as session:
        paper = factors.new_recovery_codes(session, person, NOW)
    with pytest.raises(WrongCode):
        factors.spend(database, keys, other, paper[0], HERE, NOW)

    factors.spend(database, keys, person, paper[0].lower().replace("-", " "), HERE, NOW)

    with pytest.raises(WrongCode):
        factors.spend(database, keys, person, paper[0], HERE, NOW)
    assert has(database, person).recovery_codes == rules.RECOVERY_CODES - 1


def test_guessing_is_slowed_down_for_the_right_code_too(
    database: Database, keys: Ring, person: int, secret: str
) -> None:
    for _ in range(rules.FREE_FAILURES_OF_PAIR):
        with pytest.raises(WrongCode):
            factors.spend(database, keys, person, "000000", HERE, NOW)

    with pytest.raises(TooManyAttempts):
        factors.spend(database, keys, person, code(secret), HERE, NOW)


def test_a_secret_that_is_in_use_is_not_replaced_from_a_browser_left_open(
    database: Database, keys: Ring, person: int, secret: str
) -> None:
    assert secret
    with pytest.raises(WrongCode):
        begun(database, keys, person)


def test_the_secret_does_not_lie_open_in_the_database(database: Database, keys: Ring, person: int, secret: str) -> None:
    from sqlalchemy import text

    assert person
    with database.reading() as session:
        kept = repr(session.execute(text("SELECT * FROM staff_totp")).all())
        kept += repr(session.execute(text("SELECT * FROM staff_recovery")).all())
    assert keys
    assert secret not in kept


def test_all_is_forgotten_when_phone_and_paper_are_lost(
    database: Database, keys: Ring, person: int, secret: str
) -> None:
    with database.writing() as session:
        factors.forget(session, person)

    assert has(database, person) == factors.Factors(totp=False, passkeys=0, recovery_codes=0)
    with pytest.raises(WrongCode):
        factors.spend(database, keys, person, code(secret), HERE, NOW)


@pytest.mark.parametrize(
    ("role", "has_second", "is_required", "stage"),
    [
        (Role.OFFICE, True, True, Stage.SECOND),
        (Role.OFFICE, True, False, Stage.SECOND),
        (Role.OFFICE, False, True, Stage.SET_UP),
        (Role.OFFICE, False, False, Stage.IN),
        (Role.LANDLORD, False, True, Stage.IN),
        (Role.LANDLORD, True, True, Stage.SECOND),
    ],
)
def test_where_a_session_begins(role: Role, has_second: bool, is_required: bool, stage: Stage) -> None:
    grants = [Grant(role, None if role is Role.LANDLORD else TOWN)]

    assert stage_of(grants, has_second=has_second, is_required=is_required) is stage


def test_a_session_that_owes_its_second_factor_ends_soon(database: Database, keys: Ring, secret: str) -> None:
    assert keys
    assert secret
    opened = service.sign_in(database, "王丽", "seven quiet doors by the canal", HERE, NOW)
    with database.reading() as session:
        waiting = service.signed_in(session, opened, NOW)
        assert waiting is not None
        assert waiting.stage is Stage.SECOND
        assert service.signed_in(session, opened, NOW + rules.SECOND_FACTOR_LIFE) is None
