"""Staff, what they were granted, invitations, sessions, the first-run code, attempts that failed, the key of our forms.

Times are Unix milliseconds. Of a session and of a code only a digest is kept (SHA-256, 32 bytes): whoever reads the
database can't sign in with what is there.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, Table, Text

from central.db import BigId, metadata
from central.sealed.columns import sealed

staff = Table(
    "staff",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),
    # None until the person has chosen one: nobody is given a password.
    Column("password", Text),
    Column("made_at", BigInteger, nullable=False),
    # Since when, and by whose word, they may not sign in.
    Column("disabled_at", BigInteger),
    Column("disabled_by", Text),
)

staff_grant = Table(
    "staff_grant",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("staff_id", BigId, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    # One of central.web.roles.Role.
    Column("role", Text, nullable=False, index=True),
    # A place with all below it, or one case (KIND:NUMBER); neither: what is the person's own.
    Column("place_id", BigId, ForeignKey("place.id")),
    Column("case_of", Text),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
)

staff_invitation = Table(
    "staff_invitation",
    metadata,
    # One code at a time: a new one takes the place of the old.
    Column("staff_id", BigId, ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("made_by", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("staff_id", BigId, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("made_at", BigInteger, nullable=False),
    Column("used_at", BigInteger, nullable=False),
    # One of central.account.rules.Stage: whether the second factor is still to come.
    Column("stage", Text, nullable=False, server_default="in"),
    # When whoever sits there last showed that it is them.
    Column("confirmed_at", BigInteger, nullable=False, server_default="0"),
    # Where it was opened, for the list of one's own sessions.
    Column("address", Text),
    Column("browser", Text),
)

staff_totp = Table(
    "staff_totp",
    metadata,
    Column("staff_id", BigId, ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    *sealed("secret"),
    Column("made_at", BigInteger, nullable=False),
    # When a first code showed that the secret has arrived; None: it is not asked for yet.
    Column("proven_at", BigInteger),
    # The time step whose code was used last: none is good twice (RFC 6238, 5.2).
    Column("last_step", BigInteger, nullable=False),
)

staff_recovery = Table(
    "staff_recovery",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("staff_id", BigId, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("made_at", BigInteger, nullable=False),
)

staff_passkey = Table(
    "staff_passkey",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("staff_id", BigId, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("credential", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    # What its owner calls it.
    Column("name", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)

passkey_challenge = Table(
    "passkey_challenge",
    metadata,
    # Given out and not answered yet; each is answered once.
    Column("challenge", LargeBinary, primary_key=True),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

first_run_code = Table(
    "first_run_code",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("expires_at", BigInteger, nullable=False),
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("who", LargeBinary, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "address", "at"),
)

form_key = Table(
    "form_key",
    metadata,
    Column("id", BigId, primary_key=True),
    # Signs the tokens that tell our forms from forged ones; the same for every process on this database.
    Column("key", LargeBinary, nullable=False),
)
