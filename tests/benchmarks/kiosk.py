"""Enrolments at the door's screen, from the first touch to the open door, as a person before Chromium has them.

The card reader is on a serial line with real byte times; a person moves before the camera as the page asks; models,
protocols, storage and server are the real ones. The floor of a screen is an empty page of the same server, reached by
the same two requests between the screens, while the camera's work goes on.
"""

import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import takewhile
from pathlib import Path
from statistics import median

from flask import Flask, redirect
from playwright.sync_api import Browser, Page
from werkzeug import Response

from edge.camera.picture import decode
from edge.face.ask import Ask
from edge.face.challenge import Step
from edge.face.probe import open_prober
from edge.face.quality import Limits
from edge.kiosk import guard
from edge.kiosk.server import KioskServer
from tests.benchmarks.figure import Figure, p95
from tests.browser.picture import chromium
from tests.browser.visitor import Visitor, window
from tests.fakes.card_reader_cards import CARDS
from tests.fakes.doorstep import Doorstep, doorstep
from tests.fakes.house import PIN

REPO = Path(__file__).parents[2]
PHOTOGRAPH = REPO / ".cache" / "photographs" / "obama.jpg"
TIMES = 3
"""Enrolments with the face; and as many without."""
SIZE = (800, 480)


class Enrolments:
    """Several by one person, one after the other, and how long each part took, s."""

    def __init__(self, step: Doorstep, browser: Browser, empty: str) -> None:
        self.step, self._browser, self._empty = step, browser, empty
        self.shown: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.floor: list[tuple[float, float]] = []
        self.machine: list[float] = []
        self.touches: list[int] = []
        self.read: list[float] = []
        self.posed: list[float] = []
        self.challenged: list[float] = []

    def with_face(self) -> None:
        """From the first touch to the open door."""
        with self._visitor() as visitor:
            begun = time.monotonic()
            visitor.comes_to_the_card()
            self._lays_the_card(visitor)
            self.step.looks.clear()
            visitor.touch("Yes, go on")
            visitor.shows_their_face()
            self._captured(time.monotonic())
            visitor.notes()
            visitor.touch("Finish")
            visitor.touch("Open the door now")
            self.machine.append(time.monotonic() - begun)
            self.touches.append(visitor.touches)
            visitor.touch("Done")

    def without_face(self, pin: str) -> None:
        """With a PIN instead; and the pages beside enrolling."""
        with self._visitor() as visitor:
            visitor.comes_to_the_card("No, another way")
            self._lays_the_card(visitor)
            visitor.touch("Yes, go on")
            visitor.type(pin)
            visitor.touch("Go on")
            visitor.touch("Finish")
            visitor.touch("Done")
            for name in ("Open the door", "Room and PIN", "Home", "Ring the bell", "Home", "My data", "Home"):
                visitor.touch(name)

    @contextmanager
    def _visitor(self) -> Iterator[Visitor]:
        with closing(window(self._browser, self.step.url, SIZE, "en")) as context:
            visitor = Visitor(context.new_page())
            visitor.page.goto("/")
            visitor.notes()
            yield visitor
            for shown in visitor.shown:
                self.shown[shown.name].append((shown.answered, shown.painted))
            self._goes_nowhere(context.new_page(), len(visitor.shown))

    def _goes_nowhere(self, page: Page, times: int) -> None:
        """Take the floor."""
        page.goto(self._empty)
        nowhere = Visitor(page)
        for _ in range(times):
            nowhere.touch("Nothing")
        self.floor += [(shown.answered, shown.painted) for shown in nowhere.shown]

    def _lays_the_card(self, visitor: Visitor) -> None:
        laid = time.monotonic()
        self.step.card.lay(CARDS["resident"])
        visitor.sees("Is this you?")
        self.read.append(time.monotonic() - laid)
        visitor.notes()
        self.step.card.lift()

    def _captured(self, over: float) -> None:
        """The next screen was there at `over`."""
        looks = [(taken, progress.code == Ask.HOLD_STILL, progress.step) for taken, progress in self.step.looks]
        still = list(takewhile(lambda look: look[1] and look[2] is Step.HOLD, reversed(looks)))
        self.posed.append(over - still[-1][0])
        self.challenged.append(over - next(taken for taken, is_good, _ in looks if is_good))


def measure() -> Iterator[Figure]:
    prober = open_prober(REPO / "models", limits=Limits(share=0.08))
    picture = decode(PHOTOGRAPH.read_bytes(), 640, 480)
    with (
        tempfile.TemporaryDirectory(dir=Path(__file__).parent) as folder,
        doorstep(Path(folder), prober, picture, haste=1) as step,
        nothing() as empty,
        chromium() as browser,
    ):
        step.door.invite(places=3 * TIMES)
        enrolments = Enrolments(step, browser, empty)
        for number in range(TIMES):
            enrolments.with_face()
            enrolments.without_face(str(int(PIN) + 1117 * number))
    yield from figures(enrolments)


def figures(taken: Enrolments) -> Iterator[Figure]:
    answered, painted = (sorted(times) for times in zip(*taken.floor, strict=True))
    floor_name = f"an empty page (p95 {p95(painted):.0f}, max {painted[-1]:.0f} ms; answer {median(answered):.0f})"
    for name, times in taken.shown.items():
        answers, paints = (sorted(each) for each in zip(*times, strict=True))
        note = f"p95 {p95(paints):.0f}, max {paints[-1]:.0f} ms; answer {median(answers):.0f}, max {answers[-1]:.0f}"
        yield Figure(f"kiosk: “{name}” painted, p50", median(paints), "ms", median(painted), floor_name, note=note)
    answers = sorted(answer for times in taken.shown.values() for answer, _ in times)
    nothing_p95 = f"an empty page's p95 {p95(answered):.0f}"
    note = f"p50 {median(answers):.0f}, max {answers[-1]:.0f} ms of {len(answers)}; {nothing_p95}"
    yield Figure("kiosk: any screen answers, p95", p95(answers), "ms", at_most=200, note=note)
    yield of("kiosk: card laid to what was read", taken.read, "s")
    yield of("kiosk: the last pose taken to the next screen", taken.posed, "s", at_most=3)
    yield of("kiosk: first good look, and all that is asked, to the next screen", taken.challenged, "s")
    yield of("kiosk: first touch to the open door, machine time", taken.machine, "s", at_most=60)
    yield Figure("kiosk: first touch to the open door, touches", max(taken.touches), "touches", at_most=25)


def of(name: str, times: list[float], unit: str, at_most: float | None = None) -> Figure:
    return Figure(
        f"{name}, largest of {len(times)}", max(times), unit, at_most=at_most, note=f"p50 {median(times):.2f}"
    )


@contextmanager
def nothing() -> Iterator[str]:
    """The address of an empty page with one button, which leads to it as a step's leads to the next."""
    app = Flask(__name__)
    guard.init_app(app)

    @app.get("/")
    def page() -> str:
        return "<!doctype html><title>.</title><form method=post><button data-say>Nothing</button></form>"

    @app.post("/")
    def step() -> Response:
        return redirect("/", 303)

    over = threading.Event()
    server = KioskServer(app, "127.0.0.1:0")
    thread = threading.Thread(target=server.run, args=(over,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        over.set()
        thread.join()
