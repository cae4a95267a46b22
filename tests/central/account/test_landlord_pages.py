"""From the office's page to the landlord's own password."""

import re

from flask import Flask

from tests.fakes.staff import Staff

PASSWORD = "nine red kites over the bay"


def code_for(staff: Staff, name: str) -> str:
    page = staff.send("/landlords", "/landlords", name=name)
    assert page.status_code == 201
    found = re.search(r"<code>(\w{4}-\w{4}-\w{4})</code>", page.text)
    assert found is not None
    return found[1]


def test_a_landlord_comes_in_by_the_code_the_office_shows(app: Flask, staff: Staff) -> None:
    code = code_for(staff, "陈房东")
    landlord = Staff(app)

    assert landlord.send("/join", "/join", code=code, password=PASSWORD).location == "/sign-in"

    assert landlord.sign_in("陈房东", PASSWORD).location == "/"


def test_the_link_carries_the_code_where_no_server_sees_it(staff: Staff) -> None:
    page = staff.send("/landlords", "/landlords", name="陈房东").text

    assert re.search(r"http://localhost/join#\w{4}-\w{4}-\w{4}<", page)


def test_what_is_wrong_is_said_beside_its_field(app: Flask, staff: Staff) -> None:
    code_for(staff, "陈房东")
    stranger = Staff(app)

    assert "Somebody has this name already" in staff.send("/landlords", "/landlords", name="陈房东").text
    assert "Use 1 to 64 letters" in staff.send("/landlords", "/landlords", name="").text
    assert "This code is not valid" in stranger.send("/join", "/join", code="AAAA", password=PASSWORD).text
    assert "at least 12" in stranger.send("/join", "/join", code="AAAA", password="short").text
    assert staff.send("/landlords/99/code", "/landlords").status_code == 404


def test_a_new_code_is_made_for_who_has_lost_theirs(staff: Staff) -> None:
    first = code_for(staff, "陈房东")
    again = re.search(r'action="(/landlords/\d+/code)"', staff.get("/landlords").text)
    assert again is not None

    page = staff.send(again[1], "/landlords")

    assert page.status_code == 201
    assert first not in page.text


def test_several_landlords_get_new_codes_at_once_after_a_question(app: Flask, staff: Staff) -> None:
    first = [code_for(staff, name) for name in ("陈房东", "Lin", "吴房东")]
    chosen = {"row": ["2", "3"], "csrf_token": staff.token("/landlords")}

    asked = staff.client.post("/landlords/codes", data=chosen)
    made = staff.client.post("/landlords/codes", data=chosen | {"meant": "yes"})

    assert (asked.status_code, "Lin" in asked.text, "吴房东" in asked.text) == (200, True, False)
    codes = re.findall(r"<code>(\w{4}-\w{4}-\w{4})</code>", made.text)
    assert (made.status_code, len(codes), len({*codes, *first})) == (201, 2, 5)
    for code, status in ((first[0], 422), (first[2], 303), (codes[0], 303)):
        assert Staff(app).send("/join", "/join", code=code, password=PASSWORD).status_code == status
    assert staff.send("/landlords/codes", "/landlords").location == "/landlords"


def test_landlords_are_filtered_by_name_and_by_whether_they_sign_in(app: Flask, staff: Staff) -> None:
    code = code_for(staff, "陈房东")
    code_for(staff, "Lin")
    Staff(app).send("/join", "/join", code=code, password=PASSWORD)

    for query, names in {
        "": ["Lin", "陈房东"],
        "sort=-added": ["Lin", "陈房东"],
        "q=lin": ["Lin"],
        "state=joined": ["陈房东"],
        "state=invited": ["Lin"],
        "state=expired": [],
    }.items():
        page = staff.get(f"/landlords?{query}").text
        assert re.findall(r'<th role="rowheader"[^>]*>([^<]*)</th>', page) == names, query
    answer = staff.get("/landlords?as=csv&for=work-through")
    assert answer.status_code == 200
    answer.close()


def test_a_landlord_sees_no_page_of_the_office(app: Flask, staff: Staff) -> None:
    code = code_for(staff, "陈房东")
    landlord = Staff(app)
    landlord.send("/join", "/join", code=code, password=PASSWORD)
    landlord.sign_in("陈房东", PASSWORD)

    for path in ("/entries", "/entries/since", "/entries/stream", "/doors", "/boxes", "/landlords"):
        assert landlord.get(path).status_code == 403, path
