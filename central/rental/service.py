"""What pages, commands and other subjects may ask of rental housing."""

from central.rental.confirmations import last_of_person
from central.rental.confirmations import of_stay as told_for_stay
from central.rental.people import Place, accept, refuse, revoke, withdraw_face
from central.rental.registrants import PersonRow, TaskRow, decided, people, person_of, request_of, requests
from central.rental.rooms import RoomInUse, RoomTaken
from central.rental.rooms import add as add_room
from central.rental.rooms import change as change_room
from central.rental.rules import NotPossible, RegistrationState, RoomState, StayState, TaskState
from central.rental.scope import NotThere, Scope
from central.rental.stays import NewCode, NoDoor, Plan, change_dates, end, invite, move, new_code, new_token
from central.rental.views import RoomRow, StayRow, room_of, rooms, stay_of, stays

__all__ = [
    "NewCode",
    "NoDoor",
    "NotPossible",
    "NotThere",
    "PersonRow",
    "Place",
    "Plan",
    "RegistrationState",
    "RoomInUse",
    "RoomRow",
    "RoomState",
    "RoomTaken",
    "Scope",
    "StayRow",
    "StayState",
    "TaskRow",
    "TaskState",
    "accept",
    "add_room",
    "change_dates",
    "change_room",
    "decided",
    "end",
    "invite",
    "last_of_person",
    "move",
    "new_code",
    "new_token",
    "people",
    "person_of",
    "refuse",
    "request_of",
    "requests",
    "revoke",
    "room_of",
    "rooms",
    "stay_of",
    "stays",
    "told_for_stay",
    "withdraw_face",
]
