"""A wipe: the whole box forgets everything, because it leaves a house, is sold or is repaired.

cli.py       the command: says what will be gone, asks, prints the report
wipe.py      the steps, each of which may be the last before the power goes
kept.py      what the box keeps, opened with its keys
handing.py   what waits is handed to central
note.py      how far a wipe has come, so that the next one finishes it
emptying.py  files are overwritten and deleted, the keys first
"""
