import json

from central.web.streams import PER_SESSION, Seats, event


def test_an_event_is_one_line_of_json_whatever_is_in_it() -> None:
    lines = event("news", {"rows": ["<tr>\n门</tr>\r\n"]}, id=7).split("\n")
    assert lines[:2] == ["id: 7", "event: news"]
    assert json.loads(lines[2].removeprefix("data: ")) == {"rows": ["<tr>\n门</tr>\r\n"]}
    assert lines[3:] == ["", ""]


def test_one_session_gets_only_so_many_seats() -> None:
    seats = Seats(total=100)
    assert [seats.take(b"mine") for _ in range(PER_SESSION + 1)] == [True] * PER_SESSION + [False]
    assert seats.take(b"another")


def test_all_together_get_only_so_many_seats() -> None:
    seats = Seats(total=2)
    assert [seats.take(session) for session in (b"a", b"b", b"c")] == [True, True, False]


def test_a_seat_that_was_left_is_free_again() -> None:
    seats = Seats(total=1)
    assert seats.take(b"a")
    seats.leave(b"a")
    assert seats.taken == 0
    assert seats.take(b"b")
