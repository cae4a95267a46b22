"""The text in a picture, read in a process of its own: the recogniser takes 400 MB, which a door has not to spare for
longer than one card takes, and the process may speak to nobody."""

import json
import struct
import subprocess
import sys

import cv2
import numpy as np

from edge.document.photo import Picture
from edge.document.printed import recogniser
from edge.document.printed.lines import Line
from edge.errors import DocumentError

TIME_LIMIT = 60.0
"""How long one picture may take, s; 4 s on two processors of a server, several times that on a small box."""
LONGEST = 1280
"""Pixels of a picture's longer side that are looked at: then the number of a card that fills it is 30 pixels high."""
COMMAND = (sys.executable, "-I", "-m", recogniser.__name__)


def recognise(picture: Picture, command: tuple[str, ...] = COMMAND, time_limit: float = TIME_LIMIT) -> list[Line]:
    """All lines of text in a `shrunk` picture, but the ethnic group.

    Raises DocumentError when there is no recogniser, or it fails.
    """
    try:
        done = subprocess.run(
            command,
            input=struct.pack("<II", *picture.shape[:2]) + np.ascontiguousarray(picture).tobytes(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=time_limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DocumentError(f"the card's text was not read within {time_limit:g} s: try again") from None
    except OSError as error:
        raise DocumentError(f"the text recogniser can't be started: {error}") from error
    if done.returncode == recogniser.NOT_INSTALLED:
        raise DocumentError('this box can\'t read printed cards: install the extra, pip install "menlu[ocr]"')
    if done.returncode:
        raise DocumentError(f"the text recogniser crashed (status {done.returncode}): try again")
    return [Line(text, tuple(map(tuple, corners))) for text, corners in json.loads(done.stdout)]


def shrunk(picture: Picture) -> Picture:
    """The picture no larger than is looked at."""
    high, wide = picture.shape[:2]
    scale = min(1.0, LONGEST / max(high, wide))
    if scale == 1:
        return picture
    size = (round(wide * scale), round(high * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
