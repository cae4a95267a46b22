"""Which keys columns are sealed by, and giving them newer ones while central works.

needs.py      which rows need which key
rotation.py   a new key, and everything sealed anew by it
retiring.py   a key that nothing needs is taken away
losing.py     the file of keys is lost for good
cli.py        `menlu-central keys`
"""
