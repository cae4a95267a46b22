"""Words of the documentation: English in the document for programs, the reader's language on the page for people."""

from flask_babel import gettext


def mark(words: str) -> str:
    """The words as they are; imported as _, so that they are found for translation."""
    return words


def said(words: str) -> str:
    """What was marked, in the reader's language."""
    return gettext(words) if words else ""
