"""What all pages share: the shell around them, their language, their safety, the live stream.

shell.py        puts it all into an app; navigation
visitor.py      who is looking (set by central.account, read by pages)
language.py     Chinese or English: the switch, else the browser's wish
moments.py      times in the town's zone, counts in the reader's language
destination.py  where a form may send the browser next
headers.py      what a browser is told never to do
faceless.py     no request brings a face; likeness.py: what looks like one
refusals.py     the pages for 400 … 503: what happened, what to do
home.py         the first page: needs.py, what needs whoever looks, as each subject counts it
search.py       what can be found by its name, as each subject finds it
lists.py        a list, described once: columns, filters.py, what it is sorted by; paging.py, where in it a page is
showing.py      answers with a list's page, or with its file, which exports.py writes; saved.py: filters people keep
bulk.py         something done to several rows at once, after asking
once.py         a form that is sent twice does what it says once
changes.py      two people change the same thing: the second is told, on every form
kept_forms.py   what was typed when a form could not be taken, for minutes; refilled.py puts it into the page again;
                personal.py: which numbers are somebody's, and never kept
state_picture.py    a picture of states, from the table the rules go by
tables.py       what of all this is kept
streams.py      server-sent events: their form, how long they go on, and how many may be open
assets.py       static files: their addresses, and whether all are there
"""
