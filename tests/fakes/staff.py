"""A person of the staff with a browser that runs no scripts: Flask's test client, and the tokens of the forms."""

import re
from collections.abc import Collection

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from central.account import service
from central.db import Database, database_of
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.fakes.town import NAME, PASSWORD, now


class Staff:
    """Visits pages and sends their forms as a browser would."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=headers)

    def send(self, path: str, form_on: str, **fields: str) -> TestResponse:
        """Fill in the form that stands on the page `form_on` and post it to `path`."""
        return self.client.post(path, data=fields | {"csrf_token": self.token(form_on)})

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path).text)
        assert found is not None, f"there is no form on {path}"
        return found[1]

    def sign_in(self, name: str = NAME, password: str = PASSWORD, **fields: str) -> TestResponse:
        return self.send("/sign-in", "/sign-in", name=name, password=password, **fields)

    def sign_out(self) -> TestResponse:
        return self.send("/sign-out", "/doors")


OFFICE = (Grant(Role.SYSTEM, TOWN), Grant(Role.OFFICE, TOWN))
"""What a small town's one clerk was granted."""


def hire(app: Flask, name: str = NAME, password: str = PASSWORD, grants: Collection[Grant] = OFFICE) -> int:
    """Let somebody in, without the pages; their number."""
    return employ(database_of(app), name, password, grants)


def employ(database: Database, name: str = NAME, password: str = PASSWORD, grants: Collection[Grant] = OFFICE) -> int:
    """As `hire`, of a database."""
    with database.writing() as session:
        made = service.invite(session, name, grants, by="tests", now=now())
    service.join(database, made.code, password, "tests", now())
    return made.person


def signed_in(app: Flask) -> Staff:
    """Somebody who runs the system and works in the town's office, signed in."""
    hire(app)
    staff = Staff(app)
    assert staff.sign_in().status_code == 303
    return staff
