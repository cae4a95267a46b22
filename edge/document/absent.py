"""A door without a card reader: it is offline for good, and the kiosk offers the other ways."""

from edge.document import Mishap, Reading
from edge.words import Words

NONE_HERE = Words("此处没有读卡器，请使用其他方式登记。", "There is no card reader here: register in another way.")


class NoReader:
    """The Reader that is none."""

    online = False
    fault: Words | None = NONE_HERE
    sam_number: str | None = None

    def begin(self) -> None:
        """Nothing to look with."""

    def poll(self) -> Reading | Mishap | None:
        return None

    def end(self) -> None:
        """Nothing to end."""

    def close(self) -> None:
        """Nothing to close."""
