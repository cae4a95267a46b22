"""A card reader in memory, for a door that is being set up, for the demo and for tests.

A card is laid by `lay`, or by putting a TOML file into the reader's folder, and lifted by taking it away:

    type = "resident"
    name = "陈晓"
    sex = "female"
    birth = 1991-04-05
    number = "330106199104050020"
    address = "…"
    valid_from = 2020-01-01          # valid_until absent: for good
    photo = "chen.jpg"               # beside it; a picture file, read with the decoder `picture:`
"""

import logging
import tomllib
from datetime import date
from pathlib import Path

import msgspec

from edge.document import Document, DocumentType, Mishap, Reading, Sex, Way
from edge.errors import DocumentError
from edge.words import Words

log = logging.getLogger(__name__)


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of one card; the fields are those of Document and Reading."""

    type: DocumentType
    name: str
    sex: Sex
    birth: date
    number: str
    nationality: str = "CHN"
    latin_name: str = ""
    address: str = ""
    authority: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    photo: str = ""
    newest_address: str = ""


OF_DOCUMENT = tuple(field for field in Card.__struct_fields__ if field not in {"photo", "newest_address"})


class SimulatedReader:
    """The Reader of what `lay` or a file in `folder` lays on it."""

    def __init__(self, folder: Path | None = None) -> None:
        self.online = True
        self.fault: Words | None = None
        self.sam_number: str | None = "00.00-00000000-0000000000-0000000000"
        self._folder = folder
        self._looking = False
        self._laid: Reading | Mishap | None = None
        self._told: Mishap | None = None

    def lay(self, card: Reading | Mishap) -> None:
        """Lay a card, or one that can't be read."""
        self._laid = card
        self._told = None

    def lift(self) -> None:
        """Take the card away."""
        self._laid = None

    def begin(self) -> None:
        self._looking = True
        self._told = None

    def poll(self) -> Reading | Mishap | None:
        if not (self._looking and self.online):
            return None
        found = self._laid or self._in_folder()
        if isinstance(found, Reading):
            self._looking = False
        elif found == self._told:
            return None
        else:
            self._told = found
        return found

    def end(self) -> None:
        self._looking = False

    def close(self) -> None:
        self.online = False

    def _in_folder(self) -> Reading | None:
        files = sorted(self._folder.glob("*.toml")) if self._folder else []
        try:
            return read_card(files[0]) if files else None
        except DocumentError as error:
            log.warning("%s", error)
            return None


def read_card(path: Path) -> Reading:
    """The card that the file describes. Raises DocumentError, which names the file and what is wrong."""
    try:
        card = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Card)
        photo = (path.parent / card.photo).read_bytes() if card.photo else None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DocumentError(f"{path} is no card: {error}") from error
    document = Document(way=Way.CHIP, **{name: getattr(card, name) for name in OF_DOCUMENT})
    return Reading(document, photo, card.newest_address)
