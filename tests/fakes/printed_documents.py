"""Made-up documents, printed with the fonts of this machine: both sides of a card, and a passport's page.

They are drawn only where something could read them: else the test is skipped.
"""

from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.camera import Image
from edge.document.photo import Picture

CHINESE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SIMPLIFIED = 2
"""The face of it that has the characters as cards in China have them."""
FIXED = Path("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf")
"""As wide for each character as a machine-readable zone is."""
PAPER, INK, SKIN = (226, 236, 240), (20, 20, 20), (220, 180, 160)
Texts = list[tuple[str, int, int, int]]
FRONT: Texts = [
    ("姓名", 60, 75, 70),
    ("陈晓", 170, 75, 90),
    ("性别女", 60, 160, 150),
    ("民族", 300, 160, 70),
    ("汉", 390, 160, 36),
    ("出生", 60, 245, 70),
    ("1991年4月5日", 170, 245, 320),
    ("住址", 60, 330, 70),
    ("浙江省杭州市西湖区文三", 170, 330, 400),
    ("路1号2幢301室", 170, 380, 250),
    ("公民身份号码", 60, 530, 190),
    ("330106199104050020", 340, 530, 470),
]
"""Text, left, middle and width on a card of 1,011 × 638."""
BACK: Texts = [
    ("中华人民共和国", 330, 120, 500),
    ("居民身份证", 330, 220, 500),
    ("签发机关", 200, 450, 140),
    ("杭州市公安局西湖分局", 360, 450, 360),
    ("有效期限", 200, 530, 140),
    ("2020.01.01-2040.01.01", 360, 530, 380),
]
PASSPORT: Texts = [
    ("PASSPORT", 450, 120, 180),
    ("ERIKSSON", 450, 230, 180),
    ("ANNA MARIA", 450, 320, 220),
    ("12 AUG 1974", 450, 410, 240),
    ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", 55, 740, 1110),
    ("L898902C36UTO7408122F3104150<<<<<<<<<<<<<<04", 55, 815, 1110),
]
"""The specimen of ICAO 9303-4 on a page of 1,250 × 880, valid for longer and without optional data."""


def card_front(portrait: Image | None = None) -> Picture:
    """RGB. portrait: BGR, with a face in its middle; without one there is an oval of `SKIN`."""
    card = printed((1011, 638), FRONT, CHINESE, SIMPLIFIED)
    if portrait is None:
        cv2.ellipse(card, (820, 245), (100, 135), 0, 0, 360, SKIN, -1)
    else:
        card[70:430, 660:950] = cv2.resize(portrait, (290, 360), interpolation=cv2.INTER_AREA)[:, :, ::-1]
    return card


def card_back() -> Picture:
    """RGB."""
    return printed((1011, 638), BACK, CHINESE, SIMPLIFIED)


def passport_page() -> Picture:
    """RGB; the page with the two lines at its foot."""
    return printed((1250, 880), PASSPORT, FIXED)


def printed(size: tuple[int, int], texts: Texts, font: Path, face: int = 0) -> Picture:
    """Texts on paper."""
    pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")
    if not font.exists():
        pytest.skip(f"no {font.stem} here: install fonts-noto-cjk and fonts-dejavu-core")
    from PIL import Image as Pillow
    from PIL import ImageDraw, ImageFont

    paper = Pillow.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(paper)
    for text, left, middle, _ in texts:
        high = 42 if text[0].isdigit() or "<" in text else 36
        pen.text((left, middle), text, font=ImageFont.truetype(font, high, index=face), fill=INK, anchor="lm")
    return np.array(paper)
