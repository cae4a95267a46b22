"""A page whose form holds again what somebody had typed: every field of it, whoever wrote its template.

The page is read as a browser reads it, and only the tags of fields are written anew. Fields that are locked stay as
they are; so do files, passwords, and hidden fields but those that say what somebody had seen.
"""

import html
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

Attributes = dict[str, str | None]
Typed = Mapping[str, Sequence[str]]
"""What was typed, by the names of the fields."""

SEEN: Final = "seen-"
"""Hidden fields that begin so say how things were when the form was shown (`central.web.changes`)."""
UNTOUCHED: Final = frozenset({"hidden", "password", "file", "submit", "button", "reset", "image"})
"""Types of inputs that are left as they are."""
_TICKED: Final = frozenset({"checkbox", "radio"})


@dataclass(frozen=True)
class Field:
    """A tag that says what a field holds. begin, end: of the text that is to be written anew.

    tag: input, option (name: of its select) or textarea (the text between its tags, which is its value, too).
    """

    tag: str
    name: str
    attributes: Attributes
    begin: int
    end: int


@dataclass
class Form:
    """actions: paths that it, or one of its buttons, sends to."""

    actions: set[str]
    fields: list[Field] = field(default_factory=list)


def forms_of(page: str, path: str) -> list[Form]:
    """The forms that a page posts. path: its own."""
    reader = _Reader(page, path)
    reader.feed(page)
    reader.close()
    return reader.forms


def refilled(page: str, path: str, action: str, typed: Typed) -> str:
    """The page, with its form for `action` (a path) filled in.

    Of several that lead there, the one is meant whose hidden fields say what was sent.
    """
    written = [
        (each, tag)
        for form in forms_of(page, path)
        if action in form.actions and _is_meant(form, typed)
        for each in form.fields
        if (tag := _written(each, typed)) is not None
    ]
    for each, tag in reversed(written):
        page = page[: each.begin] + tag + page[each.end :]
    return page


def _is_meant(form: Form, typed: Typed) -> bool:
    hidden = (each for each in form.fields if each.attributes.get("type") == "hidden" and each.name in typed)
    return all(each.name.startswith(SEEN) or each.attributes.get("value") in typed[each.name] for each in hidden)


def _written(field: Field, typed: Typed) -> str | None:
    """The field's tag, holding what was typed; None where it stays as it is."""
    kind, values = (field.attributes.get("type") or "text").lower(), typed.get(field.name)
    if field.tag == "option" or (field.tag == "input" and kind in _TICKED):
        mark = "selected" if field.tag == "option" else "checked"
        # Nothing is sent of what is not ticked.
        return _with_mark(field, mark, values or ())
    if values is None or (kind in UNTOUCHED and not field.name.startswith(SEEN)):
        return None
    if field.tag == "textarea":
        # The first line end behind the tag is no part of the text.
        return "\n" + html.escape(values[0], quote=False)
    return _tag(field.tag, field.attributes | {"value": values[0]})


def _with_mark(field: Field, mark: str, values: Collection[str]) -> str:
    others = {name: value for name, value in field.attributes.items() if name != mark}
    is_chosen = (field.attributes.get("value") or ("on" if mark == "checked" else "")) in values
    return _tag(field.tag, others | ({mark: None} if is_chosen else {}))


def _tag(name: str, attributes: Attributes) -> str:
    said = (key if value is None else f'{key}="{html.escape(value)}"' for key, value in attributes.items())
    return f"<{' '.join((name, *said))}>"


class _Reader(HTMLParser):
    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._path = path
        self._form: Form | None = None
        self._select: Attributes = {}
        self._textarea: tuple[Attributes, int, list[str]] | None = None
        self._lines = [0]
        for line in page.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            is_posted = (given.get("method") or "").lower() == "post"
            self._form = Form({self._leads_to(given.get("action"))}) if is_posted else None
            self.forms += [self._form] if self._form else []
        elif tag == "select":
            self._select = given
        elif self._form is not None and tag == "button" and given.get("formaction"):
            self._form.actions.add(self._leads_to(given["formaction"]))
        elif self._form is not None and tag in ("input", "option", "textarea"):
            self._field(self._form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._textarea and self._form:
            given, begin, text = self._textarea
            value = "".join(text).removeprefix("\n")
            self._form.fields.append(Field(tag, given["name"] or "", given | {"value": value}, begin, self._at()))
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._textarea[2].append(data)

    def _field(self, form: Form, tag: str, given: Attributes) -> None:
        owner = self._select if tag == "option" else given
        name, end = owner.get("name"), self._at() + len(self.get_starttag_text() or "")
        if not name or "disabled" in owner:
            return
        if tag == "textarea":
            self._textarea = given, end, []
        else:
            form.fields.append(Field(tag, name, given, self._at(), end))

    def _leads_to(self, action: str | None) -> str:
        return urlsplit(urljoin(self._path, action or "")).path

    def _at(self) -> int:
        """Where the tag begins that is being read."""
        line, column = self.getpos()
        return self._lines[line - 1] + column
