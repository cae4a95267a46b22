"""What the law wants to be reported of stays and people, and by when: clocks that follow from what happens.

duties.py     which duty a stay or a registration brings about as it stands (pure)
facts.py      how a stay or a registration stands
following.py  the clocks brought to where the facts are, in the transaction that changed them
permits.py    from when a residence permit may be asked for (pure)
views.py      what pages read of it
"""
