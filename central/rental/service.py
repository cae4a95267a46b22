"""What pages, commands and other subjects may ask of rental housing."""

from central.rental.confirmations import last_of_person
from central.rental.confirmations import of_stay as told_for_stay
from central.rental.contacts import opened as opened_contact
from central.rental.contacts import sealed as sealed_contact
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
from central.rental.registrants import PersonRow, TaskRow, decided, people, person_of, request_of, requests
from central.rental.rooms import RoomInUse, RoomTaken
from central.rental.rooms import add as add_room
from central.rental.rooms import change as change_room
from central.rental.rules import NotPossible, RegistrationState, RoomState, StayState, TaskState
from central.rental.scope import NotThere, Scope
from central.rental.stays import NewCode, NoDoor, Plan, change_dates, end, invite, move, new_code, new_token
from central.rental.steering import Standing, standing, steer
from central.rental.steering import take as take_progress
from central.rental.views import RoomRow, StayRow, room_of, rooms, stay_of, stays

__all__ = [
    "AllTaken",
    "Answers",
    "Home",
    "NewCode",
    "NoDoor",
    "NotPossible",
    "NotThere",
    "Opened",
    "PersonRow",
    "Place",
    "Plan",
    "PreparationRow",
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
    "accept",
    "add_room",
    "change_dates",
    "change_room",
    "decided",
    "end",
    "home",
    "invite",
    "last_of_person",
    "move",
    "new_code",
    "new_token",
    "open_by",
    "opened_contact",
    "people",
    "person_of",
    "preparation_of",
    "prepare",
    "refuse",
    "request_of",
    "requests",
    "revoke",
    "room_of",
    "rooms",
    "sealed_contact",
    "standing",
    "stay_of",
    "stays",
    "steer",
    "take_back",
    "take_progress",
    "told_for_stay",
    "withdraw_face",
]
