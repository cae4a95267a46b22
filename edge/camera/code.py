"""Reads a QR code in a frame."""

import cv2

from edge.camera import Image


class CodeReader:
    """Finds the words of a QR code that somebody shows to the camera. One thread at a time."""

    def __init__(self) -> None:
        self._detector = cv2.QRCodeDetector()

    def read(self, image: Image) -> str | None:
        """The code's words; None where no code can be read."""
        try:
            words, _, _ = self._detector.detectAndDecode(image)
        except cv2.error:  # what looks like a code and is none, as a page of print may
            return None
        return words or None
