"""What central wants of a box: `GET /api/v1/orders?after=N&wait=S`, answered with Orders.

Orders of one box have ids that rise. The box asks for those behind the last it has settled, applies each once, in
order, and answers each with a record of kind `order`. One that comes again (a box put back to an older copy) does no
harm: an order says how things shall be, not how to change them.
"""

import hashlib

import msgspec

MAX_WAIT = 25
"""How long central may hold an answer when there is nothing to say, s: under the 30 s that proxies grant."""
MAX_ORDERS = 100
"""In one answer; more are asked for at once."""
CODE_DIGITS = 8
"""Of a visitor's code."""


class Order(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind"):
    """Base of all orders. `id` rises per box; after `expires` (Unix ms) it is no longer applied."""

    id: int
    expires: int | None = None


class SealingKey(Order, frozen=True, tag="sealing-key", kw_only=True):
    """From now on seal for central with this key (X25519, base64url; `wire.sealed`)."""

    key: str


class Invite(Order, frozen=True, tag="invite", kw_only=True):
    """A person may enrol at the door with a code, for a stay.

    code: SHA-256 of the normalised code under the stay's id (`code_digest`), 64 hex digits. places: how many people may
    use it. begin, until: the stay, Unix ms, `until` exclusive. minors: the stay has a guardian, so that people under
    14 may be enrolled.
    """

    stay: str
    code: str
    room: str
    begin: int
    until: int
    places: int = 1
    minors: bool = False


class Uninvite(Order, frozen=True, tag="uninvite", kw_only=True):
    """The invitation of a stay is void; people who are enrolled are not touched."""

    stay: str


class Prepare(Order, frozen=True, tag="prepare", kw_only=True):
    """Somebody of a stay has answered the notices on their phone before they come; sent again when they answer anew.

    preparation: opaque id. code: digest of their own code under the stay's id (`code_digest`): whoever shows it at the
    door is not asked again, unless the box's notices are of another version. language, version: of the notices they
    answered; that of the registration is acknowledged. face: their yes or no to the use of the face.
    """

    preparation: str
    stay: str
    code: str
    language: str
    version: str
    face: bool


class Unprepare(Order, frozen=True, tag="unprepare", kw_only=True):
    """The preparation is taken back; its code is void."""

    preparation: str


class Steer(Order, frozen=True, tag="steer", kw_only=True):
    """The phone of a preparation steers the enrolment at a box: what its holder has just touched.

    Always with `expires`, a few seconds ahead. serial: of the `wire.steering.Progress` they saw, 0 to begin; a touch on
    a page that is older than the enrolment changes nothing. act: one of `wire.steering.Act`.
    """

    preparation: str
    serial: int
    act: str


class Grant(Order, frozen=True, tag="grant", kw_only=True):
    """The person may enter from `begin` until `until` (Unix ms, exclusive), as of `room`: the landlord's or staff's
    yes, a stay made longer or shorter, another room.
    """

    person: str
    stay: str
    room: str
    begin: int
    until: int


class Visit(Order, frozen=True, tag="visit", kw_only=True):
    """A visitor of the people of `room` may enter from `begin` until `until` (Unix ms, exclusive), by a code of
    CODE_DIGITS and by nothing else; sent again when anything of it changes, and ended before by an Erase.

    Always with `expires`. person: opaque id. code: what proves the code, an Argon2id hash in PHC form over
    `visit_code(code, person)`, made where no box's key is known.
    """

    person: str
    room: str
    begin: int
    until: int
    code: str


class Suspend(Order, frozen=True, tag="suspend", kw_only=True):
    """The person may not enter for a while; a Grant gives the right back."""

    person: str


class Revoke(Order, frozen=True, tag="revoke", kw_only=True):
    """The person may not enter any more: the stay has ended, or the registration was refused."""

    person: str


class EraseFace(Order, frozen=True, tag="erase-face", kw_only=True):
    """The consent to the use of the face was withdrawn: its references go, other ways to open stay."""

    person: str


class Erase(Order, frozen=True, tag="erase", kw_only=True):
    """Everything about the person goes."""

    person: str


class FaceUse(Order, frozen=True, tag="face-use", kw_only=True):
    """Whether faces may be used at this box: for opening and for enrolling. A box that was told nothing uses them.

    False where the town has no assessment in force of what that means for people (PIPL, articles 55 and 56).
    References stay where they are and rest; nobody's face is looked at, and every other way opens.
    """

    allowed: bool


AnyOrder = (
    SealingKey
    | Invite
    | Uninvite
    | Prepare
    | Unprepare
    | Steer
    | Grant
    | Visit
    | Suspend
    | Revoke
    | EraseFace
    | Erase
    | FaceUse
)


class Orders(msgspec.Struct, frozen=True):
    """What is behind the id that was asked for, in order; each still raw: a kind this version does not know is refused
    by a record, and does not block the rest.
    """

    orders: list[msgspec.Raw]


def code_digest(code: str, stay: str) -> str:
    """How a box knows an invitation's code without keeping it (code: normalised by `wire.claim.normalised`)."""
    return hashlib.sha256(f"{stay}\n{code}".encode()).hexdigest()


def visit_code(code: str, person: str) -> bytes:
    """What a visitor's code is hashed as (`Visit.code`): the same code of another visitor looks like another."""
    return f"{person}\n{code}".encode(errors="replace")
