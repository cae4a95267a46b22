"""Who did what, when, and for what purpose: a log that only grows, each row chained to the one before.

texts.py       what a row may say: bounded, without control characters, numbers of people masked (pure)
rules.py       the bytes a digest is of, and the chain (pure)
tables.py      the log, its end, and how far it was shipped
writing.py     rows are chained when the transaction that they tell of commits
service.py     what subjects may use: note, note_read
verifying.py   whether the log is still what was written; the first row that is not
"""
