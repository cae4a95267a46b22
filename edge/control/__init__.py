"""What staff ask of the running door from a shell: only the daemon owns the lock, so they ask it.

messages.py   what is asked and answered
server.py     the daemon's end: a Unix socket in the data folder, which only its owner reaches
client.py     the command's end
address.py    where both meet
cli.py        the commands
"""
