"""Each order is carried out once, in order, and answered; what can't be done is refused and blocks nothing."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.access import Standing
from edge.clock import BoxClock
from edge.errors import StorageError
from edge.orders import OrderTaker
from edge.residents import Residents
from edge.store.credentials import Credentials
from edge.store.outbox import Outbox
from edge.store.roster import Roster
from edge.telling import Teller
from edge.vault import Vault, open_vault
from tests.edge.vault.examples import templates
from tests.fakes.signing_box import encoded
from wire.erasure import Proof, Statement, verified
from wire.kinds import BODIES, Erasure, Method, OrderDone
from wire.orders import (
    Erase,
    EraseFace,
    FaceUse,
    Grant,
    Invite,
    Order,
    Prepare,
    Revoke,
    SealingKey,
    Steer,
    Suspend,
    Uninvite,
    Unprepare,
    Visit,
    code_digest,
    visit_code,
)
from wire.sealed import text_of

NOW = 1_760_000_000_000
DAY = 24 * 3600 * 1000
MODEL = "d" * 64
ANSWERED: dict[str, Any] = {"preparation": "9d0c", "language": "vi", "version": "2026-11-23", "face": True}
STAY: dict[str, Any] = {"stay": "7be1c0d2945a4f6e", "room": "302", "begin": NOW, "until": NOW + DAY}


class Ends:
    """A roster with one enrolled person, `wang`, its outbox, and who takes orders for it."""

    def __init__(self, folder: Path) -> None:
        self.vault: Vault = open_vault(folder / "keys")
        self.roster = Roster(folder / "roster.db", self.vault)
        self.outbox = Outbox(folder / "outbox.db")
        self.teller = Teller(self.roster, self.outbox)
        self.steered: list[tuple[Steer, int]] = []
        clock = BoxClock(wall=lambda: NOW, since_boot=lambda: 0)
        self.taker = OrderTaker(self.roster, self.teller, clock, self._steer)
        self.wang = self.roster.add("王小明", NOW - DAY, NOW + DAY, (MODEL, templates(3))).person

    def take(self, *orders: Order | dict[str, Any]) -> None:
        self.taker.take([msgspec.Raw(msgspec.json.encode(order)) for order in orders])

    def told(self) -> list[msgspec.Struct]:
        records = self.outbox.after(0, 1000)
        return [msgspec.json.decode(record.body, type=BODIES[record.kind]) for record in records]

    def answers(self) -> list[tuple[int, str]]:
        return [(told.order, told.outcome) for told in self.told() if isinstance(told, OrderDone)]

    def close(self) -> None:
        self.roster.close()
        self.outbox.close()

    def _steer(self, steer: Steer) -> None:
        """A touch, and the last order that was settled when it came."""
        self.steered.append((steer, self.taker.after))


@pytest.fixture
def ends(tmp_path: Path) -> Iterator[Ends]:
    with closing(Ends(tmp_path)) as made:
        yield made


def test_a_grant_gives_room_validity_and_the_right_to_enter(ends: Ends) -> None:
    ends.roster.revoke(ends.wang)

    ends.take(Grant(7, person=ends.wang, **STAY))

    [person] = ends.roster.people()
    assert person.resident.standing is Standing.ACTIVE
    assert (person.resident.room, person.stay) == ("302", STAY["stay"])
    assert (person.resident.valid_from, person.resident.valid_until) == (NOW, NOW + DAY)
    assert (ends.answers(), ends.taker.after) == ([(7, "done")], 7)


@pytest.mark.parametrize(("order", "standing"), [(Suspend, Standing.SUSPENDED), (Revoke, Standing.REVOKED)])
def test_the_right_to_enter_is_taken_away(ends: Ends, order: type[Suspend | Revoke], standing: Standing) -> None:
    before = ends.roster.version

    ends.take(order(1, person=ends.wang))

    assert ends.roster.residents()[ends.wang].standing is standing
    assert ends.roster.version != before


def visit(code: str, person: str = "b1a6d038") -> Visit:
    """A visitor of room 302 for a day, as central would order it: their code is hashed for no box."""
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(visit_code(code, person))
    return Visit(0, person=person, room="302", begin=NOW, until=NOW + DAY, code=hashed, expires=NOW + DAY)


def test_a_visitor_opens_by_the_code_they_were_given_until_they_are_erased(ends: Ends) -> None:
    residents = Residents(ends.roster, ends.vault, MODEL)
    again = msgspec.structs.replace(visit("40718293"), id=2, room="303", until=NOW + 2 * DAY)
    found = []
    for order in (msgspec.structs.replace(visit("40718293"), id=1), again, Erase(3, person="b1a6d038")):
        ends.take(order)
        residents.refresh()
        now = residents.now
        known = now.residents.get("b1a6d038")
        found.append(
            (known and known.valid_until, [now.holders.by_pin(room, "40718293") for room in ("302", "303", "401")])
        )

    assert found == [
        (NOW + DAY, ["b1a6d038", None, None]),
        (NOW + 2 * DAY, [None, "b1a6d038", None]),
        (None, [None, None, None]),
    ]
    assert [outcome for _, outcome in ends.answers()] == ["done"] * 3


@pytest.mark.parametrize(
    "changed",
    [
        {"expires": None},
        {"until": NOW},
        {"code": "40718293"},
        {"code": "$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"},
        {"code": "$argon2id$v=19$m=1048576,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"},
    ],
)
def test_a_visit_without_an_end_or_with_a_code_that_keeps_the_door_waiting_is_refused(
    ends: Ends, changed: dict[str, Any]
) -> None:
    ends.take(msgspec.structs.replace(visit("40718293"), id=1, **changed))

    assert (ends.answers(), len(ends.roster.people())) == ([(1, "refused")], 1)


def test_nobody_who_lives_there_becomes_a_visitor(ends: Ends) -> None:
    ends.take(msgspec.structs.replace(visit("40718293", ends.wang), id=1))

    [wang] = ends.roster.people()
    assert (ends.answers(), wang.resident.valid_until, wang.name) == ([(1, "refused")], NOW + DAY, "王小明")
    assert Credentials(ends.roster, ends.vault).of(ends.wang) == {Method.FACE}


def test_faces_rest_and_come_back_with_nothing_lost(ends: Ends) -> None:
    residents = Residents(ends.roster, ends.vault, MODEL)
    found = []
    for number, allowed in enumerate((True, False, True), 1):
        ends.take(FaceUse(number, allowed=allowed))
        residents.refresh()
        probe = templates(3)[0]
        found.append((residents.now.uses_faces, residents.candidate(probe), residents.acquaintance(probe)))

    [person] = ends.roster.people()
    assert [(uses, one is not None, other is not None) for uses, one, other in found] == [
        (True, True, True),
        (False, False, False),
        (True, True, True),
    ]
    assert person.references == 3


def test_erasing_the_face_leaves_the_person_and_tells_the_proof(ends: Ends) -> None:
    ends.take(EraseFace(1, person=ends.wang))

    [person] = ends.roster.people()
    erasure, done = ends.told()
    assert (person.references, person.name) == (0, "王小明")
    assert isinstance(erasure, Erasure)
    assert (erasure.person, erasure.what, len(erasure.references)) == (ends.wang, "face", 3)
    assert done == OrderDone(1, "done")


def test_the_proof_holds_over_what_the_record_says(ends: Ends) -> None:
    ends.take(Erase(1, person=ends.wang))

    record = ends.outbox.after(0, 1)[0]
    told = msgspec.json.decode(record.body, type=Erasure)
    statement = Statement(told.person, "all", record.at, told.references)
    proof = Proof(statement.encoded().decode(), encoded(ends.vault.device_key.public_key()), told.signature)
    assert ends.roster.people() == []
    assert verified(proof) == (statement, ends.vault.thumbprint)


def test_erasing_somebody_unknown_is_done_already(ends: Ends) -> None:
    ends.take(Erase(1, person="nobody"))

    assert ends.told() == [OrderDone(1, "done")]


@pytest.mark.parametrize(
    "order",
    [
        Grant(1, person="nobody", **STAY),
        Suspend(1, person="nobody"),
        Revoke(1, person="nobody"),
        EraseFace(1, person="nobody"),
    ],
)
def test_what_is_about_somebody_unknown_is_refused_in_a_sentence(ends: Ends, order: Order) -> None:
    ends.take(order)

    assert ends.told() == [OrderDone(1, "refused", "nobody with the id 'nobody' is on this box's roster")]


def test_an_invitation_comes_and_goes(ends: Ends) -> None:
    ends.take(Invite(1, code=code_digest("K7QM2RXD94", "7be1c0d2945a4f6e"), places=2, **STAY))
    found = ends.roster.invitation("k7qm-2rxd-94", NOW)
    ends.take(Uninvite(2, stay="7be1c0d2945a4f6e"), Uninvite(3, stay="never heard of"))

    assert found is not None
    assert (found.room, found.places, found.minors) == ("302", 2, False)
    assert ends.roster.invitation("k7qm-2rxd-94", NOW) is None
    assert [outcome for _, outcome in ends.answers()] == ["done"] * 3


def test_what_a_phone_has_answered_comes_and_goes(ends: Ends) -> None:
    own = code_digest("ABCDE23456", STAY["stay"])
    ends.take(Invite(1, code="c" * 64, **STAY), Prepare(2, stay=STAY["stay"], code=own, **ANSWERED))
    found = ends.roster.prepared_by_code("ABCDE23456", NOW)
    ends.take(Unprepare(3, preparation="9d0c"), Unprepare(4, preparation="never heard of"))

    assert found is not None
    assert (found.invitation.room, found.preparation.language, found.preparation.face) == ("302", "vi", True)
    assert ends.roster.prepared_by_code("ABCDE23456", NOW) is None
    assert [outcome for _, outcome in ends.answers()] == ["done"] * 4


def test_nobody_prepares_for_a_stay_they_are_not_invited_to(ends: Ends) -> None:
    ends.take(Prepare(1, stay=STAY["stay"], code="c" * 64, **ANSWERED))

    assert ends.told() == [OrderDone(1, "refused", "nobody is invited here for the stay '7be1c0d2945a4f6e'")]


def test_a_touch_is_done_once_when_it_is_on_the_disk(ends: Ends) -> None:
    touch = Steer(1, NOW + 1, preparation="9d0c", serial=4, act="confirm")

    ends.take(touch)
    ends.take(touch)

    assert ends.steered == [(touch, 1)]
    assert ends.answers() == [(1, "done")]


def test_a_touch_has_nobody_load_the_roster_again_and_makes_no_copy(ends: Ends) -> None:
    [copy] = [path for path in ends.roster.file.path.parent.iterdir() if path.name.startswith("roster.db.")]
    version, made = ends.roster.version, copy.stat().st_mtime_ns

    ends.take(Steer(1, NOW + 1, preparation="9d0c", serial=4, act="confirm"))

    assert (ends.roster.version, copy.stat().st_mtime_ns) == (version, made)
    assert ends.taker.after == 1


@pytest.mark.parametrize(
    ("expires", "act", "outcome"),
    [(NOW, "confirm", "expired"), (None, "confirm", "refused"), (NOW + 1, "of a later version", "refused")],
)
def test_a_touch_that_comes_late_or_is_none_changes_nothing(
    ends: Ends, expires: int | None, act: str, outcome: str
) -> None:
    ends.take(Steer(1, expires, preparation="9d0c", serial=4, act=act))

    assert (ends.steered, ends.answers()) == ([], [(1, outcome)])


def test_the_sealing_key_is_kept(ends: Ends) -> None:
    first, second = (text_of(X25519PrivateKey.generate().public_key()) for _ in range(2))
    before = ends.roster.sealing_key

    ends.take(SealingKey(1, key=first), SealingKey(2, key=second), SealingKey(3, key="not a key"))

    assert (before, ends.roster.sealing_key) == (None, second)
    assert [outcome for _, outcome in ends.answers()] == ["done", "done", "refused"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"kind": "self-destruct", "id": 4}, "'self-destruct'"),
        ({"id": 4}, "of kind ''"),
        ({"kind": "revoke", "id": 4}, "missing required field `person`"),
        ({"kind": "revoke", "id": 4, "person": 5}, "can't be read"),
        ({"kind": "grant", "id": 4, "person": "p", "stay": "s", "room": "r", "begin": 1, "until": 2**60}, "number"),
        ({"kind": "grant", "id": 4, "person": "p", "stay": "s", "room": "r", "begin": 5, "until": 5}, "ends after"),
        ({"kind": "invite", "id": 4, "code": "c", "places": 0, **STAY}, "at least one place"),
        ({"kind": "x" * 5000, "id": 4}, "does not know"),
        ({"kind": "revoke", "id": 4, "person": "y" * 5000}, "nobody with the id"),
    ],
)
def test_what_cannot_be_done_is_refused_and_the_next_is_done(ends: Ends, raw: dict[str, Any], words: str) -> None:
    ends.take(raw, Revoke(5, person=ends.wang))

    refused, done = ends.told()
    assert isinstance(refused, OrderDone)
    assert (refused.order, refused.outcome) == (4, "refused")
    assert words in refused.detail
    assert done == OrderDone(5, "done")


def test_an_order_without_a_number_is_left_out(ends: Ends) -> None:
    ends.take({"kind": "revoke"}, {"kind": "revoke", "id": -1}, {"id": 2**60}, Revoke(5, person=ends.wang))
    ends.taker.take([msgspec.Raw(b"[1, 2]")])

    assert ends.answers() == [(5, "done")]


@pytest.mark.parametrize(("expires", "outcome"), [(NOW - 1, "expired"), (NOW, "expired"), (NOW + 1, "done")])
def test_an_order_is_not_carried_out_when_it_has_expired(ends: Ends, expires: int, outcome: str) -> None:
    ends.take(Revoke(1, expires, person=ends.wang))

    revoked = ends.roster.residents()[ends.wang].standing is Standing.REVOKED
    assert (ends.answers(), revoked) == ([(1, outcome)], outcome == "done")


def test_an_order_that_comes_again_is_neither_done_nor_told_again(ends: Ends) -> None:
    ends.take(Suspend(1, person=ends.wang), Grant(2, person=ends.wang, **STAY))

    ends.take(Suspend(1, person=ends.wang), Grant(2, person=ends.wang, **STAY))

    assert ends.roster.residents()[ends.wang].standing is Standing.ACTIVE
    assert ends.answers() == [(1, "done"), (2, "done")]


def test_what_the_outbox_did_not_take_is_told_later(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        raise StorageError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(ends.outbox, "extend", full)
        ends.take(Revoke(1, person=ends.wang))

    assert ends.roster.residents()[ends.wang].standing is Standing.REVOKED
    assert ends.told() == []
    ends.taker.tell()
    ends.taker.tell()
    assert ends.told() == [OrderDone(1, "done")]


def test_a_roster_restored_from_an_older_copy_takes_its_orders_again(ends: Ends) -> None:
    ends.take(Suspend(1, person=ends.wang))
    older = ends.roster.file.path.read_bytes()
    orders = [Grant(2, person=ends.wang, **STAY), Suspend(3, person=ends.wang), EraseFace(4, person=ends.wang)]
    ends.take(*orders)
    ends.roster.close()
    ends.roster.file.path.write_bytes(older)

    came_back = ends.taker.after
    ends.take(*orders)

    [person] = ends.roster.people()
    assert (came_back, ends.taker.after) == (1, 4)
    assert (person.resident.standing, person.references) == (Standing.SUSPENDED, 0)


ORDERS: st.SearchStrategy[Any] = st.one_of(
    st.builds(Suspend, st.integers(1, 12), person=st.sampled_from(["p0", "p1"])),
    st.builds(Revoke, st.integers(1, 12), person=st.sampled_from(["p0", "p1"])),
    st.builds(
        Grant, st.integers(1, 12), person=st.sampled_from(["p0", "p1"]), **{k: st.just(v) for k, v in STAY.items()}
    ),
    st.builds(dict, id=st.integers(-1, 2**70), kind=st.text(max_size=5), person=st.integers() | st.text(max_size=3)),
)


@given(st.lists(st.lists(ORDERS, max_size=5), max_size=6))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_in_whatever_order_each_number_is_answered_once(
    tmp_path_factory: pytest.TempPathFactory, answers: list[list[Order | dict[str, Any]]]
) -> None:
    with closing(Ends(tmp_path_factory.mktemp("box"))) as ends:
        for answer in answers:
            ends.take(*answer)

        numbers = [number for number, _ in ends.answers()]
        assert numbers == sorted(set(numbers))
        assert ends.taker.after == (numbers[-1] if numbers else 0)
