"""A person at the door sees what the box keeps of them, answers what is asked of it, and takes it back.

own_data.py    one visit at a time: what a person does comes in, what their page shows goes out
visit.py       what the page is told, and how long it waits
choice.py      what they decide: written down, then done
"""

from edge.own_data.own_data import OwnData
from edge.own_data.visit import Stage

__all__ = ["OwnData", "Stage"]
