"""Registers of houses, with their rooms and landlords: a row a room, or a house without any yet.

checking.py        a row, and what is wrong with it; rows beside each other (pure)
comparing.py       rows beside the houses, places and landlords there are
known.py           the houses, rooms and landlords there are, by how offices write them
making.py          houses and rooms are made of rows, some at a time; and taken away again, where nobody uses them
"""
