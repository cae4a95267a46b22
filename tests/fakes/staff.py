"""A person of the staff with a browser that runs no scripts: Flask's test client, and the tokens of the forms."""

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from central.account import service
from central.db import database_of
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


def hire(app: Flask, name: str = NAME, password: str = PASSWORD) -> None:
    """Make the first administrator without the page."""
    database = database_of(app)
    with database.writing() as session:
        code = service.new_first_run_code(session, now())
    assert code is not None
    service.make_first_administrator(database, code, name, password, "tests", now())


def signed_in(app: Flask) -> Staff:
    """The first administrator, made and signed in."""
    hire(app)
    staff = Staff(app)
    assert staff.sign_in().status_code == 303
    return staff
