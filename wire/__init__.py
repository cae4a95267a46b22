"""The messages between edge and central: the only package both import.

record.py      one thing that happened at a door, chained to the one before
kinds.py       what a record's body holds, by kind
batch.py       records in order, compressed for the way
cursor.py      how far central has come with one outbox
orders.py      what central wants of a box
steering.py    an enrolment that a phone steers
claim.py       how a box becomes known
problem.py     a refusal (RFC 9457)
signature.py   who sent a request (RFC 9421)
erasure.py     proof that a box erased a person
sealed.py      words that only central can read (RFC 9180)
notice.py      what a person is told before they register
faceless.py    nothing that looks like a face may travel
"""
