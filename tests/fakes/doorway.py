"""A door with a screen: a house of `tests.fakes.house`, a simulated card reader, and somebody who enrols.

The camera and the face are scripted here: `look` shows what a capture would have found. A browser test puts the real
camera and models in their place.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import numpy as np
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from flask import Flask

from edge.camera import Frame, Image
from edge.document import Document, DocumentType, Reading, Sex, Way
from edge.document.simulated import SimulatedReader
from edge.enroller import Enroller
from edge.enroller.parts import Parts
from edge.enroller.samples import Comparer
from edge.enrolment.events import Samples
from edge.errors import DocumentError
from edge.face.capture import Capture, Captured, Failure, Progress
from edge.face.challenge import Broken, Step
from edge.face.compare import Acceptance
from edge.face.liveness import Live, Liveness
from edge.face.oval import Oval
from edge.face.presentation import Presentation
from edge.face.probe import Probe, Prober
from edge.face.quality import Flaw, Quality
from edge.kiosk.app import create_app
from edge.kiosk.home import Doorway
from edge.lock import Keys
from edge.own_data import OwnData
from edge.store.invitations import Invitation
from edge.store.preparations import Preparation
from edge.telling import Teller
from edge.words import Words
from tests.fakes.house import House
from wire import notice
from wire.orders import code_digest
from wire.sealed import text_of

CODE = "ABCDE23456"
PREPARATION, OWN_CODE = "9d0c4e6b1f2a8375", "FGHJK34567"
STAY = "stay-1"
DAY = 24 * 60 * 60 * 1000
CHEN = Document(
    DocumentType.RESIDENT,
    Way.CHIP,
    "陈晓",
    Sex.FEMALE,
    date(1991, 4, 5),
    "330106199104050020",
    "CHN",
    address="浙江省杭州市西湖区文三路1号",
    authority="杭州市公安局西湖分局",
    valid_from=date(2020, 1, 1),
    valid_until=date(2040, 1, 1),
)
CHILD = replace(CHEN, name="陈小", sex=Sex.FEMALE, birth=date(2016, 5, 10), number="330106201605100049")
TEMPLATES = np.linalg.qr(np.random.default_rng(7).normal(size=(128, 128)))[0][:4].astype(np.float32)
ZONE = ZoneInfo("Asia/Shanghai")
TOWN = "http://127.0.0.1:8080"


@dataclass
class ScriptedCapture:
    """Finds after `frames` frames what it is told to find."""

    result: Captured | Failure
    frames: int = 1
    forgotten: bool = False

    def observe(self, probe: object, image: Image, taken: float) -> Progress:
        self.frames -= 1
        words = Words("请正对镜头", "Please look straight at the camera")
        over = self.result if self.frames <= 0 else None
        return Progress("look-ahead", words, Step.AHEAD, 0.5, Oval(0.5, 0.5, 0.3, 0.54), result=over)

    def forget(self) -> None:
        self.forgotten = True


class _AfterOne(threading.Event):
    """Set once it was asked: whatever runs until then goes round once."""

    def is_set(self) -> bool:
        was = super().is_set()
        self.set()
        return was


class ScriptedComparer:
    """Gives the samples it is told to give."""

    def __init__(self) -> None:
        self.given = Samples(TEMPLATES, "live", "chip", 0.71, 0.45)

    def samples(self, captured: Captured, reading: Reading | None, prober: Prober) -> Samples:
        # Who is given samples overwrites them in the end.
        if reading and reading.photo:
            return replace(self.given, templates=self.given.templates.copy())
        return Samples(captured.templates.copy(), "live")


class ScriptedProber:
    """Sees nothing: what a capture finds is scripted."""

    def probe(self, picture: object) -> Probe:
        return Probe(Quality(Flaw.NO_FACE))


class ScriptedPrinted:
    """Reads every photographed document as CHEN's, or none while `fails`; takes its time until what it `waits` for."""

    def __init__(self) -> None:
        self.fails = False
        self.waits: threading.Event | None = None

    def front(self, picture: Image) -> tuple[str, Image]:
        if self.waits:
            self.waits.wait()
        if self.fails:
            raise DocumentError("no card is seen")
        return "front", np.zeros((126, 102, 3), np.uint8)

    def document(self, front: str, back: Image) -> Document:
        return replace(CHEN, way=Way.PRINTED)

    def passport(self, picture: Image, today: date) -> Document:
        return replace(CHEN, type=DocumentType.PASSPORT, number="E12345678", way=Way.PRINTED)


CAPTURED = Captured(TEMPLATES, Liveness(Live.LIVE, ()), 1)
FAILED = Failure(Broken.SLOW, 3)


