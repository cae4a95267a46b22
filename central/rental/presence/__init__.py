"""What the doors' entries tell the office: how many are in, and what of it needs somebody.

The doors record who comes in, and nobody who goes: the way out is free. So "in" means "let in within the last hours",
as many as the office has chosen, and every page says so.

kinds.py    the kinds of work, as data (pure)
people.py   what is so of people and rooms; machines.py: of doors and boxes
counts.py   how many are in, house by house and grid by grid; unsaid.py: which of these counts are not said (pure)
box_health.py, time_to_key.py   lists that are sent up as reports; spread.py: medians and the like (pure)
pages.py    the page of these counts
"""
