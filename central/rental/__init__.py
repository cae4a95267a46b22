"""Rooms that are let, the stays of those who live there, and who has registered for them.

rules.py           the state machines of a stay and of a registration, as tables; what is missing (pure)
days.py, masks.py  days on the town's clocks; what of a name and a number is shown (pure)
effects.py         what each act means for the box at the door, as orders (pure)
tables.py          rooms, stays, invitations, registrations, consents, review tasks, what boxes were told
scope.py           whose rooms somebody may see, and in whose name they act
rooms.py           rooms: add, change
stays.py           stays: invite, change the dates, move, end
people.py          people who have registered: yes, no, withdraw the face, revoke
preparations.py    people who answer on their phone before they come; prepared.py: what their box is told of it
steering.py        an enrolment that a phone steers; phone_tables.py: tables of both; contacts.py seals a number
agreed.py          what people have agreed to, in which way and when
upkeep.py          what time brings: stays begin and end, what ended is erased at the box
forgetting.py      what says nothing any more is deleted
orders.py          sends boxes what follows; confirmations.py: whether they have done it
follower.py        follows the boxes' records in order, by a cursor of its own
records.py         what they tell, written as rows (rows.py); registering.py: somebody has registered;
                   rights.py: somebody's right or ways were changed at the box
proofs.py          proofs of erasure, checked
views.py           what the pages read of rooms and stays; registrants.py: of people; tasks.py: of requests
names.py           opens a sealed name for one page
service.py         all of it that pages, commands and other subjects may use
shown.py           what forms show of rooms, stays, people, houses before somebody changes them
pages.py, stay_pages.py, request_pages.py    the pages; asking.py, forms.py, words.py, invitation_sheet.py serve them
housing/           the houses: rooms by storey, hazards, colours; whether a room may be given to somebody
guests/            visitors and relatives of those who live in a room
letting/           who lets rooms for their owners, and rooms that are offered
own/               what people see and ask for of themselves
landlord/          what landlords see first, and boxes they add
cli.py             rooms and invitations from a terminal
"""
