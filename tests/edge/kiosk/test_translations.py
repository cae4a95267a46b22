"""Every word on the door's page is there in every language, also the words that other parts say."""

import io
import re
from collections.abc import Iterable
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from edge import answers
from edge.credentials import pin
from edge.document import absent, flaws
from edge.document.sdt import driver
from edge.enroller import view
from edge.enroller.view import Complaint
from edge.face import ask, presentation, quality
from edge.own_data import own_data
from edge.spoken import words
from edge.spoken.language import FIRST, FOLDER, LANGUAGES, SOURCE
from wire import notice

REPO = Path(__file__).parents[3]
TEMPLATES = sorted((REPO / "edge" / "kiosk").glob("templates/**/*.html"))
OTHERS = [code for code in LANGUAGES if code != SOURCE]
ENUMS: tuple[type[Enum], ...] = (ask.Ask, quality.Flaw, flaws.Flaw, pin.Flaw)


def words_in_use() -> set[str]:
    with (FOLDER / "mapping.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    found = extract_from_dir(str(REPO), methods, options)
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


def words_of_others() -> set[str]:
    """What other parts say in Chinese and English; named by the English sentence in the other languages."""
    constants: Iterable[Any] = (
        *answers.REFUSED.values(),
        *(
            value
            for module in (answers, presentation, own_data, absent, driver, view)
            for value in vars(module).values()
        ),
        *chain.from_iterable((member.words for member in members) for members in ENUMS),  # type: ignore[attr-defined]
    )
    return {str(value.en) for value in constants if hasattr(value, "zh")}


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        return read_po(lines, locale=language, abort_invalid=True)


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_in_use_is_translated_and_no_other_is_kept(language: str) -> None:
    wanted = words_in_use() | (words_of_others() if language != FIRST else set())
    assert {message.id for message in catalogue(language) if message.id} == wanted


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_empty_or_fuzzy_or_loses_a_placeholder(language: str) -> None:
    placeholder = re.compile(r"%\(\w+\)s")
    for message in catalogue(language):
        if message.id:
            assert message.string, message.id
            assert not message.fuzzy, message.id
            assert sorted(placeholder.findall(str(message.id))) == sorted(placeholder.findall(str(message.string)))


@pytest.mark.parametrize("language", OTHERS)
def test_the_compiled_catalogue_is_that_of_the_source(language: str) -> None:
    compiled = FOLDER / language / "LC_MESSAGES" / "messages.mo"
    if not compiled.exists():
        pytest.skip("not compiled yet; `python scripts/assets` does it")
    made = {message.id: message.string for message in read_mo(io.BytesIO(compiled.read_bytes()))}
    assert all(made.get(message.id) == message.string for message in catalogue(language) if message.id)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_words_of_its_own(path: Path) -> None:
    # These blocks stand within tags: they are attributes.
    text = re.sub(r"{% block (kind|data|every|again) %}.*?{% endblock %}", "", path.read_text())
    text = re.sub(r"{%.*?%}|{#.*?#}|{{.*?}}", "", text, flags=re.DOTALL)
    attributes = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', text)
    spoken = re.sub(r"<[^>]*>", " ", text)
    own = {word for chunk in (spoken, *attributes) for word in re.findall(r"[^\W\d_]{2,}", chunk)}
    assert own <= {"Menlu", "门录"}


def test_every_language_has_its_catalogue_and_its_notices() -> None:
    there = {path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/messages.po")}
    assert there == set(OTHERS)
    assert set(notice.languages(notice.current())) == set(LANGUAGES)


def test_every_complaint_is_worded() -> None:
    assert set(words.COMPLAINTS) == set(Complaint)
