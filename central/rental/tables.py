"""Rooms, stays, invitations; who registered at which door, with what consent; what waits for a decision; what boxes
were told because of it. Times are Unix ms.

What a document says of a person comes as the box sealed it (`wire.sealed`), and is soon sealed by central's own keys
(`central.sealed`). No column can hold a face: bodies pass `wire.faceless` before they are kept, and of a comparison
only numbers are.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    column,
)

from central.db import BigId, metadata
from central.sealed import numbers
from central.sealed.columns import sealed

_BY_FACE_ALONE = column("ways") == "face"

room = Table(
    "room",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("landlord_id", BigId, ForeignKey("staff.id"), nullable=False, index=True),
    # The box at the house's door; None until there is one.
    Column("box_id", BigId, ForeignKey("box.id")),
    # As people at the house say it; orders name the room by it, so it is one of its box.
    Column("name", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    # The building it is in; None until somebody says. The storey: the ground floor is 1, the one below it -1.
    Column("building_id", BigId, ForeignKey("building.id"), index=True),
    Column("floor", Integer),
    # Usable, in tenths of a square metre; None until it was measured.
    Column("area", Integer),
    Column("bedrooms", Integer),
    Column("beds", Integer),
    # One of central.rental.housing.room_states.Use.
    Column("use", Text, nullable=False, server_default="bedroom"),
    # One of central.rental.housing.room_states.RoomState.
    Column("state", Text, nullable=False, server_default="vacant"),
    UniqueConstraint("box_id", "name"),
)

stay = Table(
    "stay",
    metadata,
    Column("id", BigId, primary_key=True),
    # What boxes call it: opaque, and no two are alike.
    Column("token", Text, nullable=False, unique=True),
    Column("room_id", BigId, ForeignKey("room.id"), nullable=False, index=True),
    Column("begin", BigInteger, nullable=False),
    # Exclusive: the midnight after the last day.
    Column("until", BigInteger, nullable=False),
    Column("places", Integer, nullable=False),
    # Under 14 only in a stay with a guardian.
    Column("minors", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
    Index(None, "state", "begin"),
    # How many live where, without a look at the rows.
    Index(None, "state", "room_id", "begin", "places"),
    Index(None, "state", "until"),
)

invitation = Table(
    "invitation",
    metadata,
    # One code at a time: a new one takes the place of the old.
    Column("stay_id", BigId, ForeignKey("stay.id"), primary_key=True, autoincrement=False),
    # `wire.orders.code_digest`: the code itself is shown once and kept nowhere.
    Column("digest", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
)

registration = Table(
    "registration",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("box_id", BigId, ForeignKey("box.id"), nullable=False),
    # The opaque id the box gave; it means nothing at another box.
    Column("person", Text, nullable=False),
    Column("stay_id", BigId, ForeignKey("stay.id")),
    # What the person said at the door, where there was no invitation.
    Column("room", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("way", Text, nullable=False),
    # Words, separated by spaces.
    Column("ways", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("photo", Text),
    Column("liveness", Text),
    Column("score", Float),
    Column("threshold", Float),
    Column("registered_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    # Who changed the state last; None before anybody has.
    Column("changed_by", Text),
    # The record all this comes from.
    Column("outbox_id", BigId, ForeignKey("outbox.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    UniqueConstraint("box_id", "person"),
    Index(None, "state", "changed_at"),
    # Their list, newest first, of one state.
    Index(None, "state", "id"),
    # What the first page counts: who lives in a stay, and who came half a year ago; reports, in which house.
    Index(None, "stay_id", "state"),
    Index(None, "state", "registered_at", "stay_id"),
    # Reports count by these alone, without a look at the rows.
    Index(None, "state", "stay_id", "ways"),
    # Few, where other ways are as quick.
    Index("ix_registration_by_face_alone", "box_id", sqlite_where=_BY_FACE_ALONE, postgresql_where=_BY_FACE_ALONE),
)

identity = Table(
    "identity",
    metadata,
    Column("registration_id", BigId, ForeignKey("registration.id"), primary_key=True, autoincrement=False),
    # Each sealed by itself; "" where the document does not say.
    *sealed("name"),
    *sealed("number", found_as=numbers.document),
    *sealed("birth"),
    *sealed("sex"),
    *sealed("nationality"),
    *sealed("address"),
    *sealed("phone", found_as=numbers.phone),
    # By whom all of them (`sealed_words.By`).
    Column("sealed_by", Text, nullable=False, server_default="box", index=True),
    # What the box has bound the phone number to where it is not phone:PERSON: the preparation that gave it.
    Column("phone_of", Text),
)

consent = Table(
    "consent",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("box_id", BigId, ForeignKey("box.id"), nullable=False),
    Column("person", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("version", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("guardian", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("outbox_id", BigId, ForeignKey("outbox.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    UniqueConstraint("outbox_id", "seq"),
    Index(None, "box_id", "person", "purpose"),
)

enrolment = Table(
    "enrolment",
    metadata,
    # The box's last word on a person's references.
    Column("box_id", BigId, ForeignKey("box.id"), nullable=False),
    Column("person", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("reference_count", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("box_id", "person"),
)

erasure = Table(
    "erasure",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("box_id", BigId, ForeignKey("box.id"), nullable=False),
    Column("person", Text, nullable=False),
    # face or all.
    Column("what", Text, nullable=False),
    # Digests of what was deleted, separated by spaces, and the box's signature: the proof.
    Column("deleted", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("outbox_id", BigId, ForeignKey("outbox.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    UniqueConstraint("outbox_id", "seq"),
    Index(None, "box_id", "person"),
)

withdrawal = Table(
    "withdrawal",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("registration_id", BigId, ForeignKey("registration.id"), nullable=False, index=True),
    # face or all.
    Column("what", Text, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("asked_by", Text, nullable=False),
    # When central had the proof of it.
    Column("done_at", BigInteger),
)

review_task = Table(
    "review_task",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("registration_id", BigId, ForeignKey("registration.id"), nullable=False, index=True),
    Column("reasons", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("decided_at", BigInteger),
    Column("decided_by", Text),
    Column("why", Text),
    Index(None, "state", "made_at"),
    Index(None, "decided_at", "id"),
)

rental_order = Table(
    "rental_order",
    metadata,
    # An order that was sent because of a stay, and of a person where it is about one.
    Column("box_id", BigId, ForeignKey("box.id"), nullable=False),
    Column("order_id", BigInteger, nullable=False, autoincrement=False),
    Column("stay_id", BigId, ForeignKey("stay.id"), index=True),
    Column("registration_id", BigId, ForeignKey("registration.id"), index=True),
    PrimaryKeyConstraint("box_id", "order_id"),
)

rental_cursor = Table(
    "rental_cursor",
    metadata,
    # Every record of the outbox up to and including `seq` has been read here.
    Column("outbox_id", BigId, ForeignKey("outbox.id"), primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
)
