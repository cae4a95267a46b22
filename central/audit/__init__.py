"""Who did what, when, and for what purpose: a log that only grows, each row chained to the one before.

texts.py       what a row may say: bounded, without control characters, numbers of people masked (pure)
rules.py       the bytes a digest is of, and the chain (pure)
tables.py      the log, its end, and how far it was shipped
writing.py     rows are chained when the transaction that they tell of commits
service.py     what subjects may use: note, note_once, note_read, acting_as
doers.py       who acts, where nobody is signed in
lines.py       a row as one line of JSON (pure)
verifying.py   whether the log is still what was written; the first row that is not
archiving.py   old months into a file
shipping.py    to other places as it is written; targets.py, file_target.py, syslog_target.py: which
settings.py    by which settings central serves
views.py       the log as a list; words.py: what acts are called
pages.py       for audit administrators and auditors
cli.py         verify, anchor, archive
"""
