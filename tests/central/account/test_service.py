import threading
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from central.account import passwords, rules, service
from central.account.service import TooManyAttempts, WrongCode, WrongPassword
from central.account.tables import first_run_code, staff, staff_session
from central.db import Database

NOW = 1_800_000_000_000
NAME, PASSWORD = "王丽", "seven quiet doors by the canal"
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def code(database: Database) -> str:
    with database.writing() as session:
        made = service.new_first_run_code(session, NOW)
    assert made is not None
    return made


@pytest.fixture
def hired(database: Database, code: str) -> Database:
    service.make_first_administrator(database, code, NAME, PASSWORD, HERE, NOW)
    return database


def is_open(database: Database, secret: str, now: int = NOW) -> bool:
    with database.reading() as session:
        return service.signed_in(session, secret, now) is not None


def fail(database: Database, times: int, address: str = HERE, name: str = NAME) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword):
            service.sign_in(database, name, "wrong", address, NOW)


def test_the_code_makes_the_first_administrator(database: Database, code: str) -> None:
    made = service.make_first_administrator(database, code.lower(), f" {NAME} ", PASSWORD, HERE, NOW)
    assert made.name == NAME
    assert is_open(database, service.sign_in(database, NAME, PASSWORD, HERE, NOW))


def test_the_code_works_once(hired: Database, code: str) -> None:
    with pytest.raises(WrongCode):
        service.make_first_administrator(hired, code, "second", PASSWORD, HERE, NOW)


def test_an_old_code_and_one_that_was_replaced_are_refused(database: Database, code: str) -> None:
    with pytest.raises(WrongCode):
        service.make_first_administrator(database, code, NAME, PASSWORD, HERE, NOW + rules.FIRST_RUN_LIFE)
    with database.writing() as session:
        assert service.new_first_run_code(session, NOW) != code
    with pytest.raises(WrongCode):
        service.make_first_administrator(database, code, NAME, PASSWORD, HERE, NOW)


def test_there_is_no_code_once_there_is_staff(hired: Database) -> None:
    with hired.writing() as session:
        assert service.new_first_run_code(session, NOW) is None


def test_guessing_the_code_is_slowed_down(database: Database, code: str) -> None:
    for _ in range(rules.FREE_FAILURES_OF_PAIR):
        with pytest.raises(WrongCode):
            service.make_first_administrator(database, "AAAA-AAAA-AAAA", NAME, PASSWORD, HERE, NOW)
    with pytest.raises(TooManyAttempts):
        service.make_first_administrator(database, code, NAME, PASSWORD, HERE, NOW)


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(hired: Database) -> None:
    with pytest.raises(WrongPassword):
        service.sign_in(hired, NAME, "not the password", HERE, NOW)
    with pytest.raises(WrongPassword):
        service.sign_in(hired, "nobody", PASSWORD, HERE, NOW)


