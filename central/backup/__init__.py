"""A copy of central's whole database: made while central works, put back while it does not.

sqlite.py       the file, by SQLite's own online backup
postgresql.py   by pg_dump and pg_restore
cli.py          `menlu-central backup` and `restore`

A copy holds everything but the key that boxes seal for and those that columns are sealed by, which are files of their
own and are to be kept apart.
"""
