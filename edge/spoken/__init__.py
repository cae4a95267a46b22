"""What the door says to a person, in their language: on its own screen, and on the phone that steers it.

language.py   the languages of the door, and the catalogue of each
words.py      what is said for codes that other parts use
telling.py    a sentence of any part in a language
"""
