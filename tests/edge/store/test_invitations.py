"""Who may enrol with a code: as many people as it has places, until the stay ends."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge.access import Resident, Standing
from edge.store.admission import Admission
from edge.store.invitations import Invitation
from edge.store.roster import Roster
from edge.vault import open_vault
from tests.edge.vault.examples import templates
from wire.orders import code_digest

NOW = 1_760_000_000_000
DAY = 24 * 3600 * 1000
STAY = Invitation("7be1c0d2945a4f6e", "302", NOW, NOW + DAY, 2, minors=True)
CODE = "K7QM2RXD94"


@pytest.fixture
def roster(tmp_path: Path) -> Iterator[Roster]:
    with closing(Roster(tmp_path / "roster.db", open_vault(tmp_path / "keys"))) as opened:
        yield opened


def invite(roster: Roster, number: int, invitation: Invitation = STAY, code: str = CODE) -> None:
    with roster.settling(number, NOW) as settling:
        assert settling
        settling.invite(invitation, code_digest(code, invitation.stay))
        settling.end("done", "")


def enrol(roster: Roster, person: str, at: int = NOW, standing: Standing = Standing.ACTIVE) -> bool:
    """Somebody enrols with the invitation; whether there was a place."""
    resident = Resident(person, standing, STAY.begin, STAY.until, STAY.room)
    return roster.admit(Admission(resident, "王小明", STAY.stay, ("d" * 64, templates(3))), at)


def test_a_code_finds_its_invitation_however_it_is_typed(roster: Roster) -> None:
    invite(roster, 1)
    invite(roster, 2, Invitation("another", "401", NOW, NOW + DAY, 1, minors=False), "AAAABBBBCC")

    assert [roster.invitation(typed, NOW) for typed in (CODE, "k7qm-2rxd 94")] == [STAY, STAY]
    assert roster.invitation("K7QM2RXD95", NOW) is None


def test_neither_the_file_nor_another_stay_says_the_code(roster: Roster) -> None:
    invite(roster, 1)

    assert CODE.encode() not in roster.file.path.read_bytes()
    assert code_digest(CODE, "a") != code_digest(CODE, "b")


@pytest.mark.parametrize(("at", "found"), [(NOW - DAY, True), (NOW + DAY - 1, True), (NOW + DAY, False)])
def test_an_invitation_is_found_until_the_stay_ends(roster: Roster, at: int, found: bool) -> None:
    invite(roster, 1)

    assert (roster.invitation(CODE, at) is not None) is found


def test_who_uses_it_takes_a_place(roster: Roster) -> None:
    invite(roster, 1)

    assert enrol(roster, "p1")

    [person] = roster.people()
    found = roster.invitation(CODE, NOW)
    assert (person.resident.room, person.references, person.stay) == ("302", 3, STAY.stay)
    assert found is not None
    assert (found.used_by, found.is_full) == (("p1",), False)


def test_there_are_no_more_people_than_places(roster: Roster) -> None:
    invite(roster, 1)
    taken = [enrol(roster, f"p{i}", standing=Standing.SUSPENDED) for i in range(3)]

    found = roster.invitation(CODE, NOW)

    assert taken == [True, True, False]
    assert found is not None
    assert found.is_full
    assert len(roster.people()) == 2


@pytest.mark.parametrize("leave", [lambda roster: roster.revoke("p0"), lambda roster: roster.erase("p0", NOW)])
def test_who_is_refused_or_erased_frees_their_place(roster: Roster, leave: Callable[[Roster], object]) -> None:
    invite(roster, 1)
    for i in range(2):
        enrol(roster, f"p{i}")

    leave(roster)

    assert enrol(roster, "p2")


def test_an_invitation_taken_back_or_ended_meanwhile_is_not_used(roster: Roster) -> None:
    invite(roster, 1)
    ended = enrol(roster, "p1", at=NOW + DAY)
    with roster.settling(2, NOW) as settling:
        assert settling
        settling.uninvite(STAY.stay)
        settling.end("done", "")

    assert (ended, enrol(roster, "p1")) == (False, False)
    assert roster.people() == []


def test_an_invitation_that_is_sent_anew_keeps_who_used_it(roster: Roster) -> None:
    invite(roster, 1)
    enrol(roster, "p1")
    longer = Invitation(STAY.stay, "303", NOW, NOW + 9 * DAY, 1, minors=False)

    invite(roster, 2, longer, "AAAABBBBCC")

    found = roster.invitation("AAAABBBBCC", NOW)
    assert roster.invitation(CODE, NOW) is None
    assert found is not None
    assert (found.room, found.used_by, found.is_full) == ("303", ("p1",), True)
