"""Storeys of houses: what they are called, how their rooms stand, and when somebody looked at them last.

tables.py     names of storeys; which storeys an inspection has looked at
naming.py     names given; views.py: what the pages read
pages.py      the page of a house's storeys
"""
