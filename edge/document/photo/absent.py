"""A box that can't decode a chip's photograph."""

from edge.document.photo import Picture
from edge.errors import DocumentError


class NoDecoder:
    """The PhotoDecoder that is none."""

    def decode(self, photo: bytes) -> Picture:  # noqa: ARG002 - as every decoder's
        raise DocumentError("this box can't decode a chip's photograph: photograph the printed card")
