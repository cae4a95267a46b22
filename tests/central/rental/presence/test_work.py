"""What entries bring to light becomes work with an owner and a clock, and goes when it is so no more."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from central.account.tables import staff
from central.audit.tables import audit
from central.clock import service as clocks
from central.clock.tables import clock
from central.edges import service as edges
from central.edges.tables import box as boxes
from central.edges.tables import outbox
from central.place import service as places
from central.rental.housing.tables import stay_exception
from central.rental.presence import counts, kinds, machines, spread
from central.rental.presence.kinds import DAY, HOUR, MINUTE
from central.rental.tables import room
from central.web.grants import EVERYWHERE, TOWN, Grant
from central.web.roles import Role
from central.work import forgetting, items, settings, views
from central.work.keeping import Keeper
from central.work.rules import QUIET
from central.work.tables import work_item
from central.work.views import ItemRow
from tests.central.rental.furnished import Furnished, furnished
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.telling import registered
from tests.fakes.staff import Staff, hire
from wire.kinds import Entry


class Work:
    """A house, a grid worker who looks after it, and whoever keeps the items."""

    def __init__(self, house: PagedHouse, clock: pytest.MonkeyPatch) -> None:
        self.house, self.database, self._clock = house, house.database, clock
        self.worker = hire(house.app, "网格员", grants=[Grant(Role.GRID_WORKER, TOWN)])
        self.browser = Staff(house.app)
        assert self.browser.sign_in("网格员").status_code == 303
        self.keeper = Keeper(house.app, house.database, work=60.0)

    def come(self, person: str, after: int = 0, *, heard: int | None = None) -> None:
        """Somebody is let in so many ms after the beginning. heard: central hears of it then."""
        box = self.house.box
        self._clock.setattr("central.edges.api.now", lambda: self.house.told_at + (after if heard is None else heard))
        box.append(Entry("north", True, "granted", "face", person), at=self.house.told_at + after)
        assert box.push(len(box.records)).status_code == 200

    def look(self, after: int) -> list[ItemRow]:
        """Facts are looked at so many ms later, when the boxes still speak; what is open then."""
        now = self.house.told_at + after
        with self.database.writing() as session:
            session.execute(update(outbox).values(told_at=now))
        return self.look_behind(after)

    def look_behind(self, after: int) -> list[ItemRow]:
        """The same where they speak, and have told no more than what they have sent."""
        now = self.house.told_at + after
        with self.database.writing() as session:
            session.execute(update(boxes).values(last_seen=now))
        return self.keep(now)

    def keep(self, now: int) -> list[ItemRow]:
        self.keeper.turn(now)
        with self.database.reading() as session:
            return views.rows(session.execute(views.chosen(EVERYWHERE).order_by(work_item.c.id)))

    def live_here(self, *people: str) -> None:
        """They register for a stay that runs, and are accepted."""
        _, token = self.house.stay(places=max(2, len(people)))
        self.house.register(*(registered(person, stay=token) for person in people))


@pytest.fixture(scope="module")
def kept(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    with furnished(sqlite_template, tmp_path_factory.mktemp("work")) as made:
        made.keep()
        yield made


@pytest.fixture
def work(kept: Furnished, monkeypatch: pytest.MonkeyPatch) -> Work:
    kept.put_back()
    return Work(kept.house, monkeypatch)


def test_who_is_in_and_not_registered_is_work_until_they_are(work: Work) -> None:
    work.come("aaaaaaaaaaaaaaaa")
    work.come("bbbbbbbbbbbbbbbb")
    work.live_here("aaaaaaaaaaaaaaaa")

    assert work.look(5 * MINUTE) == []
    (item,) = work.look(20 * MINUTE)
    assert (item.kind, item.about) == (kinds.UNREGISTERED.name, "1 Harbour Road · bbbbbb")
    assert (item.owner_id, item.place_id) == (work.worker, TOWN)
    assert item.due_at is not None
    assert item.due_at > item.opened_at + 2 * DAY
    assert f'href="/boxes/{work.house.box_id}"' in work.house.office.get(f"/work/{item.id}").text

    work.live_here("bbbbbbbbbbbbbbbb")
    assert work.look(40 * MINUTE) == []
    with work.database.reading() as session:
        closed = views.item_of(session, item.id, EVERYWHERE)
        assert closed is not None
        assert closed.closed_by is None
        clock = clocks.clock_of(session, item.clock_id or 0, item.opened_at)
        assert clock is not None
        assert clock.state is clocks.State.CANCELLED

    # Of two of whom a box tells late, one may have registered in what it has not told yet.
    work.come("cccccccccccccccc", HOUR, heard=60 * HOUR)
    work.come("dddddddddddddddd", 2 * HOUR, heard=60 * HOUR)
    assert [each.about for each in work.look_behind(61 * HOUR)] == ["1 Harbour Road · cccccc"]
    assert len(work.look(62 * HOUR)) == 2
    with work.database.reading() as session:
        told = session.scalars(select(audit.c.detail).where(audit.c.act == "work.keep").order_by(audit.c.seq)).all()
    assert [json.loads(each)["opened"] for each in told] == [1, 0, 1, 1]


def test_what_a_box_tells_a_week_late_is_work_for_a_week_from_then(work: Work) -> None:
    work.live_here("aaaaaaaaaaaaaaaa")
    work.come("aaaaaaaaaaaaaaaa", 0, heard=20 * DAY)
    work.come("cccccccccccccccc", 12 * DAY, heard=20 * DAY)

    (item,) = work.look(20 * DAY + HOUR)
    assert (item.kind, item.about) == (kinds.UNREGISTERED.name, "1 Harbour Road · cccccc")
    assert [each.id for each in work.look(26 * DAY)] == [item.id]
    assert work.look(28 * DAY) == []

    # Who has not come for a month is taken for gone.
    work.come("aaaaaaaaaaaaaaaa", 31 * DAY)
    work.come("bbbbbbbbbbbbbbbb", HOUR, heard=31 * DAY)
    assert work.look(31 * DAY + HOUR) == []


def test_one_who_is_away_is_asked_after_and_a_room_where_nobody_is_home(work: Work) -> None:
    work.live_here("aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb")
    work.come("aaaaaaaaaaaaaaaa", 29 * DAY)

    assert [(each.kind, each.about) for each in work.look(31 * DAY)] == [(kinds.UNSEEN.name, "1 Harbour Road, 301")]
    assert [each.kind for each in work.look(62 * DAY)] == [kinds.UNSEEN.name] * 2
    assert [each.kind for each in work.look(90 * DAY)] == [kinds.NEVER_HOME.name]
    work.come("bbbbbbbbbbbbbbbb", 90 * DAY)
    assert [each.kind for each in work.look(90 * DAY + 2 * HOUR)] == [kinds.UNSEEN.name]
    # By a box that is silent, or has days to send, nobody is judged anew, and nothing is over.
    assert [each.kind for each in work.look_behind(94 * DAY)] == [kinds.UNSEEN.name]
    silent = work.keep(work.house.told_at + 95 * DAY)
    assert {each.kind for each in silent} == {kinds.UNSEEN.name, kinds.LATE.name}
    assert len([each for each in silent if each.kind == kinds.UNSEEN.name]) == 1


def test_rooms_that_are_too_full_alarms_and_silent_boxes_are_work(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    work.live_here("aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb")
    with work.database.writing() as session:
        session.execute(update(room).where(room.c.id == work.house.room).values(area=80))
    assert work.look(0) == []
    with work.database.writing() as session:
        session.execute(update(room).where(room.c.id == work.house.room).values(area=79))
    (item,) = work.look(2 * HOUR)
    assert (item.kind, item.subject_id) == (kinds.OVER_FULL.name, str(work.house.room))
    with work.database.writing() as session:
        session.execute(update(room).where(room.c.id == work.house.room).values(area=80))
    assert work.look(4 * HOUR) == []

    # A family's exception takes out its own people, and nobody who lives in the room besides.
    with work.database.writing() as session:
        session.execute(update(room).where(room.c.id == work.house.room).values(area=None))
    work.live_here(*(letter * 16 for letter in "cde"))
    family = {"why": "mother", "made_at": 1, "made_by": "tests"}
    with work.database.writing() as session:
        session.execute(update(room).where(room.c.id == work.house.room).values(bedrooms=1))
        session.execute(insert(stay_exception).values(stay_id=1, **family))
    assert [item.kind for item in work.look(4 * HOUR + 11 * MINUTE)] == [kinds.OVER_FULL.name]
    with work.database.writing() as session:
        session.execute(insert(stay_exception).values(stay_id=2, **family))
    assert work.look(4 * HOUR + 22 * MINUTE) == []

    told = work.house.told_at + 5 * HOUR
    with work.database.writing() as session:
        edges.note_matter(session, work.house.box_id, edges.Matter("lock-tamper", "critical", "", told))
        edges.note_matter(session, work.house.box_id, edges.Matter("camera-gone", "warning", "", told))

    assert work.look(5 * HOUR + 5 * MINUTE) == []
    (item,) = work.look(5 * HOUR + 11 * MINUTE)
    assert item.kind == kinds.ALARM.name
    with work.database.writing() as session:
        edges.look_at(session, int(item.subject_id), by="tests", now=told)
    assert work.look(5 * HOUR + 13 * MINUTE) == []

    # Where most boxes are silent, the line is at fault.
    monkeypatch.setattr(machines, "FEW", 1)
    assert work.keep(told + DAY) == []
    monkeypatch.setattr(machines, "FEW", 2)
    assert [each.kind for each in work.keep(told + DAY + 2 * MINUTE)] == [kinds.LATE.name] * 2


def test_what_somebody_has_closed_with_a_reason_stays_closed_for_a_while(work: Work) -> None:
    work.come("bbbbbbbbbbbbbbbb")
    (item,) = work.look(20 * MINUTE)
    refused = send(work.browser, item, act="close", words="")
    assert refused.status_code == 422

    assert send(work.browser, item, act="comment", words="was not at home").status_code == 303
    assert send(work.browser, item, act="close", words="the landlord's sister").status_code == 303

    page = work.house.office.get(f"/work/{item.id}").text
    assert "the landlord&#39;s sister" in page
    assert page.index("was not at home") < page.index("the landlord&#39;s sister", page.index("What happened"))
    assert work.look(40 * MINUTE) == []
    work.come("bbbbbbbbbbbbbbbb", QUIET + DAY)
    assert len(work.look(QUIET + DAY + HOUR)) == 1
    assert send(work.browser, item, act="close", words="again").status_code == 303

    # A year later nothing says whom it was about.
    with work.database.writing() as session:
        assert forgetting.count_old(session, item.opened_at + 400 * DAY) == 1
        assert forgetting.forget(session, item.opened_at + 400 * DAY, 9) == 1
    page = work.house.office.get(f"/work/{item.id}").text
    assert "forgotten, since its time is over" in page
    assert all(words not in page for words in ("bbbbbb", "sister", "was not at home"))


def test_some_are_taken_handed_over_and_closed_and_the_office_chooses_another_number(work: Work) -> None:
    work.come("bbbbbbbbbbbbbbbb")
    (item,) = work.look(20 * MINUTE)
    another = Keeper(work.house.app, work.database, work=60.0)
    another.turn(work.house.told_at + 20 * MINUTE)
    office = work.house.office

    assert send(office, item, act="assign", owner="999").status_code == 422
    assert send(office, item, act="take").status_code == 303

    (taken,) = work.look(40 * MINUTE)
    assert taken.owner_id not in (None, work.worker)
    assert item.about in office.get("/work?owner=me").text
    assert item.about not in work.browser.get("/work?owner=me").text

    with work.database.reading() as session:
        assert len(session.execute(select(work_item.c.id)).all()) == 1
        assert items.owner_of(session, TOWN) == work.worker

    rule = {"name": kinds.UNREGISTERED.name, "why": "night shifts"}
    assert office.client.post("/work/rules", data={**rule, "value": "0"}).status_code == 422
    assert work.browser.client.post("/work/rules", data={**rule, "value": "2"}).status_code == 403
    assert office.client.post("/work/rules", data={**rule, "value": "2"}).status_code == 303
    with work.database.reading() as session:
        assert settings.number(session, kinds.UNREGISTERED.name, 24) == 2
    assert "last 2 hours" in office.get("/work/rules").text

    # Several at once: a page asks first.
    assert send(work.browser, item, act="close", words="a guest").status_code == 303
    for letter in "cde":
        work.come(letter * 16, HOUR)
    found = work.look(80 * MINUTE)
    client = office.client
    other = hire(work.house.app, "另一个网格员", grants=[Grant(Role.GRID_WORKER, TOWN)])
    chosen = {"row": [item.id for item in found[:2]], "next": "/work?owner=me"}
    assert client.post("/work/take", data={}).status_code == 303

    asks = client.post("/work/take", data=chosen)
    assert "See to these 2 yourself?" in asks.text
    assert all(item.about in asks.text for item in found[:2])
    assert {item.owner_id for item in work.look(91 * MINUTE)} == {work.worker}
    assert client.post("/work/take", data=chosen | {"meant": "yes"}).location == "/work?owner=me"
    assert [item.owner_id == work.worker for item in work.look(102 * MINUTE)] == [False, False, True]

    nobody = client.post("/work/hand-over", data=chosen | {"meant": "yes", "owner": "999"})
    assert (nobody.status_code, "after all of these places" in nobody.text) == (422, True)
    client.post("/work/hand-over", data=chosen | {"meant": "yes", "owner": str(other)})
    assert [item.owner_id for item in work.look(113 * MINUTE)] == [other, other, work.worker]

    assert client.post("/work/close", data=chosen | {"meant": "yes", "words": ""}).status_code == 422
    every = {"row": [item.id for item in found], "meant": "yes", "words": "one family"}
    assert send(office, found[2], act="close", words="before").status_code == 303
    done = client.post("/work/close", data=every, follow_redirects=True)
    assert "Done: 2." in done.text
    with work.database.reading() as session:
        noted = session.execute(select(audit.c.act, audit.c.of).where(audit.c.act.in_(["work.assign", "work.close"])))
        assert len(set(noted)) == 2 + 3 + 2
        assert work.keep(work.house.told_at + 120 * MINUTE) == []


def test_work_and_deadlines_follow_a_house_that_is_put_elsewhere(work: Work) -> None:
    work.live_here("aaaaaaaaaaaaaaaa")
    work.come("bbbbbbbbbbbbbbbb")
    (item,) = work.look(20 * MINUTE)
    with work.database.writing() as session:
        grid = places.add(session, kind=places.Kind.GRID, name="Harbour", parent_id=TOWN, by="tests", now=1)
    other = hire(work.house.app, "另一个网格员", grants=[Grant(Role.GRID_WORKER, grid)])
    put = work.house.office.client.post(f"/boxes/{work.house.box_id}/place", data={"place": str(grid)})
    assert put.status_code == 303
    with work.database.writing() as session:
        session.execute(update(boxes).where(boxes.c.id == work.house.box_id).values(name="3 Quay"))
        of_people = clock.c.subject_kind == "registration", clock.c.ended_at.is_(None)
        assert set(session.scalars(select(clock.c.place_id).where(*of_people))) == {grid}

    (moved,) = work.look(40 * MINUTE)

    assert (moved.id, moved.place_id, moved.owner_id) == (item.id, grid, other)
    assert moved.about == "3 Quay · bbbbbb"
    with work.database.reading() as session:
        assert [note.words for note in views.story(session, item.id)] == ["", "另一个网格员"]
    work.look(60 * MINUTE)
    with work.database.reading() as session:
        assert len(views.story(session, item.id)) == 2
        assert session.scalars(select(clock.c.place_id).where(clock.c.id == item.clock_id)).one() == grid

    with work.database.writing() as session:
        session.execute(update(staff).where(staff.c.id == other).values(disabled_at=1))
    (fallen,) = work.look(80 * MINUTE)
    assert fallen.owner_id == work.worker


def test_a_kind_whose_facts_cant_be_found_holds_up_no_other(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    work.come("bbbbbbbbbbbbbbbb")
    work.live_here("aaaaaaaaaaaaaaaa")
    monkeypatch.setattr("central.rental.presence.people.crowding.excesses", None)
    with work.database.writing() as session:
        session.execute(update(boxes).where(boxes.c.id == work.house.other_id).values(last_seen=1, claimed_at=1))

    assert kinds.LATE.name in {each.kind for each in work.keep(work.house.told_at + 20 * MINUTE)}


def test_who_is_in_is_counted_by_house_and_place_and_few_are_not_told(work: Work) -> None:
    _, token = work.house.stay(places=2)
    work.house.register(registered("a" * 16, stay=token))
    work.house.stay(lins=True)
    for person in "abcdef":
        work.come(person * 16)
    work.come("a" * 16, HOUR)
    now = work.house.told_at + 2 * HOUR
    with work.database.reading() as session:
        town = counts.town(session, work.house.told_at, now)

    assert {each.box.name: each.inside.seen for each in town.houses} == {"1 Harbour Road": 6, "2 Harbour Road": 0}
    ((whole,), houses) = town.parts, town.houses
    assert (whole.inside.houses, whole.inside.seen, whole.is_said) == (2, 6, True)
    # Six in all and six in one: nobody would be in the other.
    assert [each.is_said for each in houses] == [False, False]
    page = work.house.office.get("/presence").text
    assert page.count("not said") == 2

    # And what is sent up: how the boxes are, how long a key takes.
    with work.database.writing() as session:
        session.execute(update(boxes).where(boxes.c.id == work.house.box_id).values(clock_offset=-90_000))

    health = {row["Box"]: row for row in reported(work, "box-health?")}
    keys = {row["House"]: row["Hours"] for row in reported(work, "time-to-key?")}

    assert health["1 Harbour Road"]["Clock ahead, s"] == "-90"
    assert [row["Box"] for row in reported(work, "box-health?is=clock&")] == ["1 Harbour Road"]
    assert keys["1 Harbour Road"] != ""
    assert keys["2 Harbour Road"] == ""
    assert [row["House"] for row in reported(work, "time-to-key?opened=no&")] == ["2 Harbour Road"]
    assert "Of the 2 stays" in work.house.office.get("/reports/listed/time-to-key").text
    assert "99 in 100" in work.house.office.get("/reports/listed/box-health").text


@given(values=st.lists(st.integers(0, 9), min_size=1), share=st.sampled_from([0.5, 0.9, 0.99, 1.0]))
def test_so_large_a_share_lies_at_or_below(values: list[int], share: float) -> None:
    values.sort()
    found = spread.at(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)
    assert sum(value < found for value in values) < share * len(values)


def reported(work: Work, address: str) -> list[dict[str, str]]:
    """The rows of a report, as its file has them."""
    with work.house.office.get(f"/reports/listed/{address}as=csv") as file:
        return list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))


def send(browser: Staff, item: ItemRow, **fields: str) -> Any:
    return browser.client.post(f"/work/{item.id}", data=fields)
