"""Reports that are lists: not how many, but which. Each can be sent up as a file.

registry.py        which there are; a room of central adds its own when the app is put together
crowded.py         rooms in which more people live than may
recoloured.py      houses that have got another colour
punctual.py        landlords who report in time, or late
"""
