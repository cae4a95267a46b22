"""Looks for pieces of bytes in the memory of a process of our own."""

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Words = NDArray[np.uint64]

WORD = 8
"""Bytes. Of 64 bytes in a row, wherever they begin, seven words lie at multiples of eight."""
SURE = 56
"""Bytes that are compared once a word was found."""
TELLING = 4
"""Different bytes that a word must have: zeros and the like are everywhere."""
_BITS = 24
_AT_ONCE = 1 << 21


class Pieces:
    """What is looked for: 64 bytes on end of any of the pieces. They are named by what they are of."""

    def __init__(self, named: Mapping[str, Sequence[bytes]]) -> None:
        self._pieces = [(name, piece) for name, pieces in named.items() for piece in pieces if len(piece) >= SURE]
        words = [_words_of(piece) for _, piece in self._pieces]
        owners = np.repeat(np.arange(len(words)), [len(each) for each in words])
        self._words, first = np.unique(np.concatenate(words), return_index=True)
        self._owners = owners[first]
        self._seen = np.zeros(1 << _BITS, bool)
        self._seen[_hashed(self._words)] = True

    def __len__(self) -> int:
        return len(self._pieces)

    def found_in(self, content: bytes) -> dict[str, int]:
        """How often something was found, by name."""
        found: dict[str, int] = {}
        words = np.frombuffer(content, "<u8", len(content) // WORD)
        for begin in range(0, len(words), _AT_ONCE):
            part = words[begin : begin + _AT_ONCE]
            for place in np.flatnonzero(self._seen[_hashed(part)]):
                name = self._name_at(content, (begin + int(place)) * WORD, part[place])
                if name:
                    found[name] = found.get(name, 0) + 1
        return found

    def _name_at(self, content: bytes, place: int, word: np.uint64) -> str | None:
        row = min(int(np.searchsorted(self._words, word)), len(self._words) - 1)
        if self._words[row] != word:
            return None
        name, piece = self._pieces[self._owners[row]]
        return name if content[place : place + SURE] in piece and place + SURE <= len(content) else None


def _words_of(piece: bytes) -> Words:
    """The telling words that begin at any byte of the piece."""
    windows = sliding_window_view(np.frombuffer(piece, np.uint8), WORD)
    different = 1 + np.count_nonzero(np.diff(np.sort(windows, axis=1), axis=1), axis=1)
    return np.ascontiguousarray(windows[different >= TELLING]).view("<u8").ravel()


def _hashed(words: Words) -> NDArray[np.int64]:
    """Multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4)."""
    return ((words * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _BITS)).astype(np.int64)


def found_in_memory(pid: int, pieces: Pieces) -> dict[str, int]:
    """How often something was found in what the process can write to, by name. It must stand still meanwhile."""
    found: dict[str, int] = {}
    for content in _memory(pid):
        for name, count in pieces.found_in(content).items():
            found[name] = found.get(name, 0) + count
    return found


@contextmanager
def standing_still(pid: int) -> Iterator[None]:
    """The process stops for a while."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def _memory(pid: int) -> Iterator[bytes]:
    """Every writable part of it. Raises PermissionError where this user may not look."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            bounds, rights, *_ = line.split()
            if "w" in rights:
                begin, end = (int(bound, 16) for bound in bounds.split("-"))
                yield _read(memory.fileno(), begin, end)


def _read(memory: int, begin: int, end: int) -> bytes:
    pieces = []
    while begin < end:
        try:
            piece = os.pread(memory, end - begin, begin)
        except OSError:  # a device's memory, not the process's own
            break
        if not piece:
            break
        pieces.append(piece)
        begin += len(piece)
    return b"".join(pieces)
