"""The process in which a maker's library decodes one photograph: `sandbox.py LIBRARY CALL < photo > code and picture`.

It runs by itself, with the standard library only. What it may do is given up before the library is loaded, whose code
runs from then on.
"""

import ctypes
import os
import resource
import struct
import sys
from collections.abc import Callable

MEMORY = 256 * 1024 * 1024
"""Address space, bytes."""
PROCESSOR = 4
"""Time on the processor, s; the parent's clock runs out soon after."""
LARGEST = 1 << 20
"""Room for a picture, bytes: a BMP of a chip's photograph has 39 kB."""
NOT_LOADED = 3
"""Exit status: the library, or the function in it, is not there."""
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
"""prctl(2)"""
_SIGKILL = 9


def confine() -> None:
    """Give up what decoding does not need; die with the parent."""
    prctl = ctypes.CDLL(None).prctl
    prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CPU, PROCESSOR),
        (resource.RLIMIT_AS, MEMORY),
    ):
        resource.setrlimit(limit, (most, most))


def unpack(function: Callable[..., int], photo: bytes) -> tuple[int, bytes]:
    """int unpack(src, dst, save): dst becomes rows of blue, green, red; save=0 writes no file."""
    picture = ctypes.create_string_buffer(LARGEST)
    code = function(ctypes.create_string_buffer(photo, len(photo)), picture, 0)
    return code, picture.raw[: 102 * 126 * 3]


def _unpack(function: Callable[..., int], photo: bytes) -> tuple[int, bytes]:
    """int _Unpack(src, length, dst, &length): dst becomes a BMP file."""
    picture = ctypes.create_string_buffer(LARGEST)
    length = ctypes.c_int(LARGEST)
    code = function(ctypes.create_string_buffer(photo, len(photo)), len(photo), picture, ctypes.byref(length))
    return code, picture.raw[: max(length.value, 0)]


CALLS = {"unpack": unpack, "_Unpack": _unpack}
"""By the name of the library's function."""


def main() -> None:
    library, call = sys.argv[1:]
    photo = sys.stdin.buffer.read()
    answer = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what the library prints does not belong among the answer
    confine()
    try:
        function = getattr(ctypes.CDLL(library), call)
    except (OSError, AttributeError):
        os._exit(NOT_LOADED)
    code, picture = CALLS[call](function, photo)
    with os.fdopen(answer, "wb") as out:
        out.write(struct.pack("<i", code) + picture)
        out.flush()
        os._exit(0)  # without the library's own farewells


if __name__ == "__main__":
    main()
