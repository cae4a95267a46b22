"""Everything is sealed anew by a newer key while others read, search and write; nothing is unreadable or not found."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import BigInteger, Integer, Table, func, select, update

from central.audit.tables import audit
from central.keys import needs, rotation
from central.keys.needs import TABLES
from central.keys.retiring import retire
from central.rental.guests import acts
from central.rental.guests.acts import Guest
from central.rental.guests.rules import Kind, Relation
from central.rental.guests.tables import guest
from central.rental.sealed_words import By
from central.rental.service import Plan
from central.rental.tables import identity
from central.sealed import keyfile
from central.sealed.columns import row_number
from central.sealed.ring import Ring
from tests.central.keys.conftest import People
from tests.central.rental.conftest import DAY, NOW, House

HOUR = DAY // 24


def test_every_row_is_sealed_by_the_new_key_and_found_by_it(people: People) -> None:
    people.add(5)

    done = people.rotate()

    assert (done.key, done.rows, done.damaged, people.keys_used()) == (2, 5, [], {"k2"})
    assert [people.found(person) for person in range(1, 6)] == [[1], [2], [3], [4], [5]]
    assert all(people.ring.unseal(identity.c.name, row.registration_id, row.name) == "Ann" for row in people.rows())
    with people.database.reading() as session:
        assert session.scalars(select(audit.c.of).where(audit.c.act == "keys.rotate")).all() == ["column-key:2"]


def test_a_rotation_that_was_cut_short_is_finished_before_another_begins(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.add(5)
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(people.database, people.ring, by="terminal:tests", now=NOW, progress=_interrupted)
    assert people.keys_used() == {"k1", "k2"}
    assert [people.found(person) for person in range(1, 6)] == [[1], [2], [3], [4], [5]]

    finished, another = people.rotate(), people.rotate()

    assert (finished.key, finished.rows, another.key, another.rows) == (2, 3, 3, 5)
    assert people.keys_used() == {"k3"}


def _interrupted(done: int, of: int) -> None:
    if done:
        assert (done, of) == (2, 5)
        raise KeyboardInterrupt


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_row_with_sealed_words_has_one_number_to_be_bound_to(table: Table) -> None:
    assert isinstance(row_number(table).type, Integer | BigInteger)


def test_a_key_that_lies_in_the_file_already_is_taken(people: People) -> None:
    people.add(1)
    made = keyfile.add(people.ring.file, now=NOW)

    assert people.rotate().key == made.id
    assert set(keyfile.read(people.ring.file)) == {1, 2}


def test_what_a_box_has_sealed_is_left_to_others(people: People) -> None:
    people.add(1)
    boxed = {"name": "n" * 64, "number": "m" * 64, "phone": "", "number_index": None, "phone_index": None}
    with people.database.writing() as session:
        session.execute(update(identity).values(**boxed, sealed_by=By.BOX.value))

    assert people.rotate().rows == 0
    assert people.rows()[0].name == "n" * 64


def test_a_row_that_does_not_open_is_named_keeps_its_key_and_stops_nobody(people: People) -> None:
    people.add(3)
    with people.database.writing() as session:
        wrong = select(identity.c.number).where(identity.c.registration_id == 3).scalar_subquery()
        session.execute(update(identity).where(identity.c.registration_id == 2).values(number=wrong))

    first, second = people.rotate(), people.rotate()

    assert (first.damaged, first.rows, second.damaged, second.key) == (["identity:2"], 2, ["identity:2"], 3)
    assert people.keys_used() == {"k1", "k3"}


@contextmanager
def _all_the_time(do: Callable[[], None]) -> Iterator[list[BaseException]]:
    """Does something again and again in a thread of its own; what went wrong."""
    stop, wrong = threading.Event(), list[BaseException]()

    def run() -> None:
        try:
            while not stop.is_set():
                do()
        except BaseException as error:
            wrong.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield wrong
    finally:
        stop.set()
        thread.join()


def test_others_read_search_and_write_all_the_time(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 30
    people.add(count)
    monkeypatch.setattr(rotation, "AT_ONCE", 4)
    # Each has read the file for itself, as another process has.
    reader, finder, writer = (Ring(people.ring.file) for _ in range(3))
    read, looked, written = [0], [0], [0]

    def read_all() -> None:
        for row in people.rows():
            assert reader.unseal(identity.c.name, row.registration_id, row.name).startswith("Ann")
            read[0] += 1

    def find_all() -> None:
        for person in range(1, count + 1):
            assert people.found(person, finder) == [person]
            looked[0] += 1

    def write_all() -> None:
        written[0] += 1
        people.rename(written[0] % count + 1, f"Ann {written[0]}", writer)

    with _all_the_time(read_all) as reading, _all_the_time(find_all) as finding, _all_the_time(write_all) as writing:
        for turn in range(3):
            people.rotate()
            people.rotate()
            oldest = min(keyfile.read(people.ring.file))
            retire(people.database, people.ring, oldest, by="terminal:tests", now=NOW + turn)

    assert (reading, finding, writing) == ([], [], [])
    assert min(read[0], looked[0], written[0]) > 0
    assert people.rotate().damaged == []
    assert [people.found(person) for person in range(1, count + 1)] == [[person] for person in range(1, count + 1)]


def test_a_guest_who_is_added_meanwhile_needs_the_old_key_no_more(
    people: People, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.add(4)
    monkeypatch.setattr(rotation, "AT_ONCE", 1)
    stay, other = house.invite(plan=Plan(NOW - DAY, NOW + 100 * DAY)), Ring(people.ring.file)
    # One before, by the old key, and others between the steps.
    numbers = iter(range(8))

    def add(*_: int) -> None:
        number = next(numbers, None)
        if number is None:
            return
        relation, begin = Relation.SIBLING, NOW + number * HOUR
        said = Guest(Kind.RELATIVE, "张三丰", begin, begin + 20 * DAY, relation, f"E200000{number:02}")
        with people.database.writing() as session:
            acts.add(session, other, house.chen, stay, said, person=f"g{number}", now=NOW)

    add()
    done = rotation.rotate(people.database, people.ring, by="terminal:tests", now=NOW, progress=add)

    assert done.damaged == []
    with people.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(guest)) == 8
        assert needs.count(session, 1) == 0
    retire(people.database, people.ring, 1, by="terminal:tests", now=NOW)


_ROTATING = """
import sys
from pathlib import Path
from central.keys import needs, rotation
from central.sealed.ring import Ring

rotation.AT_ONCE = 1
database, ring = Database(sys.argv[1]), Ring(Path(sys.argv[2]))
told = lambda done, of: print(done, flush=True)
rotation.rotate(database, ring, by="terminal:tests", now=1, progress=told)
"""


def test_killed_at_any_moment_it_goes_on_where_it_was(people: People) -> None:
    people.add(12)
    url = people.database.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")

    for rows in (0, 3, 7):
        command = [sys.executable, "-c", _ROTATING, url, str(people.ring.file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as program:
            assert program.stdout is not None
            for line in program.stdout:
                if int(line) >= rows:
                    break
            program.send_signal(signal.SIGKILL)
        assert [people.found(person) for person in range(1, 13)] == [[person] for person in range(1, 13)]

    while people.rotate().rows < 12:
        pass
    assert len(people.keys_used()) == 1
