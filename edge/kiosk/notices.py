"""The texts in force, in the language somebody reads."""

from wire import notice
from wire.notice import Notice, Purpose


def in_force(purpose: Purpose, language: str) -> Notice:
    """The text for `purpose`, in Chinese where it is not there in `language`."""
    version = notice.current()
    return notice.notice(version, purpose, notice.spoken(version, language))
