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
READABLE = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")
"""What a library may read beside its own folder, which has its licence: the libraries it needs."""
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
"""prctl(2)"""
_SIGKILL = 9

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""landlock(7): system calls, which have these numbers on every processor."""
_GET_VERSION, _PATH_BENEATH = 1, 1
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All rights over files that each version of the kernel's interface knows."""
_NET_RIGHTS = 0b11
"""Binding and connecting TCP sockets, since version 4."""


def confine(library: str) -> None:
    """Give up what decoding with `library` does not need; die with the parent."""
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
    see_only((*READABLE, os.path.dirname(library)))


def landlock() -> int:
    """The version of the kernel's interface to confine a process; below 1: there is none."""
    version: int = ctypes.CDLL(None).syscall(_CREATE_RULESET, None, 0, _GET_VERSION)
    return version


def see_only(paths: tuple[str, ...]) -> None:
    """Read no file but those under `paths`, write none, open no connection. Older kernels (before 5.13; for
    connections, 6.7) can't refuse it: there the limits above are all."""
    version = landlock()
    if version < 1:
        return
    call = ctypes.CDLL(None).syscall
    rights = struct.pack("<QQ", _FILE_RIGHTS[min(version, 5)], _NET_RIGHTS if version >= 4 else 0)
    rules = call(_CREATE_RULESET, rights, len(rights) if version >= 4 else 8, 0)
    for path in filter(os.path.exists, paths):
        allowed = _EXECUTE | _READ_FILE | (_READ_DIR if os.path.isdir(path) else 0)
        rule = struct.pack("<Qi", allowed, os.open(path, os.O_PATH))
        call(_ADD_RULE, rules, _PATH_BENEATH, rule, 0)
    if call(_RESTRICT_SELF, rules, 0):
        sys.exit("the kernel does not confine this process")


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
    confine(library)
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
