"""What the phone that steers an enrolment is shown of it: what to do at the box, never what was read or typed there."""

from edge.enroller.view import Said, View
from edge.enrolment.machine import Patience
from edge.enrolment.outcome import ALIKE
from edge.enrolment.states import State
from edge.spoken import words
from edge.spoken.telling import told
from edge.steering.acts import offered
from wire.steering import Progress


def progress(view: View, preparation: str, serial: int, now: int) -> Progress:
    """How the enrolment stands at `now` (Unix ms), in the person's language."""
    enrolment, registration = view.enrolment, view.enrolment.registration
    said = _said(view)
    return Progress(
        preparation,
        serial,
        enrolment.state.value,
        [act.value for act in offered(view, now)],
        told(said, enrolment.language) if said else "",
        round(view.progress.done, 2) if view.progress else None,
        view.patience is Patience.ASKS,
        [*(["face"] if enrolment.samples else []), *enrolment.ways.names],
        registration.outcome if registration else "",
        [reason for reason in registration.reasons if reason != ALIKE] if registration else [],
        registration.until if registration else None,
    )


def ended(preparation: str, serial: int, said: str = "") -> Progress:
    """No enrolment goes on for that phone. said: why, in its holder's language."""
    return Progress(preparation, serial, State.IDLE.value, said=said)


def _said(view: View) -> Said | str | None:
    """What matters most: why a step was not taken, then what to do at the box."""
    if view.said:
        return view.said
    if view.blind:
        return words.BLIND
    if view.progress:
        return view.progress.words
    return words.HOLD_CARD if view.waits_for_card else view.reader_fault
