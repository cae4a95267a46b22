"""What Alembic runs for every command: the connection comes from `central.schema`, never from a file."""

from alembic import context

from central.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes a table by making it anew; with this the same step does so there and ALTERs on PostgreSQL.
    render_as_batch=True,
    # Our driver set-up begins transactions itself, so a step that fails leaves nothing behind on SQLite either.
    transactional_ddl=True,
    compare_server_default=True,
)

with context.begin_transaction():
    context.run_migrations()
