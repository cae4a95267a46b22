"""What the next page says of what did not come about, in a tone of its own: nobody takes it for done."""

from typing import Any, Final

from flask import flash

NOT_DONE: Final = "not-done"
"""Flask's category of such a message; one without has been done."""


def not_done(said: Any) -> None:
    """Say on the next page that something was not done, and why."""
    flash(said, NOT_DONE)
