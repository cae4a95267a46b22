"""What the camera looks for while somebody enrols, if anything: one thing at a time, let go of when it changes."""

from collections.abc import Callable

from edge.camera import Frame, Image
from edge.enroller.looking import CodeLooking, Looking
from edge.enroller.photographing import NotReadable, Photographing
from edge.enrolment.events import Event
from edge.face.capture import Progress
from edge.face.probe import Prober

BLIND = 4.0
"""Without a frame for so long, the page says that the camera gives no pictures, s."""

Found = Event | NotReadable | str | None
"""An event, an unreadable document, the code of an invitation, or nothing yet."""


class Eye:
    """looking: what is looked for; None while nothing is."""

    def __init__(self, now: Callable[[], float]) -> None:
        """now: the clock that frames are stamped by."""
        self._now = now
        self._since = now()
        self.looking: Looking | None = None

    def look(self, looking: Looking | None) -> None:
        """Look for something else from now on; what was seen before is forgotten."""
        before, self.looking, self._since = self.looking, looking, self._now()
        if before is not None:
            before.forget()

    def see(self, frame: Frame, prober: Prober) -> tuple[Looking | None, bool, Found]:
        """Take one more frame: for what, whether the page asks for something new, and what was found."""
        looking = self.looking
        if looking is None:
            return None, False, None
        before = looking.progress
        found = looking.see(frame, prober)
        after = looking.progress
        return looking, after is not None and (before is None or after.code != before.code), found

    @property
    def picture(self) -> Image | None:
        """The newest frame of what is looked at."""
        return self.looking.picture if self.looking else None

    @property
    def progress(self) -> Progress | None:
        """How far a capture is."""
        return self.looking.progress if self.looking else None

    @property
    def scanning(self) -> bool:
        """Whether the code of an invitation is looked for."""
        return isinstance(self.looking, CodeLooking)

    @property
    def photographing(self) -> Photographing | None:
        """The printed document that is held up."""
        return self.looking if isinstance(self.looking, Photographing) else None

    @property
    def reading(self) -> bool:
        """Whether what was held up is being read, and frames come to tell its end."""
        return self.photographing is not None and self.photographing.busy and not self.blind

    @property
    def blind(self) -> bool:
        """Whether something is looked for and no frames come."""
        looking = self.looking
        return looking is not None and self._now() - (looking.seen or self._since) > BLIND
