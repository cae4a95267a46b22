"""Guests of people who live in a room: visitors of some hours, and relatives who stay for days.

rules.py      their state machine, and how long they may stay before something follows from it (pure)
codes.py      the code a guest opens the door with, and what stands for it at the box (pure)
tables.py     guests
counting.py   relatives as the check of crowding counts them
telling.py    what the box at the door is told of guests
acts.py       guests: make, a new code, other last moment, has registered, end
registered.py  relatives who have registered at the door
following.py  what follows for guests from their hosts' stay; the deadline of those who stay long
upkeep.py     what time brings: they come, they leave, what is kept of them is forgotten
views.py      what the pages read; lists.py: their list
pages.py      the pages; forms.py, words.py, shown.py serve them
"""
