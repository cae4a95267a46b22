"""One tenant's enrolment at the door, as a pure state machine: no clock, no disk, no camera in here.

states.py    the states, and the table of what leads from one to another
events.py    what happens, and the facts it brings
machine.py   the enrolment as it stands, and its next step
consent.py   what a step says about notice and consent, for the outbox
outcome.py   whether somebody is simply let in, and what central is told
drawing.py   the table as a picture for the docs

The touch screen, and whoever else steers an enrolment, turns what a person does into events; `edge.enroller` carries
out what follows from them.
"""
