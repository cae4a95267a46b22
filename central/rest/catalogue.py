"""All operations there are, in the order of the documentation."""

from typing import Final

from central.rest import acting, reading
from central.rest.operations import Operation

OPERATIONS: Final[tuple[Operation, ...]] = (*reading.book.operations, *acting.book.operations)
