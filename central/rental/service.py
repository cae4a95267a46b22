"""What pages, commands and other subjects may ask of rental housing."""

from central.rental import days
from central.rental.agreed import ConsentRow, consents
from central.rental.confirmations import of_stay as told_for_stay
from central.rental.contacts import sealed as sealed_contact
from central.rental.desk.aging import count_old as count_old_desk_acts
from central.rental.desk.aging import forget as forget_desk_acts
from central.rental.housing.assigning import NotLet, TooMany
from central.rental.housing.room_states import RoomState
from central.rental.lag import behind
from central.rental.landlord.warnings import add as add_warning
from central.rental.letting.aging import count_old as count_old_listing_words
from central.rental.letting.aging import forget as forget_listing_words
from central.rental.own import service as own
from central.rental.owners import owners_parted
from central.rental.people import Place, accept, refuse, revoke, withdraw_face
from central.rental.preparations import (
    AllTaken,
    Answers,
    Home,
    Opened,
    PreparationRow,
    home,
    open_by,
    preparation_of,
    prepare,
    take_back,
)
from central.rental.proofs import ErasureRow, erasure_of, erasures
from central.rental.registers.aging import count_old as count_old_register_rows
from central.rental.registers.aging import forget as forget_register_rows
from central.rental.registrants import (
    PersonRow,
    RegistrationRow,
    people,
    permit_of,
    person_of,
    registration_of,
    registrations_after,
)
from central.rental.rooms import RoomInUse, RoomTaken
from central.rental.rooms import add as add_room
from central.rental.rooms import change as change_room
from central.rental.rules import NotPossible, RegistrationState, StayState, TaskState, Withdrawal, withdrawal
from central.rental.scope import NotThere, Scope
from central.rental.stays import NewCode, NoDoor, Plan, change_dates, end, invite, move, new_code, new_token
from central.rental.stays import hold as hold_stay
from central.rental.steering import Standing, standing, steer
from central.rental.steering import take as take_progress
from central.rental.stored import (
    boxes_by_notice,
    count_consents,
    count_old_identities,
    faces_shut_out,
    forget_identities,
    only_by_face,
    stored_faces,
)
from central.rental.tasks import (
    TaskRow,
    count_requests,
    request_of,
    requests,
    requests_about,
)
from central.rental.views import (
    RoomRow,
    StayRow,
    count_ending,
    count_past_stays,
    room_of,
    rooms_after,
    rooms_at,
    rooms_in,
    stay_of,
    stays,
    stays_after,
)

__all__ = [
    "AllTaken",
    "Answers",
    "ConsentRow",
    "ErasureRow",
    "Home",
    "NewCode",
    "NoDoor",
    "NotLet",
    "NotPossible",
    "NotThere",
    "Opened",
    "PersonRow",
    "Place",
    "Plan",
    "PreparationRow",
    "RegistrationRow",
    "RegistrationState",
    "RoomInUse",
    "RoomRow",
    "RoomState",
    "RoomTaken",
    "Scope",
    "Standing",
    "StayRow",
    "StayState",
    "TaskRow",
    "TaskState",
    "TooMany",
    "Withdrawal",
    "accept",
    "add_room",
    "add_warning",
    "behind",
    "boxes_by_notice",
    "change_dates",
    "change_room",
    "consents",
    "count_consents",
    "count_ending",
    "count_old_desk_acts",
    "count_old_identities",
    "count_old_listing_words",
    "count_old_register_rows",
    "count_past_stays",
    "count_requests",
    "days",
    "end",
    "erasure_of",
    "erasures",
    "faces_shut_out",
    "forget_desk_acts",
    "forget_identities",
    "forget_listing_words",
    "forget_register_rows",
    "hold_stay",
    "home",
    "invite",
    "move",
    "new_code",
    "new_token",
    "only_by_face",
    "open_by",
    "own",
    "owners_parted",
    "people",
    "permit_of",
    "person_of",
    "preparation_of",
    "prepare",
    "refuse",
    "registration_of",
    "registrations_after",
    "request_of",
    "requests",
    "requests_about",
    "revoke",
    "room_of",
    "rooms_after",
    "rooms_at",
    "rooms_in",
    "sealed_contact",
    "standing",
    "stay_of",
    "stays",
    "stays_after",
    "steer",
    "stored_faces",
    "take_back",
    "take_progress",
    "told_for_stay",
    "withdraw_face",
    "withdrawal",
]
