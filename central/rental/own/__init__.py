"""What people who have registered see and ask for of themselves, by a link and a code; the office answers.

rules.py      what may be asked, how far it is, by when it is answered (pure)
tables.py     links with codes, requests
access.py     who comes in: by link and code, or by the own code of a phone
kept.py       all that is kept of somebody; words.py opens what their document says; copying.py packs it
elsewhere.py  what others have written of them; visits.py: guests
asking.py     requests: a copy, a correction, the face, everything; and the office's answer
erasing.py    what is erased at once, what holds the rest back; later.py does it when nothing does any more
office.py     what the office reads; lists.py, pages.py, staff_words.py show it
unprovable.py requests whose box is gone are items of work
lessors.py    landlords and agents ask for the same; lessor_kept.py: what is kept of them; lessor_pages.py shows it
service.py    what the tenant's pages (`central.phone.own_pages`) may use
"""
