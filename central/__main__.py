"""`python -m central` is `menlu-central`."""

import sys

from central.cli import main

sys.exit(main())
