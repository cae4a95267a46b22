"""Takes a picture of every screen of the door, as docs/enrolment.md shows them.

python -m tests.browser.kiosk_pictures docs/pictures/enrolment
"""

import argparse
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.browser import picture
from tests.browser.kiosk_walk import WINDOWS, screens

COLOURS = 96
LANGUAGES = ("zh", "en")


def take(browser: Browser, folder: Path, size: tuple[int, int], language: str) -> None:
    """All screens, each in a file of its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in screens(browser, size, language):
        page.evaluate("document.fonts.ready")
        taken = Image.open(BytesIO(page.screenshot()))
        # A page has few colours: with so many the picture is small.
        taken.quantize(COLOURS).save(folder / f"{name}.png", optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="as zh-800x480; also vi and ug")
    given = parser.parse_args()
    wanted = [(language, size) for size in WINDOWS for language in LANGUAGES]
    if given.only:
        language, _, size = given.only.partition("-")
        wide, _, high = size.partition("x")
        wanted = [(language, (int(wide), int(high)))]
    with picture.chromium() as browser:
        for language, size in wanted:
            take(browser, given.folder / f"{language}-{size[0]}x{size[1]}", size, language)


if __name__ == "__main__":
    main()
