"""Reports that the office sends up: figures by village or grid, each of which opens to the rows it was counted from.

period.py          the days a report is about (pure)
where.py           where a house stands: what both a figure and its list go by
subjects.py        what is counted: houses, rooms, stays, people, hazards, inspections, entries of registers
measures.py        what of them each figure counts, and in which table it stands
counting.py        all figures of a report, one question each
lists.py           the lists that figures open to
listed/            reports that are lists: over-full rooms, changes of colours; other rooms of central add theirs
pages.py           the pages, and the report as a file
"""
