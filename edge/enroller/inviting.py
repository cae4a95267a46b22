"""What a code, or a phone that steers, stands for: an invitation, and what its holder has answered before they came.

Answers to the notices in force are taken over. To others the person is asked anew, in their language where it is known.
"""

from edge.enroller.view import Complaint
from edge.enrolment.events import AskedAnew, Invitation, Invited, Prepared
from edge.store import invitations, preparations
from edge.store.roster import Roster
from wire import notice


def by_code(roster: Roster, code: str, now: int) -> Prepared | Invited | Complaint:
    """What somebody's own code, or that of their stay's invitation, leads to at `now` (Unix ms).

    Raises StorageError.
    """
    prepared = roster.prepared_by_code(code, now)
    if prepared is not None:
        return _prepared(prepared)
    found = roster.invitation(code, now)
    return _invited(found) if found else Complaint.CODE_UNKNOWN


def by_preparation(roster: Roster, preparation: str, now: int) -> Prepared | Complaint:
    """What the phone with that preparation may begin at `now` (Unix ms). Raises StorageError."""
    prepared = roster.prepared(preparation, now)
    if prepared is None:
        return Complaint.NOT_PREPARED
    event = _prepared(prepared)
    # The notices are not on the box's way to a phone: central shows them, and asks again.
    return Complaint.NOTICE_CHANGED if isinstance(event, Invited) else event


def _prepared(prepared: preparations.Prepared) -> Prepared | Invited | Complaint:
    event, answered = _invited(prepared.invitation), prepared.preparation
    if isinstance(event, Complaint) or answered.language not in notice.languages(notice.current()):
        return event
    if answered.version != notice.current():
        return AskedAnew(event.invitation, answered.preparation, answered.language)
    return Prepared(event.invitation, answered.preparation, answered.language, answered.face)


def _invited(found: invitations.Invitation) -> Invited | Complaint:
    if found.is_full:
        return Complaint.CODE_USED_UP
    return Invited(Invitation(found.stay, found.room, found.begin, found.until, found.minors))
