"""How landlords keep to the days of the law: counted by landlord, and within reach."""

import csv

from sqlalchemy import select

from central.clock import service as clocks
from central.clock.service import Act, Rule, Subject
from central.rental.housing.deadlines import END, LETTING
from central.rental.tables import room
from central.web.grants import TOWN
from tests.central.rental.pages_of import DAY, PagedHouse
from tests.fakes.town import now


def test_each_landlord_stands_with_what_was_reported_in_time_late_and_not_yet(paged: PagedHouse) -> None:
    duties: list[tuple[Rule, int, int | None]] = [
        (LETTING, 30, 30),
        (LETTING, 30, 29),
        (LETTING, 30, 10),
        (LETTING, 30, None),
        (LETTING, 500, 300),
        (LETTING, 0, None),
        (END, 40, 10),
    ]
    with paged.app.app_context(), paged.database.writing() as session:
        calendar = clocks.load(session, clocks.office())
        owner = f"landlord:{session.scalar(select(room.c.landlord_id).where(room.c.id == paged.room))}"
        for number, (rule, began, met) in enumerate(duties):
            subject, act = Subject("stay", str(1000 + number)), Act("tests", "begun", now() - began * DAY)
            made = clocks.start(session, calendar, rule, subject, act, owner=owner, place_id=TOWN)
            if met is not None:
                clocks.meet(session, made, Act("tests", "reported", now() - met * DAY))

    with paged.office.get("/reports/listed/punctual?as=csv") as file:
        _heads, *rows = csv.reader(file.data.decode("utf-8-sig").splitlines())

    assert [row[1:8] for row in rows] == [["2", "1", "1", "0", "1", "0", "40%"]]
    assert "浙江省流动人口居住登记条例 9" in rows[0][8]
    assert rows[0][0] not in paged.office.get("/reports/listed/punctual?q=nobody+is+called+so").text
