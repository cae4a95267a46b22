"""Names that do no harm where they are shown, whatever they are: markup, formulas, any script, one letter and many."""

from dataclasses import dataclass
from html import escape

import pytest

from tests.central.rental.pages_of import PagedHouse
from tests.fakes.staff import Staff

GOOD = [
    "王",
    "欧阳·" + "买买提" * 12,
    "O'Brien & Söhne <b>",
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "%(name)s",
    "=1+1",
    "ئۇيغۇر مەھەللىسى",
    "Z\u0351\u0343a\u0322l\u0315go",
    "👩‍👩‍👧 12",
]
"""One letter, forty, markup, templates, formulas, right-to-left words, combining marks."""
BAD = {
    "a line end": "North\nRoad",
    "a direction turned": "abc\u202edcba",
    "nothing": "   ",
    "a control": "a\x07b",
    "ten million letters": "a" * 10_000_000,
}


@dataclass(frozen=True)
class Field:
    """A form that takes a name: where it stands, where it is sent, what else it needs, where the name is shown."""

    form: str
    sent_to: str
    shown: str
    others: dict[str, str]
    keeper: bool = False


FIELDS = {
    "place": Field("/places/new", "/places/new", "/places", {"kind": "area", "place": "1"}),
    "box": Field("/boxes", "/boxes/claim-codes", "/boxes", {}),
    "room": Field("/rooms/new", "/rooms/new", "/rooms", {"landlord": "2", "box": ""}),
    "landlord": Field("/landlords", "/landlords", "/landlords", {}),
    "staff": Field("/staff/new", "/staff/new", "/staff", {"role": "mediator", "place": "1"}, keeper=True),
}


def send(staff: Staff, field: Field, name: str) -> int:
    return staff.send(field.sent_to, field.form, **field.others, name=name).status_code


@pytest.mark.parametrize("kind", FIELDS)
def test_a_name_is_shown_as_it_is_and_does_nothing(house: PagedHouse, keeper: Staff, kind: str) -> None:
    field = FIELDS[kind]
    staff = keeper if field.keeper else house.office

    for name in GOOD:
        if "\u200d" in name:
            # The invisible joiner of a family of emoji is no printable letter: refused, like every other of its kind.
            assert send(staff, field, name) == 422
            continue
        assert send(staff, field, name) in (201, 303), name
        page = staff.get(field.shown).text
        shown = escape(name, quote=False)
        assert shown in page.replace("&#34;", '"').replace("&#39;", "'"), name
    assert "<script>alert" not in page
    assert "onload=alert(1)>" not in page.replace("&lt;svg onload=alert(1)&gt;", "")
    assert ">49<" not in page


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("bad", BAD)
def test_what_is_no_name_is_refused_and_not_kept(house: PagedHouse, keeper: Staff, kind: str, bad: str) -> None:
    field = FIELDS[kind]
    staff = keeper if field.keeper else house.office
    before = staff.get(field.shown).text.count("<li") + staff.get(field.shown).text.count("<tr")

    assert send(staff, field, BAD[bad]) in (413, 422)

    after = staff.get(field.shown).text
    assert after.count("<li") + after.count("<tr") == before
    assert BAD[bad].strip() == "" or BAD[bad] not in after


def test_a_name_with_a_wide_space_is_taken_and_found(house: PagedHouse) -> None:
    fields = {"landlord": "2", "box": "", "name": "\u3000东楼\u3000301\ufeff"}

    assert house.office.send("/rooms/new", "/rooms/new", **fields).status_code == 303
    assert "东楼 301" in house.office.get("/rooms?q=东楼\u3000301").text
