"""Work items: what needs somebody, opened and closed by rules as facts change, each with an owner and a clock.

rules.py      what a kind of work is, and what happens to an item (pure)
tables.py     items, what was done about each, numbers the office has chosen
settings.py   those numbers
items.py      the transactions: open, close, take, assign, comment
keeping.py    keeps items beside what the subjects find to be so
forgetting.py what is forgotten of those that were settled long ago
views.py      what the pages read; lists.py: their list
service.py    all of it that pages and other subjects may use
candidates.py who may see to an item; forms.py: what forms say
pages.py      the pages; bulk_pages.py: something done about several; words.py serves them
"""
