"""Every word of the tenant's pages is there in all four languages, and the pages hold no words of their own."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from central.phone.language import FOLDER, LANGUAGES
from wire import notice

REPO = Path(__file__).parents[3]
SOURCE = "en"
LOCALES = [language.locale for code, language in LANGUAGES.items() if code != SOURCE]
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def words_in_use() -> set[str]:
    with (FOLDER / "mapping.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    found = extract_from_dir(str(REPO), methods, options)
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


def catalogue(locale: str) -> Catalog:
    with (FOLDER / locale / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        return read_po(lines, locale=locale, abort_invalid=True)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_word_in_use_is_translated_and_no_other_is_kept(locale: str) -> None:
    assert {message.id for message in catalogue(locale) if message.id} == words_in_use()


@pytest.mark.parametrize("locale", LOCALES)
def test_no_translation_is_empty_or_fuzzy_or_loses_a_placeholder(locale: str) -> None:
    for message in catalogue(locale):
        if message.id:
            assert message.string, message.id
            assert not message.fuzzy, message.id
            assert sorted(PLACEHOLDER.findall(str(message.id))) == sorted(PLACEHOLDER.findall(str(message.string)))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_compiled_catalogue_is_that_of_the_source(locale: str) -> None:
    compiled = FOLDER / locale / "LC_MESSAGES" / "messages.mo"
    if not compiled.exists():
        pytest.skip("not compiled yet; `python scripts/assets` does it")
    made = {message.id: message.string for message in read_mo(io.BytesIO(compiled.read_bytes()))}
    assert all(made.get(message.id) == message.string for message in catalogue(locale) if message.id)


def test_every_language_has_its_catalogue_and_its_notices() -> None:
    there = {path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/messages.po")}
    assert there == set(LOCALES)
    assert set(notice.languages(notice.current())) == set(LANGUAGES)
