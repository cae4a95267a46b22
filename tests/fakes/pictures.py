"""Picture files made up in memory: ordinary ones, and the odd ones that cameras and telephones leave in folders."""

import struct
import zlib

import cv2
import numpy as np

from edge.camera import Image

RED, BLUE = (0, 0, 255), (255, 0, 0)


def plain(colour: tuple[int, int, int], width: int = 320, height: int = 240) -> Image:
    """A picture of one colour (BGR)."""
    return np.full((height, width, 3), colour, np.uint8)


def jpeg(image: Image, *settings: int) -> bytes:
    """The file of `image`; `settings` as for cv2.imwrite."""
    return cv2.imencode(".jpg", image, settings)[1].tobytes()


def png(image: Image) -> bytes:
    """The file of `image`, which may have any depth and channels that PNG knows."""
    return cv2.imencode(".png", image)[1].tobytes()


def turned(file: bytes, orientation: int = 6) -> bytes:
    """The JPEG file with an EXIF orientation (6: the picture's top is at the sensor's right)."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = struct.pack("<2sHIH", b"II", 42, 8, 1) + entry + struct.pack("<I", 0)
    payload = b"Exif\0\0" + tiff
    return file[:2] + b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload + file[2:]


def png_declaring(width: int, height: int) -> bytes:
    """A few bytes that declare a picture of any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def jpeg_declaring(width: int, height: int) -> bytes:
    """A small JPEG whose header declares a picture of any size up to 65,535."""
    file = bytearray(jpeg(plain(RED, 8, 8)))
    size = file.index(b"\xff\xc0") + 5
    file[size : size + 4] = struct.pack(">HH", height, width)
    return bytes(file)
