"""Made-up cards, printed with the fonts of this machine."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.document.photo import Picture
from tests.edge.document.printed.lines import BACK, FRONT

NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SIMPLIFIED = 2
"""The face of it that has the characters as cards in China have them."""
BLUE, SKIN = (60, 110, 160), (220, 180, 160)


@pytest.fixture(scope="session")
def font() -> str:
    """A font with Chinese, and a recogniser to read it."""
    pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")
    if not NOTO.exists():
        pytest.skip("no Chinese font here: install fonts-noto-cjk")
    return str(NOTO)


@pytest.fixture(scope="session")
def front_picture(font: str) -> Picture:
    return _printed(FRONT, font)


@pytest.fixture(scope="session")
def back_picture(font: str) -> Picture:
    return _printed(BACK, font)


def _printed(texts: list[tuple[str, int, int, int]], font: str) -> Picture:
    from PIL import Image, ImageDraw, ImageFont

    card = Image.new("RGB", (1011, 638), (226, 236, 240))
    pen = ImageDraw.Draw(card)
    for text, left, middle, _ in texts:
        size = 42 if text[0].isdigit() else 36
        pen.text(
            (left, middle), text, font=ImageFont.truetype(font, size, index=SIMPLIFIED), fill=(20, 20, 20), anchor="lm"
        )
    if texts is FRONT:
        pen.ellipse((720, 110, 920, 380), fill=SKIN)
    return np.array(card)


def held(picture: Picture, angle: float, scale: float = 0.85, blur: float = 1.0) -> Picture:
    """The card in a camera's picture of 1280 × 720, turned by `angle` degrees."""
    turn = cv2.getRotationMatrix2D((505, 319), angle, scale)
    turn[:, 2] += (130, 40)
    scene = cv2.warpAffine(picture, turn, (1280, 720), borderValue=(70, 80, 90))
    return np.asarray(cv2.GaussianBlur(scene, (0, 0), blur), np.uint8)
