"""A space is a space however wide, and what nobody sees is nothing; so it comes to every form."""

import unicodedata

import pytest
from flask import Flask, request
from hypothesis import given
from hypothesis import strategies as st

from central.web.typed import plain

SPACES = [chr(code) for code in range(0x10000) if unicodedata.category(chr(code)) == "Zs"]


@pytest.mark.parametrize("space", SPACES)
def test_every_kind_of_space_is_one(space: str) -> None:
    assert plain(f"东工公寓{space}1号楼") == "东工公寓 1号楼"


@given(st.text())
def test_nothing_that_is_seen_changes(text: str) -> None:
    unseen = {"Zs", "Cf"}
    assert [sign for sign in plain(text) if unicodedata.category(sign) not in unseen] == [
        sign for sign in text if unicodedata.category(sign) not in unseen
    ]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_forms_and_addresses_are_read_so_and_passwords_and_what_was_seen_as_they_are(app: Flask, kind: str) -> None:
    fields = {"name": "王\u3000丽\u200b", "password": "王\u3000丽", "why": "one\r\n\u00a0two"}
    fields |= {"seen-room-1-name": "东楼\u3000301"}
    with app.test_request_context("/?q=%E3%80%80301", method="POST", data=fields, content_type=kind):
        assert request.args["q"] == " 301"
        assert request.form.to_dict() == fields | {"name": "王 丽", "why": "one\r\n two"}
