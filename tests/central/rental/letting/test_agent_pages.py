"""Whom to call at an agent is hidden until somebody who registers people asks for it, for a purpose that is noted."""

import re

import pytest
from sqlalchemy import select

from central.audit.tables import audit
from central.rental.letting.tables import agent
from central.sealed.ring import ring
from tests.central.rental.pages_of import PagedHouse

CONTACT = "王先生 138-1234-5678"
MASKED = "王** 138****5678"
LOOK = {"word": "contact", "purpose": "reach-the-person", "why": "a tenant waits at the door"}
FIRM = {"kind": "agency", "name": "安居中介", "licence": "91330481"}


@pytest.fixture
def firm(paged: PagedHouse) -> str:
    """Where its page is."""
    made = paged.office.send("/agents/new", "/agents/new", **FIRM, contact=CONTACT)
    return made.location


def kept(paged: PagedHouse) -> str:
    """The contact as it is kept, opened."""
    with paged.app.app_context(), paged.database.reading() as session:
        row = session.execute(select(agent)).one()
        return ring().unseal(agent.c.contact, row.id, row.contact)


def noted(paged: PagedHouse) -> list[tuple[str, str]]:
    """What the looks were at, and what for."""
    with paged.database.reading() as session:
        rows = session.execute(select(audit.c.of, audit.c.why).where(audit.c.act == "identity.read"))
        return [(of, why) for of, why in rows]


def test_a_contact_is_masked_until_it_is_asked_for_and_the_look_is_noted(paged: PagedHouse, firm: str) -> None:
    page = paged.office.get(firm).text
    assert MASKED in page
    assert "12345678" not in re.sub(r"\D", "", page)
    assert "先生" not in page

    assert paged.office.send(f"{firm}/look", firm, **LOOK | {"why": ""}).status_code == 422
    assert paged.office.send(f"{firm}/look", firm, **LOOK | {"word": "number"}).status_code == 422
    assert noted(paged) == []
    assert CONTACT in paged.office.send(f"{firm}/look", firm, **LOOK).text

    assert noted(paged) == [("agent:1", "reach-the-person: a tenant waits at the door")]
    assert CONTACT not in paged.office.get(firm).text


def test_the_form_of_change_hides_it_too_and_keeps_what_nobody_types(paged: PagedHouse, firm: str) -> None:
    form = f"{firm}/change"
    page = paged.office.get(form).text
    assert MASKED in page
    assert "先生" not in page

    assert paged.office.send(form, form, **FIRM | {"licence": "2"}, contact="").status_code == 303
    assert kept(paged) == CONTACT
    assert paged.office.send(form, form, **FIRM, contact="李 13900001111").status_code == 303
    assert kept(paged) == "李 13900001111"
    assert paged.office.send(form, form, **FIRM, contact="", nobody="on").status_code == 303
    assert kept(paged) == ""
