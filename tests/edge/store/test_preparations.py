"""What somebody answered on their phone before they come: found by its own code, as long as their stay is invited."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from edge.access import Resident
from edge.store.admission import Admission
from edge.store.invitations import Invitation
from edge.store.preparations import Preparation, Prepared
from edge.store.roster import Roster
from edge.vault import open_vault
from wire.orders import code_digest

NOW = 1_760_000_000_000
DAY = 24 * 3600 * 1000
STAY = Invitation("7be1c0d2945a4f6e", "302", NOW, NOW + DAY, 2, minors=True)
CODE, OWN, OTHERS = "K7QM2RXD94", "ABCDE23456", "FGHJK23456"
ANSWERED = Preparation("9d0c4e6b1f2a8375", STAY.stay, "vi", "2026-11-23", face=True)
ANOTHER = replace(ANSWERED, preparation="0000000000000002", face=False)


@pytest.fixture
def roster(tmp_path: Path) -> Iterator[Roster]:
    with closing(Roster(tmp_path / "roster.db", open_vault(tmp_path / "keys"))) as opened:
        invite(opened, STAY)
        prepare(opened, ANSWERED, OWN)
        prepare(opened, ANOTHER, OTHERS)
        yield opened


def invite(roster: Roster, invitation: Invitation, at: int = NOW) -> None:
    with roster.settling(roster.settled_order + 1, at) as settling:
        assert settling
        settling.invite(invitation, code_digest(CODE, invitation.stay))
        settling.end("done", "")


def prepare(roster: Roster, preparation: Preparation, code: str) -> None:
    with roster.settling(roster.settled_order + 1, NOW) as settling:
        assert settling
        settling.prepare(preparation, code_digest(code, preparation.stay))
        settling.end("done", "")


def held(roster: Roster) -> int:
    with roster.file.reading() as database:
        return int(database.execute("SELECT count(*) FROM preparations").fetchone()[0])


def test_a_persons_own_code_finds_their_answers_and_the_invitation(roster: Roster) -> None:
    assert [roster.prepared_by_code(typed, NOW) for typed in (OWN, "abcde-234 56")] == [Prepared(STAY, ANSWERED)] * 2
    assert roster.prepared_by_code(OTHERS, NOW) == Prepared(STAY, ANOTHER)
    assert roster.prepared(ANSWERED.preparation, NOW) == Prepared(STAY, ANSWERED)


def test_the_invitations_code_is_nobodys_own_and_the_other_way(roster: Roster) -> None:
    assert (roster.prepared_by_code(CODE, NOW), roster.invitation(OWN, NOW)) == (None, None)
    assert roster.prepared("never heard of", NOW) is None


def test_the_file_does_not_say_the_code(roster: Roster) -> None:
    assert OWN.encode() not in roster.file.path.read_bytes()


def test_who_answers_anew_has_the_new_answers_and_code(roster: Roster) -> None:
    prepare(roster, replace(ANSWERED, face=False), "AAAABBBBCC")

    assert roster.prepared_by_code(OWN, NOW) is None
    assert roster.prepared_by_code("AAAABBBBCC", NOW) == Prepared(STAY, replace(ANSWERED, face=False))


@pytest.mark.parametrize(("at", "found"), [(NOW + DAY - 1, True), (NOW + DAY, False)])
def test_it_is_found_until_the_stay_ends(roster: Roster, at: int, found: bool) -> None:
    assert (roster.prepared_by_code(OWN, at) is not None) is found
    assert (roster.prepared(ANSWERED.preparation, at) is not None) is found


def test_it_outlives_an_invitation_that_is_sent_anew(roster: Roster) -> None:
    longer = replace(STAY, room="303", until=NOW + 9 * DAY)

    invite(roster, longer)

    assert roster.prepared_by_code(OWN, NOW + 2 * DAY) == Prepared(longer, ANSWERED)


def test_it_goes_with_the_invitation_that_ends(roster: Roster) -> None:
    invite(roster, replace(STAY, stay="another", until=NOW + 9 * DAY), at=NOW + DAY)

    assert held(roster) == 0


def test_it_goes_with_the_invitation_that_is_taken_back(roster: Roster) -> None:
    with roster.settling(roster.settled_order + 1, NOW) as settling:
        assert settling
        settling.uninvite(STAY.stay)
        settling.end("done", "")

    assert held(roster) == 0


def test_its_code_is_used_up_by_who_enrols_with_it(roster: Roster) -> None:
    resident = Resident("p1", room=STAY.room)

    assert roster.admit(Admission(resident, "王小明", STAY.stay, preparation=ANSWERED.preparation), NOW)

    assert roster.prepared_by_code(OWN, NOW) is None
    assert roster.prepared_by_code(OTHERS, NOW) is not None


def test_who_finds_no_place_keeps_their_code(roster: Roster) -> None:
    full = Admission(Resident("p1"), "王小明", "no such stay", preparation=ANSWERED.preparation)

    assert not roster.admit(full, NOW)

    assert roster.prepared_by_code(OWN, NOW) is not None
