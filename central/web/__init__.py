"""What all pages share: the shell around them, their language, their safety, the live stream.

shell.py        puts it all into an app; navigation
visitor.py      who is looking (set by central.account, read by pages)
language.py     Chinese or English: the switch, else the browser's wish
moments.py      times in the town's zone, counts in the reader's language
destination.py  where a form may send the browser next
headers.py      what a browser is told never to do
faceless.py     no request brings a face; likeness.py: what looks like one
refusals.py     the pages for 400 … 503: what happened, what to do
paging.py       which page of a list an address asks for
streams.py      server-sent events: their form, and how many may be open
assets.py       static files: their addresses, and whether all are there
"""
