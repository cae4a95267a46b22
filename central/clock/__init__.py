"""Deadlines, in working days and hours of the town's own calendar, and the reason of every change of them.

table.py        the holidays and make-up workdays of China, as a package knows them (pure)
days.py         the town's calendar: which days are working days, and how sure that is (pure)
counting.py     counting in working days, natural days, months, hours, working minutes (pure)
rules.py        what a deadline is, and the moments that follow from it (pure)
states.py       the states of a clock as a table (pure); drawing.py: as a picture
reasons.py      every change has one (pure)
tables.py       clocks, their stories, what staff have said of days, whose turn it is
calendars.py    the calendar as it is kept, and its changes
clocks.py       start, pause, go on, extend, meet, cancel
passing.py      what time brings: reminders, breaches, escalations; clocks counted anew
turn.py         the one process that looks; ticking.py: when it does
views.py        lists by how pressing clocks are, and a clock's story
service.py      all of it that pages, commands and other subjects may use
pages.py        the calendar of a year, and the clocks; forms.py, words.py, year.py serve them
cli.py          the calendar from a terminal
"""
