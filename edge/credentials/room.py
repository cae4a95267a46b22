"""Rooms, as people say them: "3-302", "3栋302" and "３－３０２" are what somebody wrote, and keys are hard to hit."""

import unicodedata

LONGEST = 32
"""Characters that are compared; no room's name is longer."""


def normal(room: str) -> str:
    """The form in which rooms are compared: letters and digits only, of one width and one case; "" is no room."""
    folded = unicodedata.normalize("NFKC", room).casefold()
    return "".join(character for character in folded if character.isalnum())[:LONGEST]
