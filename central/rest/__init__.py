"""The REST API of third parties, their tokens, and the webhooks that tell them what happened.

rules.py         scopes, limits, when a delivery is tried again (pure)
tables.py        tokens, kept answers, webhooks, deliveries
operations.py    what an operation is; reading.py, acting.py: all there are; catalogue.py: in one list
models.py        what is read and written; shaping.py makes it of the subjects' rows
api.py           a route for each operation, and problems for all else (problems.py)
letting_in.py    who asks, by a token (tokens.py), and how often
answering.py     one request; checking.py: what was sent; tagging.py: as it was seen
answers.py       a request sent twice is done once
openapi.py       the document; docs_pages.py: the same for people (words.py)
hooks.py         webhooks; spreading.py: who is told of an event; delivering.py: it is told
sending.py       one request to a receiver, to nobody inside; signing.py: by which key
telling.py       the threads that do it beside the answers
token_pages.py, hook_pages.py   for whoever runs the system; forms.py, labels.py, deliveries.py serve them
"""
