"""The entries of one person in time: seen for a case alone, when a second person has said yes, and never in secret.

rules.py    who may ask and answer, for how long a yes is good (pure)
tables.py   what was asked, and each look
asks.py     the transactions: ask, answer, look; what the pages read
lists.py, pages.py, words.py    the pages
"""
