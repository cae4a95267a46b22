"""What of an entry is shown by default: enough to find the row in one's own file, no more. Pure."""

from collections.abc import Callable, Mapping
from typing import Final

from central.rental import masks
from central.rental.registers.columns import Field


def _begins(text: str) -> str:
    return f"{text[:3]}**" if len(text) > 3 else "**" if text else ""


_MASKS: Final[Mapping[Field, Callable[[str], str]]] = {
    Field.NAME: masks.name,
    Field.LANDLORD: masks.name,
    Field.NUMBER: masks.number,
    Field.PHONE: masks.phone,
    Field.HOME: _begins,
    Field.WORK: _begins,
    Field.BIRTH: lambda day: day and f"{day[:4]}-**-**",
}


def masked(field: Field, text: str) -> str:
    """A word of a row as it is shown."""
    return _MASKS[field](text) if field in _MASKS else text
