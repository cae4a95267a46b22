"""The door's own page, on a small touch screen beside it; served to this machine only.

app.py        puts the pages together
server.py     waitress, on a small pool of its own
guard.py      who is answered, and what a browser is told never to do
language.py   the language of a page
home.py       open the door, ring, begin
enrol.py      the steps of an enrolment
mine.py       see and erase what is kept of oneself, and answer what is asked of it
visiting.py   who does that, held by their browser
notices.py    the texts in force
pages.py      what every page is given
"""
