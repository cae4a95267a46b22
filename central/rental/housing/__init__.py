"""The houses rooms are let in: what is known of them, how each room stands, what was found wrong, how they are judged.

tables.py            buildings, what happened to rooms, inspections, hazards, judgements, appeals, settings
room_states.py       the state machine of a room, as a table (pure)
"""
