"""A list of boxes as pages and files show it: filtered, sorted, turned, saved, all of it by its address."""

import csv
import io
import json
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import insert, select

from central.audit.tables import audit
from central.db import database_of
from central.edges import lists
from central.edges.tables import box
from central.keyset import SIZE
from central.web import exports
from central.web.grants import EVERYWHERE
from central.web.lists import Asked, rows_of
from tests.fakes.staff import Staff, hire, signed_in
from tests.fakes.town import now

PASSWORD = "nine red kites over the bay"


def stand(app: Flask, *names: str, last_seen: Callable[[int], int | None] = lambda number: now()) -> None:
    """Boxes of these names."""
    rows = [
        {
            "name": name,
            "public_key": b"",
            "thumbprint": f"{name} {number}",
            "version": "1",
            "claimed_at": number,
            "last_seen": last_seen(number),
        }
        for number, name in enumerate(names)
    ]
    with database_of(app).writing() as session:
        session.execute(insert(box), rows)


def names(page: str) -> list[str]:
    return re.findall(r'<th role="rowheader"[^>]*><a [^>]*>([^<]*)</a>', page)


def link(page: str, pattern: str) -> str:
    found = re.search(pattern, page)
    assert found is not None, pattern
    return found[1].replace("&amp;", "&")


def fetched(staff: Staff, path: str, **headers: str) -> tuple[bytes, str]:
    """A file, and what it is called."""
    answer = staff.get(path, **headers)
    content, name = answer.data, answer.headers["Content-Disposition"]
    answer.close()
    return content, name


def test_a_list_is_sorted_by_a_press_on_a_heading_and_turned_round_by_the_next(app: Flask, staff: Staff) -> None:
    stand(app, "b", "c", "a")
    page = staff.get("/boxes").text
    assert names(page) == ["a", "b", "c"]
    assert 'aria-sort="ascending"' in page

    down = staff.get(link(page, r'aria-sort="ascending"><a href="([^"]+)"')).text
    assert names(down) == ["c", "b", "a"]
    assert names(staff.get("/boxes?sort=claimed").text) == ["b", "c", "a"]


def test_a_list_is_filtered_and_what_nobody_can_read_chooses_nothing(app: Flask, staff: Staff) -> None:
    stand(app, "Harbour 1", "harbour 2", "Canal", last_seen=lambda number: now() if number else None)

    assert names(staff.get("/boxes?q=HARBOUR").text) == ["Harbour 1", "harbour 2"]
    assert names(staff.get("/boxes?q=harbour&state=online").text) == ["harbour 2"]
    assert names(staff.get("/boxes?state=silent").text) == ["Harbour 1"]
    for odd in ("state=nonsense", "sort=key", "sort=--name", "q=" + "x" * 101, "sort=%00", "state="):
        assert len(names(staff.get(f"/boxes?{odd}").text)) == 3, odd


@pytest.mark.parametrize("text", ["100%", "a_b", "x\\y", "'", '"><script>'])
def test_what_is_typed_is_only_text(app: Flask, staff: Staff, text: str) -> None:
    stand(app, text, "other")
    page = staff.get("/boxes?" + urlencode({"q": text})).text
    assert len(names(page)) == 1
    assert "<script>" not in page


@pytest.mark.parametrize("sort", ["name", "-name", "last_seen", "-last_seen", "version"])
def test_pages_hold_every_row_once_however_the_list_is_sorted(app: Flask, staff: Staff, sort: str) -> None:
    stand(app, *("same" for _ in range(2 * SIZE + 3)), last_seen=lambda number: number % 3 or None)
    found, address = [], f"/boxes?sort={sort}&q=same"
    while address:
        page = staff.get(address).text
        found += re.findall(r'href="/boxes/(\d+)"', page)
        address = link(page, r'rel="next" href="([^"]+)"') if 'rel="next"' in page else ""
    assert len(found) == len(set(found)) == 2 * SIZE + 3


def test_a_row_that_is_filtered_out_while_pages_are_turned_still_tells_where_they_go_on(app: Flask) -> None:
    stand(app, *(f"{number:03}" for number in range(SIZE + 5)))
    staff = signed_in(app)
    following = link(staff.get("/boxes?state=online").text, r'rel="next" href="([^"]+)"')
    with database_of(app).writing() as session:
        session.execute(box.update().where(box.c.name == f"{SIZE - 1:03}").values(last_seen=None))
    assert names(staff.get(following).text) == [f"{number:03}" for number in range(SIZE, SIZE + 5)]


def test_a_file_holds_all_that_is_asked_for_and_not_only_a_page(app: Flask, staff: Staff) -> None:
    stand(app, *(f"box {number:03}" for number in range(SIZE + 5)), "=cmd|' /C calc'!A0")
    content, name = fetched(staff, "/boxes?q=box&sort=-name&as=csv")

    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["Box", "State"]
    assert [row[0] for row in rows[1:]] == [f"box {number:03}" for number in reversed(range(SIZE + 5))]
    assert name.startswith("attachment")
    assert b"'=cmd" in fetched(staff, "/boxes?as=csv")[0]


