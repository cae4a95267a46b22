"""What acts and whoever does them are called on the pages (lazy translations)."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

ACTS: Mapping[str, Any] = {
    "attempt.throttle": _("Too many wrong attempts: had to wait"),
    "audit.archive": _("Rows of the log put into an archive"),
    "backup.make": _("Copy of the database made"),
    "backup.restore": _("Copy of the database put back"),
    "box.claim": _("Box made known"),
    "box.put": _("Said where a box stands"),
    "box.shut-out": _("Box shut out"),
    "box.wiped": _("Box wiped"),
    "calendar.made-free": _("Day made a free day"),
    "calendar.made-working": _("Day made a working day"),
    "calendar.notice": _("Notice of a year added"),
    "calendar.removed": _("Change of a day taken back"),
    "claim-code.make": _("Code for a box made"),
    "claim-code.withdraw": _("Code for a box withdrawn"),
    "enrolment.touch": _("Registration at a door steered by phone"),
    "entries.forget": _("Old entries deleted"),
    "entries.read": _("Entries looked at"),
    "export": _("List taken as a file"),
    "factor.add": _("Second factor set up"),
    "factor.passkey.fail": _("Passkey not accepted"),
    "factor.remove": _("Second factor taken away"),
    "factor.spend": _("Second factor shown"),
    "factor.spend.fail": _("Code of the second factor not accepted"),
    "first-run": _("First administrator made"),
    "first-run.fail": _("Code for the first administrator not accepted"),
    "first-run-code.make": _("Code for the first administrator made"),
    "identity.find": _("Person looked for by a number"),
    "identity.read": _("Number or name of a person shown"),
    "keys.replace-lost": _("Lost key replaced"),
    "keys.retire": _("Old key taken away"),
    "keys.rotate": _("New key made"),
    "matter.look": _("Matter looked at"),
    "page.refuse": _("Page refused"),
    "password.change": _("Password changed"),
    "place.add": _("Place added"),
    "place.move": _("Place moved"),
    "place.outline": _("Outline of a place noted"),
    "place.outline-remove": _("Outline of a place taken away"),
    "place.rename": _("Place renamed"),
    "preparation.answer": _("Answers given by phone"),
    "preparation.take-back": _("Answers by phone taken back"),
    "proof.read": _("Proof of an erasure fetched"),
    "registration.accept": _("Person accepted"),
    "registration.list": _("States of registrations read"),
    "registration.read": _("Person's page opened"),
    "registration.refuse": _("Person refused"),
    "registration.revoke": _("Person's right to enter taken"),
    "registration.withdraw-face": _("Face withdrawn"),
    "registrations.read": _("Registrations looked at"),
    "requests.read": _("Requests looked at"),
    "role.give": _("Role granted"),
    "role.take": _("Role taken"),
    "room.add": _("Room added"),
    "room.change": _("Room changed"),
    "sealing-key.replace": _("Key that boxes seal for replaced"),
    "session.end": _("Session ended"),
    "session.end-all": _("All sessions of somebody ended"),
    "settings.change": _("Settings changed"),
    "sign-in": _("Signed in"),
    "sign-in.complete": _("Signed in by the second factor"),
    "sign-in.confirm": _("Shown again who it is"),
    "sign-in.confirm.fail": _("Not shown again who it is"),
    "sign-in.fail": _("Sign-in failed"),
    "sign-out": _("Signed out"),
    "staff.code": _("Code for somebody's sign-in made"),
    "staff.invite": _("Somebody let in to work here"),
    "staff.join": _("Password chosen with a code"),
    "staff.join.fail": _("Code for a sign-in not accepted"),
    "staff.let-in": _("Somebody let in again"),
    "staff.shut-out": _("Somebody shut out"),
    "stay.begin": _("Stay begun"),
    "stay.cancel": _("Stay cancelled"),
    "stay.code": _("Code of an invitation made"),
    "stay.dates": _("Dates of a stay changed"),
    "stay.end": _("Stay ended"),
    "stay.make": _("Stay made"),
    "stay.move": _("Stay moved to another room"),
    "stay.read": _("Stay looked at, with its people"),
    "token.end": _("Token of a third party ended"),
    "token.make": _("Token for a third party made"),
    "town.make": _("Town of invented people made"),
    "webhook.end": _("Webhook ended"),
    "webhook.make": _("Webhook made"),
    "webhook.try": _("Webhook tried"),
}
"""Act → what it is called."""

DOERS: Mapping[str, Any] = {
    "box": _("a box"),
    "central": _("central itself"),
    "person": _("a resident"),
    "staff": _("somebody who works here"),
    "terminal": _("somebody at the terminal"),
    "token": _("a third party"),
    "visitor": _("somebody who was not signed in"),
}
"""Kind of doer → what it is called where there is no name."""


def act(code: str) -> Any:
    """What an act is called; the code itself where it has no name."""
    return ACTS.get(code, code)


def doer(by: str, name: str) -> Any:
    """Who did it: by name, else by what they are."""
    return name or DOERS.get(by.partition(":")[0], by)
