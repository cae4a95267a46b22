"""A technician enrols from photographs, and every change is told to central."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from edge.clock import BoxClock
from edge.errors import EdgeError
from edge.face.probe import Prober
from edge.people import People, Stay, Yes
from edge.store.agreements import Agreements
from edge.store.outbox import Outbox
from edge.store.roster import Roster
from edge.vault import open_vault
from tests.fakes.notices import FIRST, NEXT, in_force
from wire import notice
from wire.erasure import Statement, verified
from wire.kinds import Erasure
from wire.notice import Purpose


@pytest.fixture
def roster(tmp_path: Path) -> Iterator[Roster]:
    with closing(Roster(tmp_path / "roster.sqlite", open_vault(tmp_path / "keys"))) as roster:
        yield roster


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path / "outbox.sqlite")) as outbox:
        yield outbox


@pytest.fixture
def people(roster: Roster, outbox: Outbox) -> People:
    return People(roster, outbox, BoxClock(), "li")


def told(outbox: Outbox) -> list[dict[str, object]]:
    return [json.loads(bytes(record.body)) for record in outbox.after(0, 100)]


def test_enrolment_keeps_one_reference_a_photograph_and_tells_how_consent_was_given(
    people: People, roster: Roster, outbox: Outbox, prober: Prober, photographs: Path
) -> None:
    files = [photographs / "obama.jpg", photographs / "obama2.jpg"]

    person = people.add("Wang 王", Stay(until=10), files, prober, Yes.now("signed 2026-03-01"))

    [known] = roster.people()
    assert (known.resident.person, known.name, known.references) == (person, "Wang 王", 2)
    assert known.resident.valid_until == 10
    assert told(outbox) == [
        {
            "person": person,
            "purpose": "face",
            "given": True,
            "version": notice.current(),
            "digest": notice.notice(notice.current(), Purpose.FACE, "zh").digest,
            "language": "zh",
            "way": "technician",
        },
        {
            "person": person,
            "change": "enrolled",
            "references": 2,
            "model": "sface",
            "consent": "signed 2026-03-01",
            "by": "li",
        },
    ]


def test_no_record_tells_the_name(people: People, outbox: Outbox, prober: Prober, photographs: Path) -> None:
    people.add("Wang 王", Stay(), [photographs / "obama.jpg"], prober, Yes.now("signed"))

    assert all("Wang" not in json.dumps(body) for body in told(outbox))


@pytest.mark.parametrize("consent", ["", "  "])
def test_without_consent_nobody_is_enrolled(
    people: People, roster: Roster, prober: Prober, photographs: Path, consent: str
) -> None:
    with pytest.raises(EdgeError, match="without consent no face is kept"):
        people.add("Wang", Stay(), [photographs / "obama.jpg"], prober, Yes.now(consent))

    assert roster.people() == []


def test_a_photograph_that_cannot_be_used_is_named_and_adds_nobody(
    people: People, roster: Roster, prober: Prober, photographs: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes.jpg").write_bytes(b"not a picture")

    with pytest.raises(EdgeError, match=r"notes\.jpg: is not a JPEG or PNG picture"):
        people.add("Wang", Stay(), [photographs / "obama.jpg", tmp_path / "notes.jpg"], prober, Yes.now("signed"))

    assert roster.people() == []


def test_a_missing_photograph_is_named(people: People, prober: Prober, tmp_path: Path) -> None:
    with pytest.raises(EdgeError, match=r"gone\.jpg: can't be read \(No such file"):
        people.add("Wang", Stay(), [tmp_path / "gone.jpg"], prober, Yes.now("signed"))


def test_every_change_is_told(
    people: People, outbox: Outbox, roster: Roster, prober: Prober, photographs: Path
) -> None:
    person = people.add("Wang", Stay(), [photographs / "obama.jpg"], prober, Yes.now("signed"))

    people.suspend(person)
    people.reinstate(person)
    people.revoke(person)
    proof = people.erase(person)

    _consent, *changes, erasure = told(outbox)
    assert [body["change"] for body in changes] == ["enrolled", "suspended", "reinstated", "revoked", "erased"]
    assert {body["by"] for body in changes} == {"li"}
    assert erasure["signature"] == proof.signature
    assert json.loads(proof.statement)["erased"] == person
    assert roster.people() == []


def test_central_can_check_the_proof_by_the_record_alone(
    people: People, outbox: Outbox, prober: Prober, photographs: Path
) -> None:
    proof = people.erase(people.add("Wang", Stay(), [photographs / "obama.jpg"], prober, Yes.now("signed")))

    record = outbox.after(0, 100)[-1]

    body = msgspec.json.decode(bytes(record.body), type=Erasure)
    statement = Statement(body.person, "all", record.at, body.references)
    assert statement == verified(proof)[0]
    assert (statement.encoded().decode(), body.signature) == (proof.statement, proof.signature)


def test_who_agreed_anew_on_paper_is_not_asked_any_more(
    people: People, roster: Roster, outbox: Outbox, prober: Prober, photographs: Path, tmp_path: Path
) -> None:
    person = people.add("Wang", Stay(), [photographs / "obama.jpg"], prober, Yes.now("signed"))
    with in_force(tmp_path, FIRST, NEXT):
        assert Agreements(roster).asked(NEXT).people == {person}

        people.agree(person, Yes.now("signed 2027-05-03", "en", guardian=True))

        assert Agreements(roster).asked(NEXT).people == frozenset()
        consent, change = told(outbox)[-2:]
        assert (consent["version"], consent["language"], consent["way"], consent["guardian"]) == (
            NEXT,
            "en",
            "technician",
            True,
        )
        assert (change["change"], change["references"], change["consent"]) == ("agreed", 1, "signed 2027-05-03")


def test_a_language_without_a_text_is_refused() -> None:
    with pytest.raises(EdgeError, match="no text in 'fr': name one of zh, en"):
        Yes.now("signed", "fr")
