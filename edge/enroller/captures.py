"""Captures at this door that failed in a row, whoever enrolled: after some the next one waits, after many staff look.

Counted on the disk before anything follows from it, so that neither a restart nor a new enrolment gives new tries
(NIST SP 800-63B-4 draft, 3.2.3). Other ways to open, and staff, stay.
"""

from edge import access
from edge.access import CAPTURE, Failures
from edge.clock import BoxClock
from edge.enroller.view import Complaint
from edge.enrolment.events import CaptureFailed, Event, FaceCaptured
from edge.store.journal import Journal
from wire.kinds import Alarm, Level


class Captures:
    """Those at `door`."""

    def __init__(self, door: str, journal: Journal, clock: BoxClock) -> None:
        self._door, self._journal, self._clock = door, journal, clock

    def note(self, event: Event) -> None:
        """Count how a capture has ended; other events count nothing."""
        if not isinstance(event, FaceCaptured | CaptureFailed):
            return
        at, was_off = self._clock.read().now, access.is_off(self._failures)
        self._journal.count_capture(self._door, failed=isinstance(event, CaptureFailed), at=at)
        if access.is_off(self._failures) and not was_off:
            detail = f"capture is off after {access.MOST_FAILURES} failures in a row, until staff allow it again"
            self._journal.append(Alarm("way-off", Level.CRITICAL, self._door, detail), at)

    @property
    def refusal(self) -> Complaint | None:
        """Why no capture may begin now; None when one may."""
        failures = self._failures
        if access.is_off(failures):
            return Complaint.CAPTURE_OFF
        return Complaint.CAPTURE_WAITS if access.is_rate_limited(failures, self._clock.read()) else None

    @property
    def _failures(self) -> Failures:
        return self._journal.failures(self._door, CAPTURE)
