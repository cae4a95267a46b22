"""Open an ONNX model that its manifest vouches for."""

import hashlib
import os
from functools import cache
from pathlib import Path

# Otherwise onnxruntime makes an id for this machine, notes its sessions in a file, and sends them to its maker.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime as ort

from edge.errors import ModelError
from edge.face.manifest import Manifest


def open_session(folder: Path, manifest: Manifest, threads: int) -> ort.InferenceSession:
    """A session of the model in `folder`; `threads`: how many work on one inference.

    Raises ModelError if the file is missing, is not the one the manifest names, or does not fit the manifest.
    """
    path = folder / manifest.file
    check_digest(path, manifest)
    _share_one_arena()
    try:
        # By path: a session keeps the bytes it is given for as long as it lives, 39 MB for SFace.
        session = ort.InferenceSession(str(path), _options(threads), providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors have no base of their own
        raise ModelError(f"{manifest.name}: onnxruntime can't read {path}: {error}") from error
    _check_names(session, manifest)
    return session


def giving_back() -> ort.RunOptions:
    """For a run after which the arena that the sessions share is emptied."""
    options = ort.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def check_digest(path: Path, manifest: Manifest) -> None:
    """Raise ModelError, by the model's name, unless the file has the manifest's digest."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise ModelError(f"{manifest.name}: {path} is missing; run scripts/models to make it") from None
    except OSError as error:
        raise ModelError(f"{manifest.name}: {path} can't be read: {error}") from error
    if digest != manifest.sha256:
        raise ModelError(
            f"{manifest.name}: {path} has the digest {digest[:12]}…, its manifest names {manifest.sha256[:12]}…; "
            "run scripts/models to make it anew"
        )


def _check_names(session: ort.InferenceSession, manifest: Manifest) -> None:
    found = [session.get_inputs()[0].name, *(output.name for output in session.get_outputs())]
    named = [manifest.input.name, *(output.name for output in manifest.outputs)]
    if sorted(found) != sorted(named):
        raise ModelError(f"{manifest.name}: the model has {', '.join(found)}, its manifest names {', '.join(named)}")


def _options(threads: int) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors; a warning would stand in the daemon's log at every start
    # Threads that spin between two frames would keep the processor hot for nothing.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.use_env_allocators", "1")
    options.enable_mem_pattern = False  # the pattern holds its own block of memory for every size of input
    return options


@cache
def _share_one_arena() -> None:
    """All sessions share one arena that grows by what is asked for; each by default doubles its own."""
    memory = ort.OrtMemoryInfo("Cpu", ort.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, ort.OrtMemType.DEFAULT)
    same_as_requested = 1
    ort.create_and_register_allocator(memory, ort.OrtArenaCfg({"arena_extend_strategy": same_as_requested}))
