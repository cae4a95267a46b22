"""A town to look at: Huangwan at its real numbers, with people invented by rule.

scale.py            how large the town is
dice.py             chance that is the same for the same seed
invented.py         names, numbers and addresses that nobody has
layout.py           areas, grids, houses and their rooms
inhabitants.py      rooms as they are lived in, stays, people
households.py       who lives where
habits.py           how people spend their day
rhythm.py           who comes to which door at what time of the day
neighbours.py       houses that are looked at together
stream.py           what the boxes have sent of it, chained and folded as central keeps it

places.py, outlines.py, staff.py, halls.py, boxes.py, housing.py, stays.py, people.py, entries.py, inspections.py,
reported.py, duties.py and alarms.py write the rows of one subject; writing.py puts many at once, building.py says in
which order, making.py into which database; waking.py keeps its boxes heard.

It stands above the subjects, since it writes into the tables of all of them, past their services: a town's month takes
minutes so, not days. A subject that gets tables gets a module here.
"""
