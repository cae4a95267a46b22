"""One of each role opens what their home page leads to, with a town on it."""

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from flask import Flask

from central.app import create_app
from central.db import database_of
from central.web.roles import Role
from tests.central.town.conftest import Made
from tests.fakes.staff import Staff

_LINK = re.compile(r'href="(/[^"#]*)"')
_NOT_A_PAGE = ("/static/", "/sign-", "/language")


@pytest.fixture(scope="module")
def app(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """On a copy: who signs in is noted."""
    own = tmp_path_factory.mktemp("pages") / "town.db"
    shutil.copy(made.database.engine.url.database or "", own)
    app = create_app(replace(made.config, database=f"sqlite:///{own}"))
    with closing(database_of(app)):
        yield app


@pytest.mark.parametrize("role", sorted(Role))
def test_whoever_signs_in_finds_their_part_of_the_town(app: Flask, made: Made, role: Role) -> None:
    staff = Staff(app)
    sign_in = next(each for each in made.known if each.role is role)
    assert staff.sign_in(sign_in.name, sign_in.password).status_code == 303

    home = staff.get("/")
    links = {link.replace("&amp;", "&") for link in _LINK.findall(home.text) if not link.startswith(_NOT_A_PAGE)}

    assert home.status_code == 200
    assert links
    answers = {link: staff.get(link).status_code for link in sorted(links)}
    assert set(answers.values()) <= {200, 303}, answers


def test_nobodys_number_or_name_stands_on_a_list(app: Flask, made: Made) -> None:
    staff = Staff(app)
    office = next(each for each in made.known if each.role is Role.OFFICE)
    staff.sign_in(office.name, office.password)

    for path in ("/entries", "/stays", "/boxes", "/doors", "/entries/counts", "/places"):
        page = staff.get(path)
        assert page.status_code == 200, path
        assert not re.search(r"\b\d{17}[\dX]\b|\b142\d{8}\b", page.text), path
