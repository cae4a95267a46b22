"""Columns that only central reads: each word sealed by itself (AES-256-GCM), found by a keyed fingerprint.

keyfile.py   the file of the keys, and one Key
words.py     one word sealed, opened, and its fingerprint (pure)
numbers.py   one way of writing documents' and phones' numbers, so that they are found (pure)
columns.py   how a subject says in its tables.py that a column is sealed
ring.py      the keys of this process: seal a row, open a word, find rows
opening.py   the keys at the start; which of them is in force
tables.py    which keys the database names
"""
