"""Assessments, what boxes were told because of them, hand-overs, incidents, and proofs of what was deleted.

Times are Unix ms, days ISO dates. `incident_event` and `purge_proof` are only ever added to. Who
did something stands there by their name, which nobody else has.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, column

from central.db import BigId, metadata

_IS_APPROVED = column("state") == "approved"

assessment = Table(
    "assessment",
    metadata,
    Column("id", BigId, primary_key=True),
    # One of central.duties.assessing.Purpose.
    Column("purpose", Text, nullable=False),
    # Of the questions it answers (central.duties.assessing.FORM).
    Column("form", Integer, nullable=False),
    # The place it is for, with all below it.
    Column("place_id", BigId, ForeignKey("place.id"), nullable=False, server_default="1"),
    # Question → answer, as JSON.
    Column("answers", Text, nullable=False),
    # One of central.duties.assessing.AssessmentState.
    Column("state", Text, nullable=False),
    # The last day it holds.
    Column("until", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("decided_at", BigInteger),
    Column("decided_by", Text),
    # Why it was refused, or holds no longer.
    Column("why", Text, nullable=False),
    Index(None, "purpose", "state"),
    # One holds at a time for each purpose and place.
    Index(
        "uq_assessment_approved",
        "purpose",
        "place_id",
        unique=True,
        sqlite_where=_IS_APPROVED,
        postgresql_where=_IS_APPROVED,
    ),
)

face_grace = Table(
    "face_grace",
    metadata,
    # Always 1: there is one, where boxes used faces before anything was asked for.
    Column("id", BigId, primary_key=True),
    Column("since", BigInteger, nullable=False),
)

face_use = Table(
    "face_use",
    metadata,
    # What a box was told last; one that was told nothing uses faces.
    Column("box_id", BigId, ForeignKey("box.id"), primary_key=True, autoincrement=False),
    Column("allowed", Boolean, nullable=False),
    Column("told_at", BigInteger, nullable=False),
)

handover = Table(
    "handover",
    metadata,
    Column("id", BigId, primary_key=True),
    # One of central.duties.handing.Asker; which office, and its reference.
    Column("asker", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("reference", Text, nullable=False),
    # The law it asks by.
    Column("ground", Text, nullable=False),
    # Which fields about how many people, and how it went.
    Column("fields", Text, nullable=False),
    Column("people", Integer, nullable=False),
    Column("way", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    # The row of the audit log of the file that was made for it; None where it was no file of ours.
    Column("export_seq", BigInteger, unique=True),
    Column("handed_at", BigInteger, nullable=False, index=True),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
)

incident = Table(
    "incident",
    metadata,
    Column("id", BigId, primary_key=True),
    # One of central.duties.happening.Kind and Level.
    Column("kind", Text, nullable=False),
    Column("level", Text, nullable=False),
    # What happened, what is affected, what was done at once.
    Column("words", Text, nullable=False),
    Column("affected", Text, nullable=False),
    Column("measures", Text, nullable=False),
    Column("people", Integer, nullable=False),
    Column("found_at", BigInteger, nullable=False),
    # One of central.duties.happening.IncidentState.
    Column("state", Text, nullable=False),
    Column("is_drill", Boolean, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Index(None, "state", "found_at"),
)

incident_event = Table(
    "incident_event",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("incident_id", BigId, ForeignKey("incident.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    # One of central.duties.happening.Step.
    Column("step", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("by", Text, nullable=False),
    # The class it has from then on (central.duties.happening.Level); None where it stays.
    Column("level", Text),
)

duty_count = Table(
    "duty_count",
    metadata,
    # One of central.duties.counted.What, and of which: the digest of words that were agreed to; "" otherwise.
    Column("what", Text, primary_key=True),
    Column("of", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("counted_at", BigInteger, nullable=False),
)

purge_tally = Table(
    "purge_tally",
    metadata,
    # How many rows of a kind were deleted since its last proof.
    Column("what", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
)

purge_proof = Table(
    "purge_proof",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("night", Text, nullable=False),
    # One of central.duties.keeping.PURGED.
    Column("what", Text, nullable=False),
    # What is older than that was to go; how many rows went since the last proof, how many that should have are left.
    Column("before", BigInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("left", BigInteger, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    # SHA-256 over all this and the digest before (central.duties.proving).
    Column("prev", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Index(None, "night", "what", unique=True),
)
