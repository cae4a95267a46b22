"""Registers that the town has kept in spreadsheets so far: taken over, and written again as forms.

columns.py         which column of a sheet is what: headings and their synonyms (pure)
cells.py           what stands in a cell: words, days, numbers (pure); resident_number.py: GB 11643 (pure)
checking.py        a row as a resident's entry, and what is wrong with it (pure)
among.py           one number with two names, one person with two cards, the same again: within one file (pure)
ethnic_group.py    the one column that is emptied before anything is kept (pure)
opened_file.py     a file of a spreadsheet program, opened by a process of its own (sheet.py) that can do no harm
tables.py          files that were brought, their rows, and the entries they become
states.py          how far a file is, as a table (pure)
bringing.py        a file is brought, mapped otherwise, taken over, taken back, put away
comparing.py       rows beside the rooms, the entries and the people there are
working.py         reads what was brought, beside the answers
rooms_known.py     the rooms that a row can mean
views.py, lists.py what the pages read; masked where it tells of somebody
pages.py           the pages; words.py, marked.py (the file with its complaints) serve them
"""
