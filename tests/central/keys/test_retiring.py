"""A key goes when nothing needs it, and not before."""

import pytest

from central.errors import CentralError
from central.keys.needs import listed
from central.keys.retiring import retire
from central.sealed import keyfile, opening
from tests.central.keys.conftest import People
from tests.central.rental.conftest import NOW


def go(people: People, number: int) -> None:
    retire(people.database, people.ring, number, by="terminal:tests", now=NOW)


def test_the_key_that_seals_and_one_that_is_not_there_do_not_go(people: People) -> None:
    with pytest.raises(CentralError, match="key 1 seals"):
        go(people, 1)
    with pytest.raises(CentralError, match="no key 7"):
        go(people, 7)


def test_a_key_that_a_row_needs_does_not_go(people: People) -> None:
    people.add(2)
    with people.database.writing() as session:
        opening.put_in_force(session, keyfile.add(people.ring.file, now=NOW), now=NOW)

    with pytest.raises(CentralError, match=r"2 rows need key 1.*keys rotate"):
        go(people, 1)

    people.rotate()
    go(people, 1)
    go(people, 1)
    assert set(keyfile.read(people.ring.file)) == {2}
    assert people.found(1) == [1]


def test_without_it_central_starts_as_before(people: People) -> None:
    people.add(1)
    people.rotate()
    go(people, 1)

    ring = opening.open_ring(people.database, people.ring.file, now=NOW)

    assert people.found(1, ring) == [1]
    with people.database.reading() as session:
        assert [(row.id, row.state, row.rows) for row in listed(session)] == [(1, "retired", 0), (2, "seals", 1)]
