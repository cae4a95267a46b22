"""The golden messages beside this file: what has been sent once must be read for ever."""

import json
from pathlib import Path
from typing import Any


def golden(name: str) -> Any:
    """The content of tests/wire/NAME.json."""
    return json.loads(Path(__file__).with_name(f"{name}.json").read_text("utf-8"))
