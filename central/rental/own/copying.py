"""A copy of all that is kept of somebody (PIPL 45): a zip with the data as JSON, and the same to read."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import msgspec

from central.edges.service import EntryRow
from central.rental.own.elsewhere import Elsewhere
from central.rental.own.kept import Kept

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_OF_ENTRY = ("at", "door", "granted", "reason", "method")
_OF_PERSON = ("state", "document", "way", "ways", "reasons", "photo", "liveness", "score", "threshold", "registered_at")
_OF_STAY = ("room", "begin", "until", "state", "ended_at")


def packed(kept: Kept, written: Elsewhere, entries: Iterable[EntryRow], page: str) -> Iterator[bytes]:
    """The zip, in pieces as it grows. written: of them at the desk and in registers; page: the same, for people."""
    out = _Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("my-data.html", page)
        yield out.taken()
        plain = msgspec.json.encode(_plain(kept) | _written(written))
        made.writestr("my-data.json", msgspec.json.format(plain, indent=1))
        yield out.taken()
        with made.open("entries.jsonl", "w") as lines:
            for row in entries:
                lines.write(msgspec.json.encode({name: getattr(row, name) for name in _OF_ENTRY}) + b"\n")
                yield out.taken()
    yield out.taken()


def packed_plain(plain: dict[str, object], page: str) -> bytes:
    """The zip of somebody of whom there are no entries: as JSON, and to read."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("my-data.html", page)
        made.writestr("my-data.json", msgspec.json.format(msgspec.json.encode(plain), indent=1))
    return out.getvalue()


def _plain(kept: Kept) -> dict[str, object]:
    """As JSON knows it. Times are Unix ms."""
    stay = kept.stay
    return {
        "house": kept.house,
        "stay": {name: getattr(stay, name) for name in _OF_STAY} if stay else None,
        "registration": {name: getattr(kept.person, name) for name in _OF_PERSON},
        "document": kept.words,
        "consents": [asdict(row) | {"text": row.text} for row in kept.consents],
        "erasures": [msgspec.Raw(row.proof.encoded()) for row in kept.erasures],
        "requests": [_request(row) for row in kept.requests],
        "guests": [asdict(row) for row in kept.visits.guests],
        "visits": [asdict(row) for row in kept.visits.paid],
        "looks": [{"at": row.at, "what": row.act, "purpose": row.why.partition(":")[0]} for row in kept.looks],
    }


def _written(written: Elsewhere) -> dict[str, object]:
    of_entry = ("house", "room", "since", "until", "said")
    return {
        "desk": [{name: getattr(row, name) for name in ("name", "number", "made_at")} for row in written.cards],
        "registers": [{name: getattr(row, name) for name in of_entry} for row in written.entries],
    }


def _request(row: object) -> dict[str, object]:
    names = ("kind", "state", "field", "old", "new", "words", "why", "asked_at", "answered_at")
    return {name: getattr(row, name) for name in names}


class _Pieces(io.RawIOBase):
    """Takes what a zip writes, and hands it on; it can't go back, so the zip says sizes behind each file."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: "ReadableBuffer", /) -> int:
        data = bytes(piece)
        self._pieces.append(data)
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
