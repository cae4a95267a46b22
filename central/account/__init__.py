"""The people who work here: how the first of them begins, how they sign in, and how long that lasts.

rules.py       what is accepted as a password, when a session has ended, how long to wait after failures (pure)
passwords.py   argon2: hash and verify, always at the same price
tables.py      staff, invitations, sessions, first-run code, failed attempts
service.py     first run, sign-in, sign-out
invitations.py how landlords come to sign in, by a code (codes.py)
attempts.py    how long to wait after failures
guard.py       deny by default: who may see a route
pages.py       the pages for all that; landlord_pages.py: the office's page of the landlords
shown.py       what forms show of somebody before their rights are changed
cli.py         codes in the terminal
"""
