"""A town that has boxes when the duties come gets a time of grace; a new one gets none."""

import pytest
from sqlalchemy import text

from central import schema
from central.db import Database

BOX = "INSERT INTO box (name, public_key, thumbprint, version, claimed_at) VALUES ('a', :key, 't', '1', 1)"


@pytest.mark.parametrize(("boxes", "grace"), [(0, 0), (1, 1)])
def test_grace_is_for_who_used_faces_before(empty: Database, boxes: int, grace: int) -> None:
    schema.migrate(empty)
    schema.step_back(empty, "0026")
    with empty.writing() as session:
        for _ in range(boxes):
            session.execute(text(BOX), {"key": b"k"})

    schema.migrate(empty)

    with empty.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM face_grace")) == grace
