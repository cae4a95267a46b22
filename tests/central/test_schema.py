"""One chain of migrations, up and down on both databases, and tables.py is what it leads to."""

import pytest
from alembic import command
from sqlalchemy import inspect, text

from central import schema
from central.db import Database
from central.errors import DatabaseUnreachable, SchemaError


def test_the_chain_goes_up_down_and_up_again(empty: Database) -> None:
    schema.migrate(empty)
    schema.require_current(empty)
    schema.step_back(empty)
    assert set(inspect(empty.engine).get_table_names()) == {"alembic_version"}
    schema.migrate(empty)

    schema.require_current(empty)


def test_each_step_can_be_undone(empty: Database) -> None:
    schema.migrate(empty)

    while schema.current_step(empty):
        schema.step_back(empty, "-1")

    assert set(inspect(empty.engine).get_table_names()) == {"alembic_version"}


def test_the_tables_described_are_those_the_chain_makes(database: Database) -> None:
    with schema.connected(database) as connection:
        command.check(schema.alembic_config(connection))


def test_migrating_again_changes_nothing(database: Database) -> None:
    assert schema.migrate(database) == schema.current_step(database)


def test_tables_that_are_missing_are_named_with_the_command_that_makes_them(empty: Database) -> None:
    with pytest.raises(SchemaError, match=r"no tables yet.*menlu-central migrate"):
        schema.require_current(empty)


def test_older_tables_are_refused(empty: Database) -> None:
    schema.migrate(empty)
    schema.step_back(empty, "-1")

    with pytest.raises(SchemaError, match="menlu-central migrate"):
        schema.require_current(empty)


def test_newer_tables_are_refused_and_left_alone(empty: Database) -> None:
    schema.migrate(empty)
    with empty.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for work in (schema.require_current, schema.migrate):
        with pytest.raises(SchemaError, match="9999"):
            work(empty)


def test_a_database_that_cannot_be_opened_is_named_in_one_sentence() -> None:
    for url in ("sqlite:////nowhere/at/all.db", "postgresql://localhost:1/menlu"):
        with pytest.raises(DatabaseUnreachable) as raised:
            schema.require_current(Database(url))

        assert "\n" not in str(raised.value)
