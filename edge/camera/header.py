"""What a JPEG or PNG file declares before it is decoded: its size, and whether the file is whole.

A few bytes may declare a picture of gigabytes, so the size is read here first. JPEG: ITU-T T.81, annex B.
PNG: W3C PNG specification, sections 5 and 11.
"""

from dataclasses import dataclass

PNG = b"\x89PNG\r\n\x1a\n"
PNG_CHUNK = 12  # bytes beside a chunk's content: its length, its name, its checksum
PNG_LAST_CHUNK = b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8"
START_OF_SCAN, END_OF_IMAGE = b"\xff\xda", b"\xff\xd9"

BASELINE = frozenset({0xC0, 0xC1})
"""Frames that a decoder scales down row by row (SOF0, SOF1)."""
PROGRESSIVE = frozenset({0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
"""All other frames (SOF2 …): every coefficient is held until the last scan."""


@dataclass(frozen=True)
class Header:
    """Width and height in pixels; whether all bytes came; whether a decoder can scale it down while it reads."""

    width: int
    height: int
    whole: bool
    scalable: bool


def read_header(data: bytes) -> Header | None:
    """The header of a JPEG or PNG file's bytes, None when it is neither."""
    if data.startswith(PNG):
        return _png(data)
    if data.startswith(JPEG):
        return _jpeg(data)
    return None


def _png(data: bytes) -> Header | None:
    if data[12:16] != b"IHDR" or len(data) < 24:
        return None
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    return Header(width, height, _all_chunks_came(data), scalable=False)


def _all_chunks_came(data: bytes) -> bool:
    """Each is as long as it declares, up to the last: a decoder makes room for what is declared, up to 4 GB."""
    place = len(PNG)
    while place + PNG_CHUNK <= len(data):
        if data.startswith(PNG_LAST_CHUNK, place):
            return True
        place += PNG_CHUNK + int.from_bytes(data[place : place + 4])
    return False


def _jpeg(data: bytes) -> Header | None:
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker in BASELINE or marker in PROGRESSIVE:
            height, width = int.from_bytes(data[place + 5 : place + 7]), int.from_bytes(data[place + 7 : place + 9])
            # A thumbnail has an end of its own, so the last end must come after the last scan.
            whole = data.rfind(END_OF_IMAGE) > data.rfind(START_OF_SCAN)
            return Header(width, height, whole, scalable=marker in BASELINE)
        place += 1 if marker == 0xFF else 2 + int.from_bytes(data[place + 2 : place + 4])
    return None
