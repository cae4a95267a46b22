"""The people who work here: how the first of them begins, how they sign in, and how long that lasts.

rules.py       what is accepted as a password, when a session has ended, how long to wait after failures (pure)
passwords.py   argon2: hash and verify, always at the same price
tables.py      staff, sessions, first-run code, failed attempts
service.py     first run, sign-in, sign-out
guard.py       deny by default: who may see a route
pages.py       the pages for all that
cli.py         a new first-run code in the terminal
"""
