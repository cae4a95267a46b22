"""What people have answered on their phone before they come, and how an enrolment stands that a phone steers. Times are
Unix ms. All of it is gone when the stay is over.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from central.db import BigId, metadata

preparation = Table(
    "preparation",
    metadata,
    Column("id", BigId, primary_key=True),
    # What boxes call it: opaque.
    Column("token", Text, nullable=False, unique=True),
    Column("stay_id", BigId, ForeignKey("stay.id"), nullable=False, index=True),
    # `wire.orders.code_digest` of the person's own code, which is kept nowhere but on their phone.
    Column("code", Text, nullable=False),
    Column("language", Text, nullable=False),
    # Of the notices they answered.
    Column("version", Text, nullable=False),
    Column("face", Boolean, nullable=False),
    # Their phone number, sealed for central itself and bound to phone:TOKEN; "" where they gave none.
    Column("contact", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    # Whoever registered with it; None until then.
    Column("registration_id", BigId, ForeignKey("registration.id"), index=True),
)

preparation_consent = Table(
    "preparation_consent",
    metadata,
    Column("preparation_id", BigId, ForeignKey("preparation.id"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("version", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("preparation_id", "purpose"),
)

steering = Table(
    "steering",
    metadata,
    # For the moment only: there is a row while somebody steers.
    Column("preparation_id", BigId, ForeignKey("preparation.id"), primary_key=True, autoincrement=False),
    # The newest `wire.steering.Progress`, as it was let in, and when; None until the box has said anything.
    Column("body", LargeBinary),
    Column("heard_at", BigInteger),
    # The last touch: when, on which Progress, what, and the order it became.
    Column("touched_at", BigInteger),
    Column("serial", BigInteger, nullable=False),
    Column("act", Text, nullable=False),
    Column("order_id", BigInteger),
)
