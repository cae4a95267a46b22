"""Carries out what an enrolment asks for: it reads cards, looks at the camera, records consent, and admits.

enroller.py    one enrolment at a time: what a person does comes in, what their page shows goes out
looking.py     the camera's frames while somebody enrols: an invitation's code, a living face
photographing.py   a printed card or a passport, held before the camera
samples.py     a captured face beside the document's photograph and the other residents
choosing.py    what a person opens with besides their face
pin.py         whether a PIN is accepted
admitting.py   an enrolment that has come to its end, as the roster and central get it
parts.py       what it works with
view.py        what the page is told
"""

from edge.enroller.enroller import Enroller

__all__ = ["Enroller"]
