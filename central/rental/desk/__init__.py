"""The front desk (总台): who comes and who leaves today, check-in in one screen, and a queue without names.

rules.py           which part of the board a stay belongs to, what may still be taken back (pure)
parts.py           the same as conditions of the database, for the board and for lists
tables.py          what was done, cards that were shown, halls and their numbers
acts.py            check-in, check-out, a late leaving, and taking them back; taking_back.py: whether that works yet
cards.py           the card that was shown at the desk, sealed
views.py           the board; free.py: houses and rooms with space
queue.py           the state machine of a number, and how long people waited (pure)
halls.py           halls, numbers that are taken and called
pages.py, arriving_pages.py, hall_pages.py, screen_pages.py    the pages; forms.py, words.py serve them
"""
