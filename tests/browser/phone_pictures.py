"""Takes pictures of the tenant's pages, as they stand in docs/enrolment.md.

python -m tests.browser.phone_pictures docs/pictures/phone
"""

import argparse
import io
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import Page

from central.phone.language import LANGUAGES
from tests.browser import picture
from tests.browser.test_phone import HEIGHT, WIDTH, enrol, invitation, prepare
from tests.fakes.steered_box import SteeredBox
from tests.fakes.town import Town, running

SAID = {"zh": "请慢慢向左转头", "en": "Please turn your head slowly to your left"}
SHOWN = ("zh", "en")
COLOURS = 32
"""As many as the pages have, and a few for the edges of letters."""
Scheme = Literal["light", "dark"]


def take(town: Town, folder: Path, language: str, scheme: Scheme) -> None:
    """Every page once, to FOLDER/NN-NAME.png."""
    folder.mkdir(parents=True, exist_ok=True)
    box = town.new_box("渔港路1号" if language == "zh" else "1 Harbour Road")
    code = invitation(town, box, f"{language} {scheme}")
    with picture.chromium() as browser:
        size: Any = {"width": WIDTH, "height": HEIGHT}
        spoken = LANGUAGES[language].speech
        context = browser.new_context(
            base_url=town.url, viewport=size, locale=spoken, color_scheme=scheme, reduced_motion="reduce"
        )
        page = context.new_page()
        numbered = Numbered(page, folder)
        prepare(page, code, language, numbered.take)
        door = SteeredBox(box.signing)
        door.meet()
        enrol(page, door, SAID.get(language, ""), numbered.take)


class Numbered:
    """Writes what the window shows, one file after another, from the number `first` on."""

    def __init__(self, page: Page, folder: Path, first: int = 1) -> None:
        self._page, self._folder, self._next = page, folder, first

    def take(self, name: str) -> None:
        taken = Image.open(io.BytesIO(self._page.screenshot()))
        taken.quantize(COLOURS).save(self._folder / f"{self._next:02}-{name}.png", optimize=True)
        self._next += 1


def main(arguments: Iterable[str] | None = None) -> None:
    """The command line above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scheme", choices=("light", "dark"), default="light")
    parser.add_argument("--language", choices=tuple(LANGUAGES), action="append")
    given = parser.parse_args(list(arguments) if arguments is not None else None)
    with tempfile.TemporaryDirectory() as place, running(Path(place)) as town:
        town.hire()
        for language in given.language or SHOWN:
            take(town, given.folder / language, language, given.scheme)


if __name__ == "__main__":
    main()
