"""The process that reads the text in one picture: height, width and RGB pixels in, JSON lines out, then it ends.

Run as `python -m edge.document.printed.recogniser`. The package `rapidocr` ships its models; should one be missing
it would fetch it, so no connection is let through.
"""

import json
import os
import resource
import struct
import sys
from typing import Any

from edge.document.printed.lines import recognised, without_group

NOT_INSTALLED = 3
"""Exit status: the extra is not installed."""
_HEADER = struct.Struct("<II")
_CONNECTIONS = frozenset({"socket.connect", "socket.getaddrinfo", "socket.sendto"})
SETTINGS = {
    "Global.log_level": "critical",
    "Global.use_cls": False,  # lines that stand on their head: a card is held upright
    "EngineConfig.onnxruntime.intra_op_num_threads": 2,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


def main() -> None:
    answer = os.dup(1)
    os.dup2(2, 1)  # what the package prints does not belong among the answer
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):  # neither a dump nor any other file
        resource.setrlimit(limit, (0, 0))
    sys.addaudithook(_speak_to_nobody)
    try:
        import numpy as np
        from rapidocr import RapidOCR
    except ImportError:
        sys.exit(NOT_INSTALLED)
    high, wide = _HEADER.unpack(sys.stdin.buffer.read(_HEADER.size))
    pixels = np.frombuffer(sys.stdin.buffer.read(), np.uint8).reshape(high, wide, 3)
    found = RapidOCR(params=SETTINGS)(np.ascontiguousarray(pixels[:, :, ::-1]))
    with os.fdopen(answer, "w") as out:
        json.dump(_lines(found), out)


def _lines(found: Any) -> list[tuple[str, Any]]:
    if found.boxes is None:
        return []
    read = zip(found.txts, found.scores, found.boxes, strict=True)
    lines = [line for text, score, box in read if (line := recognised(text, float(score), box.tolist()))]
    return [(line.text, line.corners) for line in without_group(lines)]


def _speak_to_nobody(event: str, _arguments: object) -> None:
    if event in _CONNECTIONS:
        raise PermissionError("what reads a card speaks to nobody")


if __name__ == "__main__":
    main()
