"""What the daemon frees can't be read again."""

import subprocess
import sys

import pytest

FREE = """
import ctypes
from edge import memory

memory.overwrite_freed()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
block = library.malloc(20_000)
neighbour = library.malloc(100)
ctypes.memset(block, 7, 20_000)
library.free(ctypes.c_void_p(block))
# The first bytes of a freed block are the allocator's own.
print(ctypes.string_at(block + 64, 19_000).count(7))
"""


def test_a_block_is_overwritten_when_it_is_freed() -> None:
    if sys.platform != "linux":
        pytest.skip("this C library is not glibc")

    left = subprocess.run([sys.executable, "-c", FREE], capture_output=True, text=True, check=True).stdout

    assert int(left) == 0