@dataclass
class Screen:
    """One door with its screen.

    now: the monotonic clock of patience. away: central is. found: by the captures, after so many `frames`.
    """

    folder: Path
    comparer: Any = field(default_factory=ScriptedComparer)
    capture: Callable[[Any], Any] | None = None
    prober: Any = field(default_factory=ScriptedProber)
    now: float = 1000.0
    away: bool = False
    found: Captured | Failure = CAPTURED
    frames: int = 1
    rung: list[str] = field(default_factory=list)
    live_clock: Callable[[], float] | None = None
    printed: Any = None
    documents: Any = field(default_factory=SimulatedReader)

    def __post_init__(self) -> None:
        self.house = House(self.folder)
        self.central = X25519PrivateKey.generate()
        self.house.roster.set("sealing-key", text_of(self.central.public_key()))
        self.captures: list[ScriptedCapture] = []
        self.start()

    def start(self) -> None:
        """Put the parts together, as at the daemon's start."""
        house = self.house
        self.teller = Teller(house.roster, house.outbox)
        parts = Parts(
            house.roster,
            house.journal,
            house.residents,
            house.portal,
            self.teller,
            house.clock,
            self.documents,
            house.reader,
            cast(Comparer, self.comparer),
            cast("Callable[[Prober], Capture]", self.capture or self._begin_capture),
            house.vault.digest,
            "no model",
            lambda: self.away,
            72,
            ZONE,
            TOWN,
            self.printed,
        )
        clock = self.live_clock or (lambda: self.now)
        self.enroller = Enroller(parts, clock)
        self.own_data = OwnData(
            house.portal,
            house.residents,
            house.roster,
            house.ways,
            self.teller,
            house.clock,
            lambda: Presentation(Acceptance(0.5, 0.05)),
            clock,
        )
        house.portal.let_in = self.own_data.meet
        self.doorway = Doorway(house.portal, lambda: None, self.rung.append)

    def app(self) -> Flask:
        """Its pages."""
        return create_app(self.enroller, self.doorway, self.own_data, ZONE, "https://menlu.example/")

    def invite(self, stay: str = STAY, code: str = CODE, *, places: int = 1, minors: bool = False) -> None:
        """Central invites somebody to room 302, from yesterday for 100 days."""
        begin, until = self.house.now - DAY, self.house.now + 100 * DAY
        invitation = Invitation(stay, "302", begin, until, places, minors)
        with self.house.roster.settling(self.house.roster.settled_order + 1, self.house.now) as settling:
            assert settling is not None
            settling.invite(invitation, code_digest(code, stay))
            settling.end("done", "")

    def prepare(self, *, face: bool = True, language: str = "vi", version: str = "", stay: str = STAY) -> None:
        """Somebody who is invited answers the notices on their phone: those in force, or those of `version`."""
        answered = Preparation(PREPARATION, stay, language, version or notice.current(), face)
        with self.house.roster.settling(self.house.roster.settled_order + 1, self.house.now) as settling:
            assert settling is not None
            settling.prepare(answered, code_digest(OWN_CODE, stay))
            settling.end("done", "")

    def press(self, keys: str) -> None:
        """Keys are pressed at the lock's keypad, and have been taken."""
        self.house.reader.put(Keys(keys))
        self.house.reader.run(self.house.portal.present, _AfterOne())
        self.enroller.tick()

    def lay(self, document: Document = CHEN, photo: bytes | None = b"photo") -> None:
        """A card is laid on the reader, and looked at."""
        self.documents.lay(Reading(document, photo))
        self.enroller.tick()

    def look(self, image: Image | None = None) -> None:
        """The camera gives one more frame, black unless it is given."""
        self.now += 0.1
        frame = np.zeros((48, 64, 3), np.uint8) if image is None else image
        self.enroller.see(Frame(frame, self.now), cast(Prober, self.prober))

    def wait(self, seconds: float) -> None:
        """Nobody touches the screen for a while."""
        self.now += seconds
        self.house.now += round(seconds * 1000)
        self.enroller.tick()

    def kept(self) -> list[Any]:
        """Everybody on the roster."""
        return self.house.roster.people()

    def told(self, kind: type) -> list[Any]:
        """What central is told of one kind, oldest first."""
        return [body for body in self.house.bodies() if isinstance(body, kind)]

    def close(self) -> None:
        self.house.close()

    def _begin_capture(self, _: Prober) -> ScriptedCapture:
        self.captures.append(ScriptedCapture(self.found, self.frames))
        return self.captures[-1]


@contextmanager
def screen(folder: Path, **options: Any) -> Iterator[Screen]:
    """A door with a screen, whose files are in `folder`."""
    with closing(Screen(folder, **options)) as built:
        yield built
