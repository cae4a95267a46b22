"""Makers' libraries that are made up: each byte of the photograph becomes blue, green and red of one pixel."""

import os
import resource
import socket
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.document.photo import HEIGHT, WIDTH
from edge.document.photo.library import LibraryDecoder
from edge.document.photo.open import open_decoder
from edge.document.photo.sandbox import landlock
from edge.errors import DocumentError
from tests.edge.document.photo.conftest import BuildLibrary
from tests.fakes.card_reader_cards import PHOTO

UNPACK = """
int unpack(unsigned char *src, unsigned char *dst, int save) {
    if (src[0] != 'W' || save) return -1;
    for (int i = 0; i < 38556; i++) dst[i] = src[i / 3 % 1024] + i % 3;
    return 1;
}
"""
HEAD = "#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n#include <string.h>\n"


def needs_landlock(version: int) -> pytest.MarkDecorator:
    return pytest.mark.skipif(landlock() < version, reason=f"this kernel has no Landlock {version}")


def a_call(body: str) -> str:
    return f"{HEAD}int unpack(unsigned char *src, unsigned char *dst, int save) {{ {body} }}"


def test_the_librarys_picture_is_rgb(build: BuildLibrary) -> None:
    picture = open_decoder(f"library://{build(UNPACK)}").decode(PHOTO)

    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert picture.dtype == np.uint8
    assert picture[0, 0].tolist() == [PHOTO[0] + 2, PHOTO[0] + 1, PHOTO[0]]
    assert picture[0, 1, 2] == PHOTO[1]


def test_a_library_that_makes_a_bmp_is_called_its_way(build: BuildLibrary) -> None:
    bmp = cv2.imencode(".bmp", np.full((HEIGHT, WIDTH, 3), (10, 20, 30), np.uint8))[1].tobytes()
    library = build(
        f"{HEAD}int _Unpack(unsigned char *src, int n, unsigned char *dst, int *m) {{"
        f" unsigned char head[] = {{{','.join(map(str, bmp[:54]))}}}; memcpy(dst, head, 54);"
        f" for (int i = 54; i < {len(bmp)}; i += 1) dst[i] = 10 + (i - 54) % 306 % 3 * 10; *m = {len(bmp)};"
        " return n == 1024 ? 0 : -1; }"
    )

    picture = open_decoder(f"library://{library}?call=_Unpack").decode(PHOTO)

    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert picture[5, 5, 1] == 20


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("return -22;", "no licence"),
        ("return -5;", r"no picture \(code -5\)"),
        ("return 1;", r"no picture \(code 1\)"),
        ("*(int *)0 = 1; return 1;", "crashed"),
        ("abort();", "crashed"),
        ("exit(0);", "crashed"),
        ("memset(dst, 1, 1 << 28); return 1;", "crashed"),
        ("for (;;) pause();", "took longer than 1 s"),
        ("for (;;);", "took longer than 1 s"),
    ],
)
def test_a_library_that_fails_costs_the_picture_only(build: BuildLibrary, body: str, sentence: str) -> None:
    decoder = LibraryDecoder(build(a_call(body)), "unpack", time_limit=1.0)

    with pytest.raises(DocumentError, match=sentence):
        decoder.decode(PHOTO)


def test_what_the_library_prints_is_not_taken_for_its_picture(build: BuildLibrary) -> None:
    library = build(UNPACK.replace("{", '{ printf("hello"); fflush(stdout);', 1).join((HEAD, "")))

    assert LibraryDecoder(library, "unpack").decode(PHOTO)[0, 0, 2] == PHOTO[0]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('FILE *f = fopen("{file}", "w"); return f && fputs("face", f) >= 0 && !fclose(f) ? -2 : -1;', "file"),
        ("return malloc(1 << 29) ? -2 : -1;", "memory"),
        ('return getenv("PATH") ? -2 : -1;', "environment"),
        pytest.param('return fopen("/etc/passwd", "r") ? -2 : -1;', "another file", marks=needs_landlock(1)),
    ],
)
def test_the_library_may_not_do_what_decoding_does_not_need(
    build: BuildLibrary, tmp_path: Path, body: str, why: str
) -> None:
    library = build(a_call(body.replace("{file}", str(tmp_path / "written"))))

    with pytest.raises(DocumentError, match=r"code -1\)"):
        LibraryDecoder(library, "unpack").decode(PHOTO)

    written = tmp_path / "written"
    assert not written.exists() or written.stat().st_size == 0


def test_the_library_reads_the_licence_beside_it(build: BuildLibrary, tmp_path: Path) -> None:
    licence = tmp_path / "licence"
    licence.write_text("A")
    library = build(a_call(f'FILE *f = fopen("{licence}", "r"); return f ? -fgetc(f) : -1;'))

    with pytest.raises(DocumentError, match=r"code -65\)"):
        LibraryDecoder(library, "unpack").decode(PHOTO)


@needs_landlock(4)
def test_the_library_connects_to_nobody(build: BuildLibrary) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        library = build(
            "#include <arpa/inet.h>\n"
            + a_call(
                "int s = socket(AF_INET, SOCK_STREAM, 0); struct sockaddr_in a = {.sin_family = AF_INET,"
                f" .sin_port = htons({port}), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}};"
                " return connect(s, (void *)&a, sizeof a) ? -1 : -2;"
            )
        )

        with pytest.raises(DocumentError, match=r"code -1\)"):
            LibraryDecoder(library, "unpack").decode(PHOTO)


def test_a_crash_leaves_no_core_dump(build: BuildLibrary, tmp_path: Path) -> None:
    library = build(a_call(f'chdir("{tmp_path}"); abort();'))
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))

    with pytest.raises(DocumentError, match="crashed"):
        LibraryDecoder(library, "unpack").decode(PHOTO)

    resource.setrlimit(resource.RLIMIT_CORE, before)
    assert not list(tmp_path.glob("core*"))


def test_a_library_that_hangs_is_gone_afterwards(build: BuildLibrary, tmp_path: Path) -> None:
    library = build(a_call("for (;;) pause();"))

    with pytest.raises(DocumentError):
        LibraryDecoder(library, "unpack", time_limit=0.5).decode(PHOTO)

    assert not _runs(str(library))


def test_a_file_that_is_no_library_says_so(tmp_path: Path) -> None:
    (tmp_path / "lib.so").write_text("no")

    with pytest.raises(DocumentError, match="can't be loaded"):
        LibraryDecoder(tmp_path / "lib.so", "unpack").decode(PHOTO)


def _runs(word: str) -> bool:
    """Whether a process has `word` in its command line."""
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            if word in Path("/proc", process, "cmdline").read_text():
                return True
        except OSError:
            continue
    return False
