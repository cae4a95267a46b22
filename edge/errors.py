"""The edge's errors, split by what the caller will do about them.

EdgeError                   one sentence for a person; a command prints it and exits 1
├── ConfigError             a file, a key and a value are wrong: mend the file
├── ModelError              a model is missing or not the one the manifest names: run the set-up
├── SampleError             a picture gives no usable sample: take another
├── CameraError             no picture: the door degrades, the camera is opened again
├── LockError               the lock can't be opened or its address is wrong
├── DocumentError           a document or its photograph can't be read: try again, or the next way
├── StorageError            the disk did not take it: memory keeps it, the door goes on
│   ├── StorageFull         no room (disk or quota): let go of what central has, try again
│   └── StorageBroken       the file itself is wrong: it is set aside and begun anew
├── VaultError              keys are missing, readable by others, or do not open the data
└── CentralError            central did not do what was asked
    ├── CentralUnreachable  no answer: try again later
    └── CentralRefused      an answer that trying again won't change (carries central's problem)
"""

from wire.problem import Problem


class EdgeError(Exception):
    """Base of all errors a person may read; `str(error)` is one sentence that says what to do."""


class ConfigError(EdgeError):
    """The configuration is wrong; names file, key, value and what is accepted."""


class ModelError(EdgeError):
    """A model file is missing, or its digest is not the manifest's."""


class SampleError(EdgeError):
    """A picture can't be read, or shows no face or too many."""


class CameraError(EdgeError):
    """The camera gave no picture."""


class LockError(EdgeError):
    """The lock can't be reached as configured."""


class DocumentError(EdgeError):
    """A document, or the photograph in its chip, can't be read."""


class StorageError(EdgeError):
    """The disk did not take a write, or the database can't be read."""


class StorageFull(StorageError):
    """There is no room: the disk is full or the quota reached."""


class StorageBroken(StorageError):
    """The file is not what it was: malformed, replaced or gone."""


class VaultError(EdgeError):
    """The box's keys are missing, unsafe, or do not open what was sealed."""


class CentralError(EdgeError):
    """Central did not do what was asked."""


class CentralUnreachable(CentralError):
    """No usable answer from central; the same request may succeed later."""


class CentralRefused(CentralError):
    """Central answered no; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail or problem.title)
        self.problem = problem
