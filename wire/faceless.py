"""No face travels (design rule 1): a message that looks as if it held an image or a template is refused.

The edge asks before it stores a record, central before it keeps one. The rule is blunt on purpose: our own messages
hold short strings and single numbers, so a long run of numbers or a long blob is not ours.
"""

from typing import Any

MAX_STRING = 1024
"""Characters: an error text fits, a thumbnail or a 128-d template in base64 (≥ 683 with int8 ×4 bytes) as one unbroken
word does not (MAX_WORD)."""
MAX_WORD = 160
"""Characters without white space: digests, keys and ids fit; 128 int8 values in base64 (172) do not."""
MAX_NUMBERS = 16
"""Numbers in one array: counts of a day by hour would be an object; an embedding has ≥ 64."""


def looks_like_face(value: Any) -> bool:
    """Whether a decoded JSON value could carry an image, a template or an embedding."""
    if isinstance(value, str):
        return len(value) > MAX_STRING or any(len(word) > MAX_WORD for word in value.split())
    if isinstance(value, dict):
        numbers = sum(isinstance(v, int | float) for v in value.values())
        return numbers > 4 * MAX_NUMBERS or any(looks_like_face(v) for pair in value.items() for v in pair)
    if isinstance(value, list):
        numbers = sum(isinstance(v, int | float) for v in value)
        return numbers > MAX_NUMBERS or any(looks_like_face(v) for v in value)
    return False
