"""Every word on a page is there in Chinese: the words are extracted again and compared with the catalogue."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from central.web import assets
from central.web.language import LANGUAGES

REPO = Path(__file__).parents[3]
TRANSLATIONS = REPO / "central" / "web" / "translations"
TEMPLATES = sorted((REPO / "central").glob("**/templates/**/*.html"))


Word = str | list[str] | tuple[str, ...]
"""A word; of one that counts, all its forms."""


def forms(word: Word) -> list[str]:
    return [word] if isinstance(word, str) else list(word)


def words_in_use() -> set[Word]:
    with (TRANSLATIONS / "mapping.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    found = extract_from_dir(str(REPO), methods, options)
    return {message for _, _, message, _, _ in found}


def chinese() -> Catalog:
    with (TRANSLATIONS / "zh_Hans" / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        return read_po(lines, locale="zh_Hans", abort_invalid=True)


def test_every_word_in_use_is_translated_and_no_other_is_kept() -> None:
    catalogue = {message.id for message in chinese() if message.id}
    assert catalogue == words_in_use()


def test_no_translation_is_empty_or_fuzzy_or_loses_a_placeholder() -> None:
    placeholder = re.compile(r"%\(\w+\)s")
    for message in chinese():
        if message.id:
            assert all(forms(message.string)), message.id
            assert not message.fuzzy, message.id
            held = {tuple(sorted(placeholder.findall(form))) for form in (*forms(message.id), *forms(message.string))}
            assert len(held) == 1, message.id


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    compiled = TRANSLATIONS / "zh_Hans" / "LC_MESSAGES" / "messages.mo"
    if not compiled.exists():
        pytest.skip("not compiled yet; `python scripts/assets` does it")
    made = {tuple(forms(message.id)): forms(message.string) for message in read_mo(io.BytesIO(compiled.read_bytes()))}
    assert all(made.get(tuple(forms(message.id))) == forms(message.string) for message in chinese() if message.id)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_words_of_its_own(path: Path) -> None:
    # What stands within a call of a field's component are attributes of its input.
    text = re.sub(r"{% call [a-z]*field.*?{% endcall %}|{%.*?%}|{#.*?#}|{{.*?}}", "", path.read_text(), flags=re.DOTALL)
    attributes = re.findall(r'(?:aria-label|title|alt|placeholder|data-word-\w+)="([^"]*)"', text)
    spoken = re.sub(r'<[^>]*>|data-[\w-]+(="[^"]*")?', " ", text)
    own = {word for chunk in (spoken, *attributes) for word in re.findall(r"[^\W\d_]{2,}", chunk)}
    assert own <= {"Menlu", "门录", "menlu", "edge", "claim"}


def test_every_language_has_its_catalogue_but_the_one_of_the_sources() -> None:
    there = {path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")}
    assert there == set(LANGUAGES) - {"en"}


def test_what_is_missing_is_named_with_the_command_that_makes_it(tmp_path: Path) -> None:
    sentence = assets.missing((tmp_path / "pico.min.css", tmp_path / "messages.mo"))
    assert sentence == "the pages lack pico.min.css and messages.mo; run: python scripts/assets"
    assert assets.missing(()) is None
