"""Central's errors, split by what the caller will do about them.

CentralError                one sentence for a person; a command prints it and exits 1
├── ConfigError             a file or a variable, a key and a value are wrong: mend them
│   └── KeyMissing          a key that columns are sealed by is not in this machine's file: put it there
├── SchemaError             the database is of another version: migrate it, or run the version it belongs to
├── DatabaseUnreachable     the database can't be opened or does not answer: start it, or mend its address
└── ListenError             the address or port is taken or not this machine's: choose another
"""


class CentralError(Exception):
    """Base of all errors a person may read; `str(error)` is one sentence that says what to do."""


class ConfigError(CentralError):
    """The configuration is wrong; names where it was read, key, value and what is accepted."""


class KeyMissing(ConfigError):
    """The database names a key that is not in the file of keys."""


class SchemaError(CentralError):
    """The tables are not those this version works with."""


class DatabaseUnreachable(CentralError):
    """The database can't be opened or does not answer."""


class ListenError(CentralError):
    """Central can't listen where it is told to."""
