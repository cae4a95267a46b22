"""A lost file of keys: central goes on, and says of what was sealed before that it does not open."""

import pytest

from central.errors import CentralError, ConfigError, KeyMissing
from central.keys.losing import replace_lost
from central.keys.needs import listed
from central.rental.tables import identity
from central.sealed import keyfile, opening
from tests.central.keys.conftest import People
from tests.central.rental.conftest import NOW


def replace(people: People) -> int:
    return replace_lost(people.database, people.ring.file, by="terminal:tests", now=NOW)[0]


def test_nothing_is_replaced_while_the_keys_are_there(people: People) -> None:
    people.add(1)

    with pytest.raises(CentralError, match="nothing is lost"):
        replace(people)


@pytest.mark.parametrize("is_another", [True, False])
def test_central_goes_on_with_a_new_key(people: People, *, is_another: bool) -> None:
    people.add(2)
    people.ring.file.unlink()
    if is_another:
        keyfile.add(people.ring.file, now=NOW)
    with pytest.raises(ConfigError):
        opening.open_ring(people.database, people.ring.file, now=NOW)

    assert replace(people) == 2

    ring = opening.open_ring(people.database, people.ring.file, now=NOW)
    people.rename(1, "Bo", ring)
    first, second = people.rows()
    assert ring.unseal(identity.c.name, 1, first.name) == "Bo"
    with pytest.raises(KeyMissing):
        ring.unseal(identity.c.name, 2, second.name)
    assert (people.found(1, ring), people.found(2, ring)) == ([1], [])
    with people.database.reading() as session:
        assert [(row.state, row.rows) for row in listed(session)] == [("retired", 1), ("seals", 1)]


def test_what_stays_closed_stops_no_rotation(people: People) -> None:
    people.add(2)
    people.ring.file.unlink()
    replace(people)
    lost = People(people.database, opening.open_ring(people.database, people.ring.file, now=NOW), people.box)
    lost.rename(1, "Bo")

    done = lost.rotate()

    assert (done.key, done.rows, done.damaged) == (3, 1, ["identity:2"])
