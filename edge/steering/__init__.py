"""A phone steers an enrolment at the box: its holder's touches come in as orders, how it stands goes out as Progress.

acts.py       what can be touched now, and what each touch is at the box
showing.py    what the phone is shown
steering.py   who steers, and what of it is still to be told
"""

from edge.steering.steering import Steering

__all__ = ["Steering"]
