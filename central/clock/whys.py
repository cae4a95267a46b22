"""Why programs start, pause and end clocks: the sentence as it is kept, and what a page says. What somebody wrote
themselves is shown as they wrote it.
"""

from typing import Any, Final

from flask_babel import lazy_gettext as _

WHYS: Final[dict[str, Any]] = {
    "an assessment holds for the whole town": _("An assessment holds for the whole town."),
    "asked": _("It was asked for."),
    "closed": _("The closing report is made."),
    "done": _("It is done."),
    "erased": _("All of theirs is erased."),
    "faces were used before an assessment was asked for": _("Faces were used before an assessment was asked for."),
    "found at an inspection": _("Found at an inspection."),
    "it is offered nowhere any more": _("It is offered nowhere any more."),
    "it was reported": _("It was reported."),
    "nothing is missing": _("Nothing is missing."),
    "reported": _("The first report is made."),
    "seen": _("Somebody has seen that it is put right."),
    "somebody has registered": _("Somebody has registered."),
    "somebody has registered and waits for a decision": _("Somebody has registered and waits for a decision."),
    "somebody lives there, and nobody has registered": _("Somebody lives there, and nobody has registered."),
    "something is missing, or nobody has decided": _("Something is missing, or nobody has decided."),
    "the assessment ends soon": _("The assessment ends soon."),
    "the day has come": _("The day has come."),
    "the end of the stay was taken back": _("The end of the stay was taken back."),
    "the last day is over, and nobody has said that they left": _(
        "The last day is over, and nobody has said that they left."
    ),
    "the registration is over": _("The registration is over."),
    "the room is taken": _("The room is taken."),
    "the stay has not begun yet": _("The stay has not begun yet."),
    "the stay is over": _("The stay is over."),
    "they do not stay for so long": _("They do not stay for so long."),
    "they have left": _("They have left."),
    "they have registered": _("They have registered."),
    "they stay longer than is free": _("They stay longer than is free of registering."),
    "told": _("Central has done its part; the box still has to prove its own."),
}
