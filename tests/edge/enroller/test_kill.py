"""A power cut at any moment of an enrolment leaves a finished one or none."""

import subprocess
import sys
from pathlib import Path

from tests.fakes.doorway import CODE, screen
from tests.fakes.house import PIN
from wire.kinds import Consent, Registration


def finished(folder: Path) -> bool:
    """Whether somebody is enrolled after the power is back; what has to hold then."""
    with screen(folder) as door:
        door.teller.tell()
        people, told = door.kept(), door.told(Registration)
        assert door.house.roster.broken is None
        if not people:
            assert told == []
            return False
        (person,) = people
        # After a cut between the two files it may be told twice: it is the same word for word.
        assert {registration.person for registration in told} == {person.resident.person}
        assert len({repr(registration) for registration in told}) == 1
        assert (person.references, person.resident.room) == (4, "302")
        assert ("face", True) in {(consent.purpose, consent.given) for consent in door.told(Consent)}
        assert door.house.pin(PIN).decision.granted
        invitation = door.house.roster.invitation(CODE, door.house.now)
        assert invitation is not None
        assert invitation.is_full
        return True


def test_it_is_either_finished_or_never_happened(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.edge.enroller.walk", str(tmp_path)]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split("\n")[:-1]
    assert len(told) > 30
    assert all(line.endswith(" 9") for line in told[:-1])
    outcomes = [finished(tmp_path / str(moment)) for moment in range(1, len(told) + 1)]
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {False, True}
