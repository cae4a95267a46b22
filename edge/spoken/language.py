"""The languages of the door, and the catalogue of each. Sentences are named by their English form."""

import gettext
import logging
from functools import cache
from pathlib import Path

from edge.words import Words

log = logging.getLogger(__name__)

LANGUAGES = {"zh": "中文", "en": "English", "vi": "Tiếng Việt", "ug": "ئۇيغۇرچە"}
"""What is spoken: code → the language's name in itself."""
SOURCE, FIRST = "en", "zh"
FOLDER = Path(__file__).parent / "translations"


def known(wish: str | None) -> str:
    """The language of somebody who wishes `wish`: Chinese where the door does not speak that."""
    return wish if wish in LANGUAGES else FIRST


def said(sentence: str, language: str) -> str:
    """A sentence of the source in `language`."""
    catalogue = _catalogue(language)
    return catalogue.gettext(sentence) if catalogue else sentence


def spoken(words: Words, language: str) -> str:
    """What another part says in two languages, in `language`."""
    return words.zh if language == FIRST else said(words.en, language)


def warn_of_lacking() -> None:
    """Log which languages have no words, as before the set-up has made their catalogues."""
    lacking = [code for code in LANGUAGES if code != SOURCE and _catalogue(code) is None]
    if lacking:
        log.warning("the door's page lacks its words in %s; run: python scripts/assets", ", ".join(lacking))


@cache
def _catalogue(language: str) -> gettext.GNUTranslations | None:
    path = FOLDER / language / "LC_MESSAGES" / "messages.mo"
    if language == SOURCE or not path.exists():
        return None
    with path.open("rb") as compiled:
        return gettext.GNUTranslations(compiled)
