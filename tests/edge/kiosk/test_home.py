"""Open the door, ring, and what the kiosk's port offers at all."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.kiosk.guard import HEADERS
from tests.edge.kiosk.conftest import Visitor
from tests.fakes.doorway import Screen
from tests.fakes.house import PIN

ROUTES = {
    ("/", "GET"),
    ("/begin", "POST"),
    ("/bell", "GET"),
    ("/bell", "POST"),
    ("/enrol", "POST"),
    ("/here", "POST"),
    ("/language", "POST"),
    ("/mine", "GET"),
    ("/mine/<way>", "GET"),
    ("/mine/answer", "POST"),
    ("/mine/begin", "POST"),
    ("/mine/choose", "GET"),
    ("/mine/choose", "POST"),
    ("/mine/end", "POST"),
    ("/mine/erase", "GET"),
    ("/mine/erase", "POST"),
    ("/mine/later", "POST"),
    ("/mine/look", "POST"),
    ("/mine/met", "GET"),
    ("/mine/read", "POST"),
    ("/mine/registration", "GET"),
    ("/mine/show", "POST"),
    ("/mine/stage", "GET"),
    ("/mine/town", "GET"),
    ("/open", "GET"),
    ("/open", "POST"),
    ("/open/<way>", "GET"),
    ("/picture", "GET"),
    ("/progress", "GET"),
    ("/seen", "GET"),
    ("/static/<path:filename>", "GET"),
}


def test_the_port_offers_nothing_else(door: Screen) -> None:
    rules = door.app().url_map.iter_rules()
    assert {(rule.rule, method) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}} == ROUTES


def test_who_types_room_and_pin_comes_in(door: Screen, visitor: Visitor) -> None:
    door.house.give_pin(door.house.move_in("302"))
    page = visitor.post("/open", way="pin", room="302", value=PIN)
    assert "门已开" in page.text
    assert door.house.lock.released_until > 0


def test_who_types_it_wrong_is_told_what_else_there_is(door: Screen, visitor: Visitor) -> None:
    door.house.give_pin(door.house.move_in("302"))
    page = visitor.post("/open", way="pin", room="302", value="999999")
    assert "未能识别" in page.text
    assert "999999" not in page.text
    assert door.house.lock.released_until == 0


def test_all_ways_stand_side_by_side(visitor: Visitor) -> None:
    page = visitor.page("/open")
    assert all(word in page for word in ("看镜头", "刷卡", "房号和密码", "房号和手机码"))


def test_a_ring_names_the_room_and_counts_once(door: Screen, visitor: Visitor) -> None:
    for _ in range(3):
        assert "门铃已响" in visitor.post("/bell", room=" 302 ").text
    assert door.rung == ["302"]


@pytest.mark.parametrize("language", ["en", "vi", "ug", "zh", "xx"])
def test_the_first_page_speaks_the_language_that_was_chosen(visitor: Visitor, language: str) -> None:
    visitor.speaks(language)
    tag = {"en": "en", "vi": "vi", "ug": "ug"}.get(language, "zh-Hans")
    assert f'<html lang="{tag}"' in visitor.page()


@pytest.mark.parametrize("path", ["/", "/open", "/open/pin", "/bell", "/mine", "/nope", "/static/kiosk.css"])
def test_every_answer_is_guarded(visitor: Visitor, path: str) -> None:
    with visitor.client.get(path) as answer:
        words = answer.get_data(as_text=True)
    assert all(answer.headers[name] == value for name, value in HEADERS.items())
    assert "style=" not in words
    assert "onclick" not in words


@pytest.mark.parametrize("host", ["door.example", "10.0.0.7:8030", "127.0.0.1.evil.example"])
def test_a_name_that_leads_here_from_elsewhere_is_refused(visitor: Visitor, host: str) -> None:
    assert visitor.client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("header", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_of_another_page_is_refused(door: Screen, visitor: Visitor, header: dict[str, str]) -> None:
    assert visitor.client.post("/begin", headers=header).status_code == 403
    assert not door.enroller.busy


def test_a_form_that_is_too_long_is_refused(visitor: Visitor) -> None:
    assert visitor.post("/bell", room="3" * 5000).status_code == 413


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(sorted(path for path, method in ROUTES if method == "POST")),
    st.dictionaries(
        st.sampled_from(["way", "room", "value", "language", "what", "do", "serial"]), st.text(max_size=30), max_size=5
    ),
)
def test_no_form_breaks_the_page(visitor: Visitor, path: str, fields: dict[str, str]) -> None:
    assert visitor.client.post(path, data=fields).status_code < 500
    assert visitor.client.get("/").status_code == 200


@given(st.text(max_size=30))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_address_breaks_the_page(visitor: Visitor, path: str) -> None:
    assert visitor.client.get("/" + path.replace("\\", "").lstrip("/")).status_code < 500
