"""What Alembic runs for every command: the connection comes from `central.schema`, never from a file."""

import re

from alembic import context

from central.tables import metadata


def _is_described(name: str | None, kind: str, _: object) -> bool:
    """Whether it stands in a tables.py: the parts of a table that is kept by the week do not."""
    return kind != "table" or re.fullmatch(r"entry_(\d{8}|rest)", name or "") is None


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes a table by making it anew; with this the same step does so there and ALTERs on PostgreSQL.
    render_as_batch=True,
    # Our driver set-up begins transactions itself, so a step that fails leaves nothing behind on SQLite either.
    transactional_ddl=True,
    compare_server_default=True,
    include_name=_is_described,
)

with context.begin_transaction():
    context.run_migrations()
