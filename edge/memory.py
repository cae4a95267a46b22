"""The daemon's memory: what is no longer needed is overwritten or goes back to the kernel, and no core dump is written.

A box has little memory, and shares it. glibc keeps large blocks that were freed, and learns from each to keep larger
ones; after the models are loaded and a few photographs were decoded that is a fifth of all the daemon holds.
"""

import ctypes
import resource

_MMAP_THRESHOLD, _PERTURB, _ARENA_MAX = -3, -6, -8
"""mallopt(3)"""
_SET_DUMPABLE = 4
"""prctl(2)"""
LARGE = 64 * 1024
"""Blocks of so many bytes are the kernel's own, and return to it when freed; a frame is larger, a record not."""
ARENAS = 2
"""Heaps that threads share; by default there may be eight for each processor."""
FREED = 0x55
"""What a smaller block is filled with when it is freed; one that was just given out has the complement."""


def return_freed() -> None:
    """Have freed blocks returned from now on. Does nothing where the C library is not glibc."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, LARGE)
        mallopt(_ARENA_MAX, ARENAS)


def overwrite_freed() -> None:
    """Have smaller blocks overwritten when they are freed: a face turned upright, a photograph in a card's chip.

    Larger ones, as frames, leave this process (`return_freed`). glibc puts blocks of up to 1,032 bytes aside without
    overwriting them, a few of each size: what is that small and must go, as a template, is overwritten by who holds it.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_PERTURB, FREED)


def refuse_core_dumps() -> None:
    """Have no core dump written when this process crashes, to a file or to a program: it would hold faces and keys.

    Nor can another process of the same user look into its memory. What it starts is not bound by this.
    """
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        # The limit alone does not hold where the kernel pipes dumps to a program (core(5)).
        prctl(_SET_DUMPABLE, 0, 0, 0, 0)
