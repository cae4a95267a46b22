"""Of every route that can change something it is said whether it leaves a row in the log; a new one has to be added.

That those which should do so is watched wherever the tests of pages use them (tests/central/noted.py).
"""

from flask import Flask

from tests.central.noted import STREAM

NOTED = {
    "account": {"first_run", "join", "sign_in", "sign_out"},
    "agents": {"add", "change", "look", "of_house", "of_room", "take"},
    "arriving": {"check_in", "walk_in"},
    "assessments": {"add", "decide"},
    "at_door": {"touch"},
    "boxes": {"make_code", "put", "shut_out", "withdraw_code"},
    "buildings": {"add", "appeal", "change", "inspect"},
    "clock": {"notice", "override", "remove"},
    "desk": {"check_out", "late", "undo"},
    "duties": {"face_count"},
    "edges": {"look_at"},
    "factors": {"confirm", "confirm_passkey", "passkey", "second", "second_passkey"},
    "findings": {"decide", "say"},
    "guests": {"add", "end", "new_code", "registered", "until"},
    "halls": {"add", "call", "say", "screen", "take"},
    "handovers": {"add"},
    "housing_rules": {"choose"},
    "incidents": {"add", "do"},
    "landlords": {"add", "invite_again", "invite_several"},
    "lessors": {"agent_ask", "agent_copy", "ask", "copy"},
    "letting": {"add_box", "coming"},
    "listings": {"change", "do", "draft"},
    "matters": {"look_at"},
    "my": {"copy", "correct", "enter", "erase", "known", "page", "withdraw_face"},
    "outlines": {"bring", "remove"},
    "own": {
        "add_passkey",
        "end_others",
        "end_session",
        "password",
        "recovery_codes",
        "remove_passkey",
        "remove_totp",
        "totp",
    },
    "own_requests": {"give", "request", "unproven"},
    "persons": {"look", "people"},
    "phone": {"contact"},
    "places": {"add", "change"},
    "prepared": {"take_back"},
    "register_forms": {"entry", "person"},
    "registers": {"bring", "columns", "put_away", "take", "take_back"},
    "rental": {"add", "change"},
    "requests": {"request"},
    "rest": {"end", "invite", "look"},
    "room_states": {"act", "measures"},
    "screens": {"take"},
    "staff": {"code", "forget_factors", "give", "invite", "let_in", "shut_out", "sign_out", "take"},
    "several": {"hand_over", "settle", "take"},
    "stays": {"dates", "end", "invite", "left", "move", "new_code", "revoke", "withdraw_face"},
    "storeys": {"name"},
    "timelines": {"answer", "ask", "look"},
    "tokens": {"end", "new"},
    "webhooks": {"end", "new", "try_now"},
    "work": {"act", "choose"},
}
"""Blueprint → views of which the log tells."""
APART = {
    "factors.confirm_options": "gives out a challenge; what answers it is told",
    "factors.passkey_options": "gives out a challenge",
    "factors.second_options": "gives out a challenge",
    "language.switch": "sets a cookie",
    "my.leave": "takes a cookie back",
    "own.passkey_options": "gives out a challenge",
    "phone.code": "sets a cookie",
    "phone.face": "sets a cookie; what was answered is told when it is kept",
    "phone.language": "sets a cookie",
    "phone.notice": "sets a cookie",
    "rest.nowhere": "refuses",
    "saved.remove": "one's own filters of a list",
    "saved.save": "one's own filters of a list",
    "search.search": "changes nothing",
}
"""View → why the log says nothing of it."""


def test_of_every_route_it_is_said_whether_the_log_tells_of_it(app: Flask) -> None:
    changing = {
        rule.endpoint for rule in app.url_map.iter_rules() if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    }
    of_people = {endpoint for endpoint in changing if endpoint.partition(".")[0] not in STREAM}
    noted = {f"{blueprint}.{view}" for blueprint, views in NOTED.items() for view in views}

    assert of_people == noted | APART.keys()
    assert not noted & APART.keys()
