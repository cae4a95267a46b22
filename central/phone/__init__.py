"""The tenant's own phone, the second face of the enrolment: what is answered before they come, and, at a box without a
screen, the page that steers the steps there. Nobody signs in: a code opens one stay, and one preparation in it.

visit.py       what a signed cookie remembers of a visitor between two pages
language.py    four languages, and the words of these pages in them
showing.py     how these pages are shown, and to whom
pages.py       the code, and the four questions behind it
done_pages.py  what was made of the answers: the person's own code; change them, take them back
own_pages.py   what is kept of somebody, for themselves (own_visit.py, own_words.py)
door_pages.py  the page at the door: touches go down as orders, how it stands comes up
scene.py       what that page shows (pure); words.py: in which words
"""
