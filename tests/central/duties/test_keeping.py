"""Every column that holds something of a person stands in the table of what is kept."""

import pytest
from sqlalchemy import Column

from central.duties import keeping, words
from central.sealed.columns import protected_columns
from central.tables import metadata

NAMES_SOMEBODY = {"person", "registration_id", "staff_id"}
"""Columns by which a row is somebody's."""
PERSONAL = [
    column
    for table in metadata.sorted_tables
    for column in table.columns
    if column in protected_columns(table) or column.name in NAMES_SOMEBODY
]


@pytest.mark.parametrize("column", PERSONAL, ids=str)
def test_what_is_of_a_person_has_its_time(column: Column[object]) -> None:
    told = list(keeping.covers())
    assert told.count(column.table.name) + told.count(f"{column.table.name}.{column.name}") == 1


def test_the_table_names_nothing_that_is_not_there_and_has_words_for_all() -> None:
    columns = {str(column) for table in metadata.sorted_tables for column in table.columns}
    assert set(keeping.covers()) <= set(metadata.tables) | columns
    assert {kept.code for kept in keeping.table(180)} <= set(words.KEPT)
    assert {kept.code for kept in keeping.table(180) if kept.by is keeping.By.NIGHT} == set(keeping.PURGED)
