import pytest

from edge.credentials.room import normal


@pytest.mark.parametrize("written", ["3-302", "３－３０２", " 3 302 ", "3302"])
def test_a_room_is_the_same_however_it_is_written(written: str) -> None:
    assert normal(written) == "3302"


def test_other_rooms_are_others() -> None:
    assert len({normal(room) for room in ("302", "303", "A302", "3栋302")}) == 4
    assert normal("a302") == normal("A302")
    assert normal(" - ") == ""
