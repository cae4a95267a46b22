"""Proofs of erasure: checked against the box's key, kept and shown, and saved as the box's command reads them."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from central.edges import service as edges
from central.rental import service
from central.rental.rules import ERASED_WITHIN, withdrawal
from central.rental.service import ErasureRow, PersonRow, Withdrawal
from edge.cli import main
from tests.central.rental.conftest import BOX_KEY, NOW, House
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.telling import PERSON, Door, erased, registered
from tests.central.rental.test_records import people
from tests.central.rental.test_stays import token_of
from wire.kinds import Erasure

STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
WRONG = [
    erased(STRANGER, at=NOW),
    erased(BOX_KEY, at=NOW + 1),
    Erasure(PERSON, "face", ["b" * 64], erased(BOX_KEY, at=NOW).signature),
    Erasure(PERSON, "face", [], "signature"),
    Erasure(PERSON, "face", [], "Ж"),
    Erasure(PERSON, "everything", [], erased(BOX_KEY, at=NOW).signature),
]


@pytest.fixture
def withdrawn(house: House, door: Door) -> int:
    """A stay whose one person has withdrawn their face."""
    stay_id = house.invite()
    door.tell(registered(stay=token_of(house, stay_id)))
    with house.database.writing() as session:
        service.withdraw_face(session, house.chen, people(house, stay_id)[0].id, now=NOW)
    return stay_id


def look(house: House, stay_id: int) -> tuple[PersonRow, list[ErasureRow], list[str]]:
    (person,) = people(house, stay_id)
    with house.database.reading() as session:
        matters = [matter.code for matter in edges.open_matters(session)]
        return person, service.erasures(session, [person.id])[person.id], matters


def test_a_proof_that_holds_ends_the_waiting(house: House, door: Door, withdrawn: int) -> None:
    door.tell(erased(BOX_KEY, at=NOW))

    person, [row], matters = look(house, withdrawn)
    assert (row.holds, row.what, person.face_asked_at, matters) == (True, "face", None, [])


@pytest.mark.parametrize("told", WRONG)
def test_a_proof_that_does_not_hold_is_kept_and_staff_have_to_look(
    house: House, door: Door, withdrawn: int, told: Erasure
) -> None:
    assert door.tell(told) == 1

    person, [row], matters = look(house, withdrawn)
    assert (row.holds, person.face_asked_at, matters) == (False, NOW, ["proof-wrong"])
    assert "face" not in person.ways or told.what != "face"


def test_a_saved_proof_is_one_that_the_command_of_the_box_takes(
    paged: PagedHouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stay_id, token = paged.stay()
    paged.register(registered(stay=token))
    paged.tell(erased(paged.box.key, at=paged.told_at))
    page = paged.chen.get(f"/stays/{stay_id}").text
    assert "Proof checked" in page
    [link] = [part.split('"')[0] for part in page.split('href="')[1:] if "/proofs/" in part.split('"')[0]]

    answer = paged.chen.get(link)

    assert "attachment" in answer.headers["Content-Disposition"]
    saved = tmp_path / "proof.json"
    saved.write_bytes(answer.data)
    assert main(["proof", "verify", str(saved), "--thumbprint", paged.box.thumbprint]) == 0
    assert f"the face of {PERSON}, 1 references" in capsys.readouterr().out


def test_a_proof_that_does_not_hold_is_said_so_on_both_pages(paged: PagedHouse) -> None:
    stay_id, token = paged.stay()
    paged.register(registered(stay=token))
    paged.tell(erased(STRANGER, at=paged.told_at))

    assert "The proof does not hold" in paged.chen.get(f"/stays/{stay_id}").text
    assert "A proof of erasure does not hold" in paged.office.get("/doors").text


def test_nobody_saves_the_proof_of_another_person(paged: PagedHouse) -> None:
    _, token = paged.stay()
    paged.register(registered(stay=token), registered("p2", stay=token))
    paged.tell(erased(paged.box.key, at=paged.told_at))

    assert paged.chen.get("/people/1/proofs/1").status_code == 200
    assert paged.chen.get("/people/2/proofs/1").status_code == 404


def test_a_face_that_is_not_erased_after_a_minute_is_late_unless_the_box_is_away() -> None:
    at = NOW + ERASED_WITHIN

    assert withdrawal(NOW, at, is_silent=False) is Withdrawal.UNDER_WAY
    assert withdrawal(NOW, at + 1, is_silent=False) is Withdrawal.LATE
    assert withdrawal(NOW, at + 1, is_silent=True) is Withdrawal.OFFLINE


def test_a_page_says_what_to_do_when_the_face_is_not_erased_in_time(
    app: Flask, paged: PagedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    stay_id, token = paged.stay()
    paged.register(registered(stay=token))
    with paged.database.writing() as session:
        service.withdraw_face(session, paged.scope, 1, now=paged.told_at)
    assert "The face is being erased" in paged.chen.get(f"/stays/{stay_id}").text

    monkeypatch.setattr("central.rental.rules.ERASED_WITHIN", -1)

    assert "Not erased after a minute" in paged.chen.get(f"/stays/{stay_id}").text


def test_how_long_it_took_is_shown(paged: PagedHouse) -> None:
    stay_id, token = paged.stay()
    paged.register(registered(stay=token))
    with paged.database.writing() as session:
        service.withdraw_face(session, paged.scope, 1, now=paged.told_at)
    paged.tell(erased(paged.box.key, at=paged.told_at))

    page = paged.chen.get(f"/stays/{stay_id}").text
    assert "The face was erased within" in page
    assert "being erased" not in page
