"""`python -m edge` is `menlu-edge`."""

import sys

from edge.cli import main

sys.exit(main())
