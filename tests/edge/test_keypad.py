"""Keys at the reader: what presents something, and that what is left unfinished stays nobody's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.keypad import FORGOTTEN, LONGEST, DigitsTyped, Keypad
from edge.presented import CodeTyped, PinTyped


@pytest.mark.parametrize(
    ("keys", "presented"),
    [
        ("302*274916#", [PinTyped("302", "274916")]),
        ("302**12345678#", [CodeTyped("302", "12345678")]),
        ("#302*274916#", [PinTyped("302", "274916")]),
        ("302*1#303*2#", [PinTyped("302", "1"), PinTyped("303", "2")]),
        ("302*274916", []),
        ("274916#", [DigitsTyped("274916")]),
        ("*274916#", []),
        ("302*#", []),
        ("302***1#", []),
    ],
)
def test_keys_present_a_room_with_a_number(keys: str, presented: list[PinTyped]) -> None:
    assert Keypad().press(keys, 0) == presented


@given(st.text("0123456789*#", max_size=60), st.data())
def test_keys_mean_the_same_in_whatever_pieces_they_come(keys: str, data: st.DataObject) -> None:
    if any(len(part) > LONGEST for part in keys.split("#")):
        return
    cut = data.draw(st.integers(0, len(keys)))
    pieces = Keypad()

    assert pieces.press(keys[:cut], 0) + pieces.press(keys[cut:], 1) == Keypad().press(keys, 0)


def test_what_somebody_left_is_forgotten() -> None:
    keypad = Keypad()
    keypad.press("302*2749", 0)

    assert keypad.press("16#", FORGOTTEN + 1) == [DigitsTyped("16")]


def test_a_child_that_presses_keys_all_day_fills_no_memory() -> None:
    keypad = Keypad()
    for second in range(1000):
        keypad.press("1234567890", second)

    assert len(keypad._keys) <= LONGEST
