"""What a landlord does about guests, from the form to the closed door; and nobody else's guests are there."""

import re
from datetime import date, timedelta

from central.edges import orders
from tests.central.rental.pages_of import PagedHouse

NUMBER = "330424199001011239"


def told(paged: PagedHouse) -> list[str]:
    """The kinds of orders about guests."""
    with paged.database.reading() as session:
        raw = [bytes(each).decode() for each in orders.orders_after(session, paged.box_id, 0)]
    return [kind for each in raw for kind in re.findall(r'"kind":"(visit|erase)"', each)]


def test_a_visitor_gets_a_code_that_is_shown_once_and_leaves(paged: PagedHouse) -> None:
    stay_id, _token = paged.stay()
    form = f"/stays/{stay_id}/guests/visitor"
    wrong = paged.chen.send(form, form, name="", first="2026-02-30", time="25:00", hours="25")
    fields = dict(re.findall(r'name="(token|first|time|hours)"[^>]* value="([^"]*)"', paged.chen.get(form).text))
    made = paged.chen.send(form, form, **fields, name="李四海", opens="on")
    code = re.search(r"<code>(\d{4} \d{4})</code>", made.text)
    (page,) = set(re.findall(r"/guests/\d+", made.text))

    assert (wrong.status_code, made.status_code, code is not None) == (422, 201, True)
    assert all(words in wrong.text for words in ("Use 1 to 60 letters", "Choose a day", "like 18:30", "1 and 24 hours"))
    assert all(words in made.text for words in ("keypad: the room", "开门码："))
    assert all("李**" in paged.chen.get(path).text for path in ("/guests", page, f"/stays/{stay_id}"))
    assert not [path for path in ("/guests", page, f"/stays/{stay_id}") if "四海" in paged.chen.get(path).text]
    assert [paged.lin.get(path).status_code for path in (page, form)] == [404, 404]
    assert "李**" not in paged.lin.get("/guests").text
    ended = paged.chen.send(f"{page}/end", f"{page}/end")
    assert "Has left" in paged.chen.get(ended.location).text
    assert told(paged) == ["visit", "erase"]


def test_a_relative_who_stays_long_is_known_by_number_and_registers(paged: PagedHouse) -> None:
    stay_id, _token = paged.stay()
    form, today = f"/stays/{stay_id}/guests/relative", date.today()
    token = re.search(r'name="token" value="(\w+)"', paged.chen.get(form).text)
    assert token is not None
    said = {"token": token[1], "name": "张三", "relation": "sibling", "first": today.isoformat()}
    said["last"] = (today + timedelta(days=45)).isoformat()

    unknown = paged.chen.send(form, form, **said)
    made = paged.chen.send(form, form, **said, number=NUMBER)
    assert made.status_code == 303, re.findall(r"complaint[^<]*<", made.text)
    page = paged.chen.get(made.location).text
    waiting = paged.chen.get("/guests?registered=missing").text
    done = paged.chen.send(f"{made.location}/registered", made.location)

    assert (unknown.status_code, "has to be known" in unknown.text, made.status_code) == (422, True, 303)
    assert all(words in page for words in ("330****1239", "浙江省流动人口居住登记条例 12", "not by themselves"))
    assert NUMBER not in page
    assert "张*" in waiting
    days = re.findall(r'cell-(begin|until)"><span.*?<time datetime="([\d-]+)T[^>]*>([^<]*)', waiting)
    assert [day for _of, day, _said in days] == [said["first"], said["last"]]
    assert not [said for _of, _day, said in days if ":" in said]
    assert "they have registered" in paged.chen.get(done.location).text
    assert told(paged) == []
