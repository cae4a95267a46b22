"""A process that looks at the clocks of a database again and again, as central does; for tests that kill it.

    python -m tests.central.clock.bringer URL MS

MS: how far its time is from the host's. Prints a line at each look that has brought something.
"""

import sys
from contextlib import closing

from central.clock import turn
from central.clock.ticking import Ticker
from central.db import Database
from tests.central.clock.conftest import OFFICE


def main(url: str, off: int) -> None:
    with closing(Database(url)) as database:
        ticker = Ticker(database, OFFICE, {}, moment=lambda session: turn.moment(session) + off)
        while True:
            if occurred := ticker.tick():
                print(occurred, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
