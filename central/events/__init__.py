"""What happened that others outside may want to hear of: noted with the change itself, or not at all.

tables.py    the events, until all are told who asked for them
service.py   what subjects may use: tell; and what the tellers use
"""
