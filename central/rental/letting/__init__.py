"""Who lets rooms for their owners, and rooms that are offered.

rules.py      the state machine of a listing; who answers for a room (pure)
tables.py     agents, what they let for whom, listings
agents.py     agents, and which rooms and houses they let; who answers for a room
offering.py   whether a room may be offered, and why not
listings.py   listings: drafted, offered, withdrawn, taken down elsewhere
aging.py      whose words are deleted
looking.py    which listings have to be looked at again
following.py  what follows for listings from stays, and from rooms that may not be let any more
views.py      what the pages read; lists.py: their lists
agent_pages.py, listing_pages.py    the pages; forms.py, words.py, shown.py serve them
"""
