"""Every form there is on any page: sent twice it does one thing, cut off it loses no word, and it overwrites nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import pytest
from flask import Flask
from sqlalchemy import update

from central.accepted import SecondFactor
from central.account.tables import staff_session
from central.app import SIGNED, create_app
from central.config import Config
from central.db import database_of
from central.rest import tokens
from central.rest.rules import Scope
from central.web.grants import TOWN, Grant
from central.web.once import is_once
from central.web.refilled import SEEN, UNTOUCHED, Form, forms_of
from central.web.roles import Role
from tests.central.test_matrix import Town, guarded, path_of
from tests.fakes.staff import Staff, hire
from tests.fakes.town import now

SENT_TWICE: Final = {
    "account.first_run": "its code is good once",
    "account.join": "its code is good once",
    "account.sign_in": "a second session does what the first does",
    "account.sign_out": "whoever is out is out",
    "at_door.touch": "each touch has the number of what was on the screen",
    "edges.look_at": "who has looked first is noted, and nobody after",
    "factors.confirm": "it is the same person still",
    "factors.confirm_options": "each answer is a question of its own, good once",
    "factors.confirm_passkey": "a passkey's answer is good once",
    "factors.passkey": "a passkey's answer is good once",
    "factors.passkey_options": "each answer is a question of its own, good once",
    "factors.second": "a code is good once, and whoever is in is in",
    "factors.second_options": "each answer is a question of its own, good once",
    "factors.second_passkey": "a passkey's answer is good once",
    "language.switch": "the language is the one that was chosen",
    "my.copy": "it changes nothing; each copy is noted, as it is one",
    "my.correct": "the same is asked for once, until it is answered",
    "my.enter": "it opens what it opened",
    "my.erase": "it is asked for once",
    "my.known": "it opens what it opened",
    "my.leave": "whoever is out is out",
    "my.page": "it changes nothing; each look is noted, as it is one",
    "my.withdraw_face": "it is asked for once",
    "own.add_passkey": "a passkey's answer is good once",
    "own.passkey_options": "each answer is a question of its own, good once",
    "own.password": "the password is the one that was chosen",
    "lessors.agent_copy": "a copy may be taken as often as one likes; each is noted",
    "lessors.copy": "a copy may be taken as often as one likes; each is noted",
    "persons.look": "it changes nothing; each look is noted, as it is one",
    "agents.look": "it changes nothing; each look is noted, as it is one",
    "persons.people": "it changes nothing; each look is noted, as it is one",
    "phone.code": "it opens what it opened",
    "phone.contact": "the answers take the place of those before",
    "phone.face": "the answer is kept by the browser, and takes the place of the one before",
    "phone.language": "the answer is kept by the browser, and takes the place of the one before",
    "phone.notice": "the answer is kept by the browser, and takes the place of the one before",
    "prepared.take_back": "what is forgotten is forgotten",
    "screens.take": "within a second of a number no other is given",
    "register_forms.entry": "it changes nothing; each look is noted, as it is one",
    "register_forms.person": "it changes nothing; each look is noted, as it is one",
    "search.search": "it changes nothing",
    "timelines.look": "it changes nothing; each look is noted, as it is one",
}
"""What needs no key of the form, and why: done twice, it is as if it was done once."""
OVERWRITES_NOBODY: Final = {
    "assessments.add": "it makes what was not there",
    "boxes.shut_out": "what is over can't be ended, and they are told who did it",
    "buildings.appeal": "it makes what was not there",
    "buildings.inspect": "it adds what somebody has seen to what others saw",
    "boxes.withdraw_code": "a code that is used or withdrawn can't be withdrawn, and they are told",
    "clock.override": "the day stands in the form, not in the address; it is compared by the last change of that day",
    "desk.undo": "what something was done about since can't be taken back, and they are told",
    "edges.look_at": "who has looked first is noted, and nobody after",
    "agents.of_house": "whoever let it before does so no more; both stand on the page of the agent",
    "agents.of_room": "whoever let it before does so no more; both stand on the page of the agent",
    "agents.take": "what they let no more can't be taken, and they are told",
    "guests.add": "it makes what was not there",
    "guests.new_code": "a new code voids the old one, whoever made that",
    "listings.draft": "it makes what was not there",
    "halls.call": "it calls whoever waits longest now",
    "halls.say": "what does not follow for a number is not done, and they are told",
    "halls.screen": "a new address voids the old one, whoever made that",
    "halls.take": "it makes what was not there",
    "letting.coming": "its rooms are said once, and they are told",
    "landlords.invite_again": "a new code voids the old one, whoever made that",
    "lessors.agent_ask": "it asks, and changes nothing that stands there",
    "lessors.agent_copy": "it changes nothing",
    "own.end_session": "one's own",
    "own.remove_passkey": "one's own",
    "own_requests.give": "a new link voids the old one, whoever made that",
    "own_requests.request": "what is answered can't be answered again, and they are told",
    "own_requests.unproven": "what is answered can't be answered again, and they are told",
    "persons.look": "it changes nothing",
    "register_forms.entry": "it changes nothing",
    "register_forms.person": "it changes nothing",
    "saved.remove": "one's own",
    "stays.invite": "it makes what was not there",
    "stays.new_code": "a new code voids the old one, whoever made that",
    "timelines.ask": "it makes what was not there",
    "timelines.look": "it changes nothing",
    "tokens.end": "what is over can't be ended, and they are told who did it",
    "webhooks.end": "what is over can't be ended, and they are told who did it",
    "webhooks.try_now": "it is tried once more",
}
"""Forms about one thing that show nothing which somebody else could have changed, and why."""
NEVER_KEPT: Final = {"password", "code", "contact", "number"}


@dataclass(frozen=True)
class Standing:
    """A form as it stands on a page. action: the path it is sent to; endpoint: what answers there."""

    page: str
    form: Form
    action: str
    endpoint: str
    staff: Staff


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    app = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield Town(app)
    database_of(app).close()


@pytest.fixture
def standing(town: Town) -> list[Standing]:
    """Each form that the office and the security administrator find, once."""
    town.app.config["WTF_CSRF_ENABLED"] = True
    hire(town.app, "门神", grants=[Grant(Role.SECURITY, TOWN)])
    keeper = Staff(town.app)
    assert keeper.sign_in("门神").status_code == 303
    with town.database.writing() as session:
        tokens.make(session, "a program", [Scope.STAYS_READ], TOWN, expires_at=now() + 1000_000, by="tests", now=now())
    found = {}
    for staff in (town.house.office, keeper):
        for each in _forms(town, staff):
            found.setdefault(each.endpoint, each)
    return list(found.values())


def _forms(town: Town, staff: Staff) -> Iterator[Standing]:
    match, test = town.app.url_map.bind("localhost").match, town.app.url_map.bind("localhost").test
    for method, rule in guarded(town.app):
        path = path_of(rule, town.own)
        answer = staff.get(path) if method == "GET" and "stream" not in rule.endpoint else None
        if answer is None or answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        for form in forms_of(answer.text, path):
            # Where only its buttons lead, a form's own address takes none.
            for action in filter(lambda path: test(path, "POST"), form.actions):
                yield Standing(path, form, action, match(action, method="POST")[0], staff)


def sends(form: Form) -> dict[str, list[str]]:
    """What a browser would send of the form as it is."""
    sent: dict[str, list[str]] = {}
    for each in form.fields:
        said = each.attributes
        kind = "option" if each.tag == "option" else said.get("type") or "text"
        if kind in ("checkbox", "radio", "option") and not {"checked", "selected"} & said.keys():
            continue
        sent.setdefault(each.name, []).append(said.get("value") or ("on" if kind == "checkbox" else ""))
    return sent


def fill_in(form: Form) -> dict[str, list[str]]:
    """Something in each field that a person can change: another choice, another word."""
    typed: dict[str, list[str]] = {}
    examples = {"date": "2031-02-03", "number": "3", "url": "https://kept.example/"}
    for each in form.fields:
        kind = each.attributes.get("type") or "text"
        if each.tag == "option" or kind in ("radio", "checkbox"):
            # The last choice, and every box.
            others = typed.get(each.name, []) if kind == "checkbox" else []
            typed[each.name] = [*others, each.attributes.get("value") or "on"]
        elif kind not in UNTOUCHED and "hidden" not in each.attributes:
            typed[each.name] = [examples.get(kind, f'kept "{each.name}" <b>')]
    return typed


def rest(app: Flask, at: int) -> None:
    """Everybody was here last at that moment (Unix ms)."""
    with database_of(app).writing() as session:
        session.execute(update(staff_session).values(used_at=at))


def test_every_form_is_done_once_or_says_why_it_need_not_be(town: Town) -> None:
    signed = {blueprint.name for blueprint in SIGNED}
    posts = {
        rule.endpoint: is_once(town.app.view_functions[rule.endpoint])
        for rule in town.app.url_map.iter_rules()
        if "POST" in (rule.methods or set()) and rule.endpoint.partition(".")[0] not in signed
    }
    assert {endpoint for endpoint, is_done_once in posts.items() if not is_done_once} == set(SENT_TWICE)


def test_every_form_carries_its_key_and_what_was_seen(town: Town, standing: list[Standing]) -> None:
    wrong = []
    for each in standing:
        names = {field.name for field in each.form.fields}
        if is_once(town.app.view_functions[each.endpoint]) and "once" not in names:
            wrong.append(f"{each.endpoint}: no key on {each.page}")
        is_about_one = any(rule.arguments - {"number"} for rule in town.app.url_map.iter_rules(each.endpoint))
        says = any(name.startswith(SEEN) for name in names) or each.endpoint in OVERWRITES_NOBODY
        if is_about_one and not says:
            wrong.append(f"{each.endpoint}: nothing says on {each.page} what was seen")
    assert not wrong, "; ".join(wrong)


def test_whoever_saw_something_else_is_told_on_every_form(standing: list[Standing]) -> None:
    point = BytesIO(b'{"type": "Point", "coordinates": [120, 30]}'), "point.geojson"
    filled: dict[str, dict[str, Any]] = {
        "requests.request": {"answer": "no"},
        "staff.give": {"role": "mediator", "place": "1"},
        "assessments.decide": {"decision": "approve"},
        "findings.say": {"event": "mend"},
        "incidents.do": {"step": "reported", "told": "no. 7"},
        "timelines.answer": {"answer": "no", "why": "because"},
        "work.act": {"act": "comment", "words": "seen"},
        "outlines.bring": {"file": point},
    }
    wrong = []
    about = [each for each in standing if any(field.name.startswith(SEEN) for field in each.form.fields)]
    about = [each for each in about if each.endpoint != "clock.override"]
    for each in about:
        form = sends(each.form)
        form |= {name: ["0"] for name in form if name.startswith(SEEN)}
        data = form | filled.get(each.endpoint, {}) | ({"why": "because"} if "why" in form else {})
        answer = each.staff.client.post(each.action, data=data, headers={"Referer": f"http://localhost{each.page}"})
        page = each.staff.get(each.page).text
        if answer.status_code != 303 or "since you opened it" not in page:
            wrong.append(f"{each.endpoint}: answered {answer.status_code} on {each.page}")
    assert not wrong, "; ".join(wrong)
    assert len(about) >= 12


def test_no_word_is_lost_when_a_session_ends_before_a_form_is_sent(town: Town, standing: list[Standing]) -> None:
    lost, count = [], 0
    for each in standing:
        typed = fill_in(each.form)
        if not typed or each.endpoint.startswith("factors."):
            continue
        rest(town.app, 1)
        sent = sends(each.form) | typed
        answer = each.staff.client.post(each.action, data=sent, headers={"Referer": f"http://localhost{each.page}"})
        assert str(answer.location).startswith("/sign-in?"), each.endpoint
        rest(town.app, now())
        forms = forms_of(each.staff.get(each.page).text, each.page)
        held = next(sends(form) for form in forms if each.action in form.actions)
        for name, values in typed.items():
            count += 1
            if (held.get(name) == values) is (name in NEVER_KEPT):
                lost.append(f"{each.endpoint}: {name} on {each.page}: {held.get(name)}")
    assert not lost, "; ".join(lost)
    assert count >= 30
