"""What landlords see first: their houses with what needs them; and a box they add themselves.

tables.py    boxes that were asked for
boxes.py     a code for one's own house; the rooms of the box that has come
views.py     what needs a landlord; their houses, and their rooms by storey
pages.py     the first page, and those of a box to come
"""
