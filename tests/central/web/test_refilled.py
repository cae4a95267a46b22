"""A form holds again what was typed, whatever it was, and nothing else of the page is touched."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.web.refilled import forms_of, refilled

PAGE = """<!doctype html>
<h1>文 &amp; &lt;i&gt;</h1>
<form method="post" action="/elsewhere"><input name="name" value="other"></form>
<form method="get"><input name="name" value="asked"></form>
<form method="post" action="here?x=1">
  <input type="hidden" name="once" value="key"><input type="hidden" name="seen-room-1-name" value="301">
  <input id="name" name="name" value="old &quot;" required maxlength="40"><input type="password" name="password">
  <input type="date" name="locked" value="2026-01-01" disabled>
  <input type="checkbox" name="ticked" checked> <input type="checkbox" name="kind" value="a"><input type="checkbox"
  name="kind" value="b" checked>
  <select name="place"><option value="1" selected>One</option><option value="2">Two</option></select>
  <textarea name="why">
before &amp; after</textarea>
  <button formaction="/also">Also</button>
</form>
<p>name="name" value="old"</p>
"""
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"])) | st.just("a\r\nb\n\n</textarea><script>")


def texts(page: str, action: str = "/on/here") -> dict[str, str | None]:
    """What stands in the fields of the form, ticked or not."""
    form = next(form for form in forms_of(page, "/on/page") if action in form.actions)
    return {field.name: field.attributes.get("value") for field in form.fields}


@given(TEXT, TEXT)
def test_any_text_is_there_again_and_nothing_else_has_changed(name: str, why: str) -> None:
    page = refilled(PAGE, "/on/page", "/on/here", {"name": [name], "why": [why]})

    # Line ends are a browser's own: it reads each as one.
    assert texts(page) == texts(PAGE) | {"name": name, "why": why}
    assert page.startswith(PAGE.partition("<form")[0])
    assert page.endswith(PAGE.rpartition("</textarea>")[2])
    assert page.count("<script>") == 0
    assert '<input name="name" value="other">' in page
    assert '<input name="name" value="asked">' in page


def test_ticks_and_choices_are_as_they_were_left() -> None:
    page = refilled(PAGE, "/on/page", "/on/here", {"kind": ["a"], "place": ["2"]})
    assert '<input type="checkbox" name="ticked">' in page
    assert '<input type="checkbox" name="kind" value="a" checked>' in page
    assert '<input type="checkbox" name="kind" value="b">' in page
    assert '<option value="1">One</option><option value="2" selected>Two</option>' in page


def test_passwords_locked_and_hidden_fields_stay_but_what_was_seen_comes_back() -> None:
    sent = {"password": ["x"], "locked": ["2031-01-01"], "seen-room-1-name": ["302"]}
    page = refilled(PAGE, "/on/page", "/on/here", sent)
    assert page == PAGE.replace(
        '<input type="hidden" name="seen-room-1-name" value="301">',
        '<input type="hidden" name="seen-room-1-name" value="302">',
    ).replace('name="ticked" checked', 'name="ticked"').replace(
        '<input type="checkbox"\n  name="kind" value="b" checked>', '<input type="checkbox" name="kind" value="b">'
    ).replace('<option value="1" selected>', '<option value="1">')


def test_a_button_of_its_own_leads_to_the_form_too() -> None:
    assert texts(refilled(PAGE, "/on/page", "/also", {"name": ["there"]}), "/also")["name"] == "there"


@pytest.mark.parametrize("name", ["crowding", "135"])
def test_of_several_forms_the_one_is_meant_whose_hidden_fields_were_sent(name: str) -> None:
    one = '<form method="post"><input type="hidden" name="name" value="{0}"><input name="value" value="{0}"></form>'
    page = refilled(one.format("crowding") + one.format("135"), "/rules", "/rules", {"name": [name], "value": ["now"]})
    other = {"crowding": "135", "135": "crowding"}[name]
    assert page.count('value="now"') == 1
    assert html.unescape(one.format(other)) in page
