"""Carries out what an enrolment asks for: it reads cards, looks at the camera, records consent, and admits.

enroller.py    one enrolment at a time: what a person does comes in, what their page shows goes out
steps.py       the order of one step: consent, the next state, readers and camera
inviting.py    what a code stands for, and what was answered before its holder came
eye.py         what the camera looks for, one thing at a time
looking.py     an invitation's code, or a living face
photographing.py  a printed card or a passport
captures.py    how many captures have failed in a row at this door
samples.py     a captured face beside the document's photograph and the other residents
choosing.py    what a person opens with besides their face
pin.py         whether a PIN is accepted
admitting.py   an enrolment that has come to its end, as the roster and central get it
parts.py       what it works with
opening.py     puts them together
view.py        what the page is told
"""

from edge.enroller.enroller import Enroller

__all__ = ["Enroller"]
