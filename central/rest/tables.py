"""Tokens of third parties, answers that are kept for requests sent twice, webhooks and what is delivered to them.

Times are Unix milliseconds. Of a token only a digest is kept (SHA-256): whoever reads the database can't use it.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from central.db import BigId, metadata

rest_token = Table(
    "rest_token",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    # Of central.rest.rules.Scope, separated by spaces.
    Column("scopes", Text, nullable=False),
    # With all below it.
    Column("place_id", BigId, ForeignKey("place.id"), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
    Column("used_at", BigInteger),
    Column("uses", BigInteger, nullable=False, server_default="0"),
    # The minute its requests are counted in now, and how many there were.
    Column("window_at", BigInteger, nullable=False, server_default="0"),
    Column("window_uses", Integer, nullable=False, server_default="0"),
)

rest_answer = Table(
    "rest_answer",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("token_id", BigId, ForeignKey("rest_token.id", ondelete="CASCADE"), nullable=False),
    # Of the Idempotency-Key.
    Column("digest", LargeBinary, nullable=False),
    # Of method, path and body: the same key for anything else is a mistake.
    Column("request", LargeBinary, nullable=False),
    Column("made_at", BigInteger, nullable=False, index=True),
    # Status and body, sealed with a key made of the token itself: nobody reads here what was shown once.
    Column("sealed", LargeBinary),
    UniqueConstraint("token_id", "digest"),
)

webhook = Table(
    "webhook",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("url", Text, nullable=False),
    # Of central.events.service.Kind, separated by spaces.
    Column("kinds", Text, nullable=False),
    # With all below it.
    Column("place_id", BigId, ForeignKey("place.id"), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    # Since when nothing is sent any more, and by whose word.
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
    # How often in a row it has not worked, and since when; None while it works.
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failing_since", BigInteger),
    # When it may be tried next; while somebody tries, when another may.
    Column("next_at", BigInteger, nullable=False, server_default="0"),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("webhook_id", BigId, ForeignKey("webhook.id", ondelete="CASCADE"), nullable=False),
    Column("event_id", BigId, ForeignKey("event.id", ondelete="CASCADE"), nullable=False, index=True),
    # waiting, done or given-up.
    Column("state", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("tried_at", BigInteger),
    # What came of the last try, in a few words.
    Column("outcome", Text, nullable=False),
    UniqueConstraint("webhook_id", "event_id"),
    Index(None, "webhook_id", "state", "tries", "id"),
)
