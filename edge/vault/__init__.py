"""The vault: the box's keys, made on the box and never leaving it, and what is done with them.

files.py       key files that only their owner reads
wrapping.py    encrypts them by a key that lies elsewhere, where there is one
folder.py      the folder of them, read and written through the wrapping
transform.py   the secret orthogonal matrix that templates are turned by
vault.py       identity, sealing, template transform, keys of the locks
"""

from edge.vault.vault import Turn, Vault, open_vault

__all__ = ["Turn", "Vault", "open_vault"]
