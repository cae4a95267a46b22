"""The messages between edge and central: the only package both import.

record.py      one thing that happened at a door, chained to the one before
kinds.py       what a record's body holds, by kind
batch.py       records in order, compressed for the way
cursor.py      how far central has come with one outbox
claim.py       how a box becomes known
problem.py     a refusal (RFC 9457)
signature.py   who sent a request (RFC 9421)
faceless.py    nothing that looks like a face may travel
"""