def test_an_unknown_name_costs_a_whole_computation_too(hired: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = CountingHasher()
    monkeypatch.setattr(passwords, "_ARGON2", counted)
    for name in (NAME, "nobody"):
        with pytest.raises(WrongPassword):
            service.sign_in(hired, name, "wrong", HERE, NOW)
    assert len(counted.costs) == 2
    assert counted.costs[0] == counted.costs[1]


def test_every_session_has_a_secret_of_256_bits_that_the_database_does_not_hold(hired: Database) -> None:
    secrets = {service.sign_in(hired, NAME, PASSWORD, HERE, NOW) for _ in range(2)}
    with hired.reading() as session:
        kept = session.execute(select(staff_session.c.digest)).scalars().all()
    assert len(secrets) == len(kept) == 2
    assert all(len(secret) == 43 and secret.encode() not in kept for secret in secrets)


@pytest.mark.usefixtures("dear_passwords")
def test_neither_password_nor_code_lies_open_in_the_database(hired: Database, code: str) -> None:
    with hired.writing() as session:
        assert session.execute(select(staff.c.password)).scalar_one().startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        assert session.execute(select(first_run_code)).first() is None


def test_a_session_ends_by_rest_and_use_keeps_it(hired: Database) -> None:
    secret = service.sign_in(hired, NAME, PASSWORD, HERE, NOW)
    later = NOW + rules.SESSION_IDLE - 1
    with hired.reading() as session:
        found = service.signed_in(session, secret, later)
    assert found is not None
    assert not is_open(hired, secret, later + 1)
    service.note_use(hired, found.handle, later)
    assert is_open(hired, secret, later + 1)


def test_signing_out_ends_that_session_only(hired: Database) -> None:
    mine, other = (service.sign_in(hired, NAME, PASSWORD, HERE, NOW) for _ in range(2))
    with hired.reading() as session:
        found = service.signed_in(session, mine, NOW)
    assert found is not None
    service.sign_out(hired, found.handle)
    assert not is_open(hired, mine)
    assert is_open(hired, other)


def test_after_five_failures_even_the_right_password_waits(hired: Database) -> None:
    fail(hired, rules.FREE_FAILURES_OF_PAIR)
    with pytest.raises(TooManyAttempts) as refused:
        service.sign_in(hired, NAME, PASSWORD, HERE, NOW)
    assert refused.value.wait == rules.DELAY
    assert service.sign_in(hired, NAME, PASSWORD, HERE, NOW + rules.DELAY)


def test_a_stranger_elsewhere_locks_nobody_out(hired: Database) -> None:
    fail(hired, rules.FREE_FAILURES_OF_PAIR, ELSEWHERE)
    assert service.sign_in(hired, NAME, PASSWORD, HERE, NOW)


def test_a_good_sign_in_forgives_what_failed_before(hired: Database) -> None:
    fail(hired, rules.FREE_FAILURES_OF_PAIR - 1)
    service.sign_in(hired, NAME, PASSWORD, HERE, NOW)
    fail(hired, rules.FREE_FAILURES_OF_PAIR - 1)


def test_attempts_at_the_same_moment_can_not_outrun_the_count(hired: Database) -> None:
    looked_at = LookedAt()
    attempts = [threading.Thread(target=looked_at.attempt, args=(hired,)) for _ in range(12)]
    for attempt in attempts:
        attempt.start()
    for attempt in attempts:
        attempt.join()
    assert looked_at.wrong == rules.FREE_FAILURES_OF_PAIR
    assert looked_at.refused == 12 - rules.FREE_FAILURES_OF_PAIR


def test_the_key_of_the_forms_is_made_once(database: Database) -> None:
    assert service.form_key(database) == service.form_key(database)


@dataclass
class LookedAt:
    """How many attempts were compared with the password, and how many were turned back before."""

    wrong: int = 0
    refused: int = 0

    def attempt(self, database: Database) -> None:
        try:
            service.sign_in(database, NAME, "wrong", HERE, NOW)
        except WrongPassword:
            self.wrong += 1
        except TooManyAttempts:
            self.refused += 1


class CountingHasher:
    """Argon2 that remembers at which price it was asked to verify."""

    def __init__(self) -> None:
        self.costs: list[str] = []
        self._argon2 = passwords._ARGON2

    def verify(self, stored: str, password: str) -> bool:
        self.costs.append(stored.rsplit("$", 2)[0])
        return self._argon2.verify(stored, password)

    def hash(self, password: str) -> str:
        return self._argon2.hash(password)


def test_whose_session_it_was_is_known_for_a_day_though_others_sign_in_after_its_end(hired: Database) -> None:
    secret = service.sign_in(hired, NAME, PASSWORD, HERE, NOW)

    def known_at(now: int) -> bool:
        service.sign_in(hired, NAME, PASSWORD, HERE, now)
        with hired.reading() as session:
            return service.owner_of(session, secret) is not None

    assert known_at(NOW + rules.SESSION_LENGTH + rules.MINUTE)
    assert not is_open(hired, secret, NOW + rules.SESSION_LENGTH + rules.MINUTE)
    assert not known_at(NOW + rules.SESSION_KNOWN)