def test_a_file_has_the_lists_name_in_the_readers_language(app: Flask, staff: Staff) -> None:
    content, name = fetched(staff, "/boxes?as=xlsx", **{"Accept-Language": "zh-CN"})
    assert content.startswith(b"PK")
    assert "filename*=UTF-8''%" in name


def test_that_a_list_was_taken_away_stands_in_the_audit_log(app: Flask, staff: Staff) -> None:
    stand(app, "a", "b")
    fetched(staff, "/boxes?as=csv&q=a")
    with database_of(app).reading() as session:
        row = session.execute(select(audit).where(audit.c.act == "export")).one()
    assert (row.of, json.loads(row.detail)) == ("list:boxes", {"filtered by": ["q"], "rows": 1})


def test_a_file_of_another_kind_or_of_too_much_is_refused(
    app: Flask, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand(app, "a", "b")
    assert staff.get("/boxes?as=exe").status_code == 404
    monkeypatch.setattr(exports, "MOST", 1)
    answer = staff.get("/boxes?as=csv&sort=-name")
    assert (answer.status_code, answer.location) == (303, "/boxes?sort=-name")
    assert "Filter the list first" in staff.get("/boxes").text


def test_rows_of_a_file_are_read_as_they_are_written(app: Flask) -> None:
    stand(app, *(f"{number:05}" for number in range(2500)))
    with app.test_request_context(), database_of(app).reading() as session:
        rows = rows_of(session, lists.BOXES, EVERYWHERE, Asked.read(lists.BOXES, {"sort": "-name"}))
        assert next(rows).name == "02499"
        assert sum(1 for _ in rows) == 2499


def test_a_filter_is_saved_under_a_name_replaced_and_removed(app: Flask, staff: Staff) -> None:
    stand(app, "Harbour", "Canal")
    fields = {"list": "boxes", "name": "我的 <b>", "next": "/boxes"}
    for query in ("q=Canal", "q=Harbour&sort=-name"):
        assert staff.send("/saved-filters", "/boxes", **fields, query=query).location == "/boxes"

    page = staff.get("/boxes").text
    assert "The filter 我的 &lt;b&gt; was saved." in page
    assert page.count("我的 &lt;b&gt;</a>") == 1
    assert names(staff.get(link(page, r'<li><a href="(/boxes\?q=[^"]+)"')).text) == ["Harbour"]
    staff.send(link(page, r'action="(/saved-filters/\d+/remove)"'), "/boxes", next="/boxes")
    page = staff.get("/boxes").text
    assert "The filter was removed." in page
    assert "我的" not in page


def test_what_somebody_saves_is_their_own(app: Flask, staff: Staff) -> None:
    stand(app, "Harbour")
    staff.send("/saved-filters", "/boxes", list="boxes", name="mine", query="q=H", next="/boxes")
    hire(app, "Li", PASSWORD)
    other = Staff(app)
    other.sign_in("Li", PASSWORD)

    assert "mine" not in other.get("/boxes").text
    assert other.send("/saved-filters/1/remove", "/boxes", next="/boxes").status_code == 404
    assert "mine" in staff.get("/boxes").text


@pytest.mark.parametrize("fields", [{"name": ""}, {"name": "x" * 41}, {"name": "a\nb"}])
def test_a_filter_without_a_name_is_not_saved(app: Flask, staff: Staff, fields: dict[str, str]) -> None:
    stand(app, "Harbour")
    sent = {"list": "boxes", "name": "mine", "query": "q=H", "next": "/boxes"} | fields
    staff.send("/saved-filters", "/boxes", **sent)
    assert "Nothing was saved" in said_doubtfully(staff.get("/boxes").text)


def test_what_was_done_is_said_in_another_tone(staff: Staff) -> None:
    staff.send("/saved-filters", "/boxes", list="boxes", name="mine", query="q=H", next="/boxes")
    page = staff.get("/boxes").text
    assert "The filter mine was saved" in page
    assert "The filter mine was saved" not in said_doubtfully(page)


def said_doubtfully(page: str) -> str:
    return " ".join(re.findall(r'<p class="notice notice-doubtful" role="status">(.*?)</p>', page, re.DOTALL))


def test_a_filter_leads_nowhere_else(app: Flask, staff: Staff) -> None:
    stand(app, "Harbour")
    sent = {"list": "boxes", "name": "mine", "query": "", "next": "/boxes"}
    assert staff.send("/saved-filters", "/boxes", **sent).status_code == 400
    sent |= {"query": "q=H&as=csv&_external=1&_scheme=javascript", "next": "//evil.example"}
    assert staff.send("/saved-filters", "/boxes", **sent).location == "/"
    assert "evil" not in staff.get("/boxes").text
    assert "javascript:" not in staff.get("/boxes").text
