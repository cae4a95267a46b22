"""What the box keeps on disk: what happened (outbox) and who lives here (roster), in two SQLite files.

database.py    one SQLite file: opened, guarded, errors translated        schema.py   its tables, step by step
outbox.py      records until central has them                             chains.py   records under one outbox id
forking.py     an old copy was put back                                   mending.py  a broken file begun anew
retention.py   letting go of what central has                             quota.py    how much, how long
tries.py       presentations that failed in a row, phone codes that were used
journal.py     what the portal writes through: memory when the disk fails
roster.py      people and settings          references.py  their faces' references          keeper.py  keys it needs
invitations.py who may enrol for a stay     settling.py    what an order does
erasing.py     a person's rows deleted      untold.py      what is still to be told of it
agreed.py      to which words about their face people said yes      agreements.py  who is to be asked anew
copied.py      a file with a copy beside it     backup.py  making that copy     aside.py  broken files kept for a look

What the door waits for (appending) speaks to SQLite's connection directly; sqlite-utils looks at each statement first.
"""
