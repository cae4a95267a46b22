"""The houses rooms are let in: what is known of them, how each room stands, what was found wrong, how they are judged.

room_states.py       the state machine of a room, as a table (pure)
crowding.py          how many may live in a room: standards as data (pure)
hazards.py           what an inspection looks for, how grave it is, by when it is put right (pure)
tiers.py             colours and stars, as data (pure); deadlines.py: legal deadlines and "135" (pure)
tables.py            buildings, what happened to rooms, inspections, hazards, judgements, appeals, settings
settings.py          what the office has chosen of the rules
occupancy.py         a room's state, with its stays; assigning.py: whether somebody may be given it
buildings.py         buildings and where in them rooms are
inspecting.py        inspections and hazards; judging.py: colours; appeals.py: appeals against them
views.py             what the pages read of buildings; findings.py: of what was found there; lists.py: their lists
pages.py, room_pages.py, finding_pages.py, rule_pages.py    the pages; forms.py and words.py serve them
"""
