"""Long lists come in pages of 50, which turn without scripts; what is counted is all of it."""

import re

import pytest
from sqlalchemy import insert

from central.keyset import SIZE
from central.rental import service
from central.rental.tables import review_task, room
from tests.central.rental.pages_of import DAY, PagedHouse
from tests.central.rental.telling import registered
from tests.fakes.staff import Staff
from tests.fakes.town import now

MANY = 2 * SIZE + 3


def turned(staff: Staff, path: str, link: str) -> list[str]:
    """What the links `link` on the pages lead to, page by page, forth and then back again."""
    found, address = [], path
    pages = [address]
    while True:
        page = staff.get(address).text
        found.append(re.findall(link, page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if following is None:
            break
        address = following[1].replace("&amp;", "&")
        pages.append(address)
    for before in found[-2::-1]:
        previous = re.search(r'rel="prev" href="([^"]+)"', page)
        assert previous is not None
        page = staff.get(previous[1].replace("&amp;", "&")).text
        assert re.findall(link, page) == before
    assert 'rel="prev"' not in page
    assert [len(each) for each in found] == [SIZE, SIZE, len(found[-1])]
    return [each for page in found for each in page]


@pytest.fixture
def many(paged: PagedHouse) -> PagedHouse:
    """A house with more rooms, stays and requests than two pages hold."""
    _, token = paged.stay()
    paged.register(registered(stay=token, outcome="review", reasons=["over-full"]))
    landlord = paged.scope.reach.owner
    with paged.database.writing() as session:
        rows = [
            {"landlord_id": landlord, "box_id": paged.box_id, "name": f"r{number}", "made_at": now()}
            for number in range(MANY - 1)
        ]
        session.execute(insert(room), rows)
        asked = {"registration_id": 1, "reasons": "over-full", "state": "open", "made_at": now()}
        session.execute(insert(review_task), [asked for _ in range(MANY - 1)])
        session.execute(insert(review_task), [asked | {"reasons": "face-differs"} for _ in range(7)])
    return paged


def test_rooms_and_requests_are_turned_page_by_page_and_counted_whole(many: PagedHouse) -> None:
    rooms = turned(many.chen, "/rooms", r'"place cell-name"><a href="/rooms/(\d+)"')
    requests = turned(many.chen, "/requests", r'<a href="/requests/(\d+)"')

    assert len(set(rooms)) == len(rooms) == MANY
    assert len(set(requests)) == len(requests) == MANY
    assert f"Waiting for your answer: {MANY}" in many.chen.get("/rooms").text


def test_stays_are_turned_and_those_of_a_room_that_are_over_counted(paged: PagedHouse) -> None:
    with paged.database.writing() as session:
        for number in range(MANY):
            plan = service.Plan(now() - DAY, now() + (number % 7 + 1) * DAY)
            made = service.invite(session, paged.scope, paged.room, plan, token=service.new_token(), now=now())
            if number % 2:
                service.end(session, paged.scope, made.stay_id, now=now())
    (running,) = (turned_short(paged, "/stays"),)
    over = turned_short(paged, f"/stays?over=1&room={paged.room}")

    assert len(set(running)) == MANY - MANY // 2
    assert len(set(over)) == MANY // 2
    assert f"Earlier stays: {MANY // 2}" in paged.chen.get(f"/rooms/{paged.room}").text
    assert not set(running) & set(over)


def turned_short(paged: PagedHouse, path: str) -> list[str]:
    first = paged.chen.get(path).text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    pages = [first] + ([paged.chen.get(following[1].replace("&amp;", "&")).text] if following else [])
    return [stay for page in pages for stay in re.findall(r'href="/stays/(\d+)"', page)]


@pytest.mark.parametrize("query", ["after=999999", "before=x", "after=-1", "after=" + "9" * 30, "before=٣", "after="])
def test_an_address_nobody_made_leads_to_the_beginning(paged: PagedHouse, query: str) -> None:
    for path in ("/rooms", "/stays", "/requests", "/boxes", f"/boxes/{paged.box_id}"):
        assert paged.office.get(f"{path}?{query}").status_code == 200


def test_another_landlords_room_chooses_no_stays(paged: PagedHouse) -> None:
    assert paged.chen.get(f"/stays?room={paged.other}").status_code == 404


def test_stays_are_filtered_by_room_and_by_how_soon_they_end_and_the_count_on_the_first_page_is_theirs(
    paged: PagedHouse,
) -> None:
    with paged.database.writing() as session:
        for days in (3, 40):
            plan = service.Plan(now() - DAY, now() + days * DAY)
            service.invite(session, paged.scope, paged.room, plan, token=service.new_token(), now=now())

    assert turned_short(paged, "/stays?ends=week") == ["1"]
    assert turned_short(paged, "/stays?q=30&sort=-last") == ["2", "1"]
    assert turned_short(paged, "/stays?q=99") == []
    page = paged.office.get("/").text
    assert 'href="/stays?ends=week"><span class="need-number" data-figure="ending">1<' in page


def test_what_a_link_chose_stays_chosen_when_something_else_is_filtered(paged: PagedHouse) -> None:
    plan = service.Plan(now() - DAY, now() + DAY)
    with paged.database.writing() as session:
        made = service.invite(session, paged.scope, paged.room, plan, token=service.new_token(), now=now())
        service.end(session, paged.scope, made.stay_id, now=now())
    page = paged.chen.get(f"/stays?over=1&room={paged.room}&q=nothing").text
    assert '<input type="hidden" name="over" value="1">' in page
    assert f'href="/stays?room={paged.room}&amp;over=1"' in page
