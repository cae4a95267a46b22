"""Looks for faces in files: templates in any number format, at any scale, in hex or base64 or as text; and pictures."""

import base64
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Numbers = NDArray[np.float32]

PIECE = 32
"""Numbers of a template that are enough to tell it: by chance 32 numbers never run parallel to it."""
PARALLEL = 0.99
"""Cosine; a template quantised to eight bits still reaches it."""
FORMATS = ("i1", "<f2", "<f4", "<f8", ">f4")
PICTURES = {
    "JPEG": re.compile(rb"\xff\xd8\xff[\xe0\xe1]..(JFIF|Exif)\x00|\xff\xd8\xff\xdb\x00[\x43\x84]", re.DOTALL),
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "WebP": re.compile(rb"RIFF....WEBP", re.DOTALL),
}

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{40,}")
_HEX = re.compile(rb"[0-9a-fA-F]{64,}")
_DECIMALS = re.compile(rb"-?\d+\.\d+(?:[eE][-+]?\d+)?")
_AT_ONCE = 1 << 16
_MOST = 1e6
"""Larger numbers are no part of a template; left in, they would drown their neighbours."""


def pictures_in(content: bytes) -> list[str]:
    """The kinds of pictures whose beginning is found."""
    layers = list(_layers(content))
    return [kind for kind, mark in PICTURES.items() if any(mark.search(layer) for layer in layers)]


def templates_in(content: bytes, templates: Numbers) -> list[int]:
    """Which of `templates` (n × d) are found."""
    wanted = templates[:, :PIECE] / np.linalg.norm(templates[:, :PIECE], axis=1, keepdims=True)
    found = np.zeros(len(templates), bool)
    for numbers in _readings(content):
        found |= _runs_parallel(numbers, wanted.astype(np.float32))
    return [int(row) for row in np.flatnonzero(found)]


def _layers(content: bytes) -> Iterator[bytes]:
    """The content, and what is written in it in hex and in base64.

    What stands before it may belong to the same alphabet: a run is read from each of its first letters on.
    """
    yield content
    for shift in range(2):
        runs = (run[shift:].decode() for run in _HEX.findall(content))
        yield b" ".join(bytes.fromhex(run[: len(run) // 2 * 2]) for run in runs)
    for shift in range(4):
        # Digests in hex would be read twice; what is base64 has other letters too.
        runs64 = (run for run in _BASE64.findall(content) if not _HEX.fullmatch(run))
        letters = (run[shift:].replace(b"-", b"+").replace(b"_", b"/") for run in runs64)
        yield b" ".join(base64.b64decode(run[: len(run) // 4 * 4]) for run in letters)


def _readings(content: bytes) -> Iterator[Numbers]:
    """The content read as numbers in every format, from every byte on; and the numbers written out in it."""
    yield np.array([float(number) for number in _DECIMALS.findall(content)], np.float32)
    for layer in _layers(content):
        for kind in FORMATS:
            size = np.dtype(kind).itemsize
            for first in range(min(size, len(layer))):
                yield _numbers(np.frombuffer(layer, kind, (len(layer) - first) // size, first))


def _numbers(read: NDArray[Any]) -> Numbers:
    # Most of what is read was never meant as numbers: some are too large, some are none.
    with np.errstate(all="ignore"):
        return np.where(np.abs(read) < _MOST, read, 0).astype(np.float32)


def _runs_parallel(numbers: Numbers, wanted: Numbers) -> NDArray[np.bool_]:
    """For each of `wanted` (n × PIECE, of length 1), whether PIECE neighbours in `numbers` run parallel to it."""
    found = np.zeros(len(wanted), bool)
    if len(numbers) < PIECE:
        return found
    windows = sliding_window_view(numbers, PIECE)
    lengths = np.sqrt(np.convolve(numbers * numbers, np.ones(PIECE, np.float32), "valid"))
    for begin in range(0, len(windows), _AT_ONCE):
        some = windows[begin : begin + _AT_ONCE]
        least = PARALLEL * np.maximum(lengths[begin : begin + _AT_ONCE], 1e-12)
        found |= (some @ wanted.T > least[:, None]).any(axis=0)
    return found
